"""A body of 200 MB sent to the real server: refused at once, held in no memory, kept in no file."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.server import running

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")]
PIECE, PIECES = b"0" * 2**20, 200
BARE = "import django; django.setup()"
HEADS = {
    "declared": f"Content-Length: {len(PIECE) * PIECES}\r\n",
    "declared as less": "Content-Length: 1000\r\n",
    "in chunks": "Transfer-Encoding: chunked\r\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int, Path]]:
    folder = tmp_path_factory.mktemp("site")
    with running(folder, BARE) as (address, pid):
        yield address, pid, folder


def processes(pid: int) -> list[int]:
    """A process and all that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(p for child in children for p in processes(int(child)))]


def memory(pids: list[int], line: str) -> int:
    """What these processes hold (``VmRSS``), or have held at most since they were forgotten (``VmHWM``), in KiB."""
    lines = (said for p in pids for said in Path(f"/proc/{p}/status").read_text().splitlines())
    return sum(int(said.split()[1]) for said in lines if said.startswith(line))


def forget(pids: list[int]) -> None:
    """Let the peak begin anew at what is held now."""
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def sent(address: str, head: str) -> str:
    """The status of the answer, to a body that is sent until the server hangs up."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=60) as link:
        start = f"POST /documents/ HTTP/1.1\r\nHost: {where.netloc}\r\n{head}"
        link.sendall(f"{start}Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode())
        piece = b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if "chunked" in head else PIECE
        with suppress(OSError):
            for _ in range(PIECES):
                link.sendall(piece)
        return link.recv(2**16).split()[1].decode()


def files(folder: Path) -> set[Path]:
    return {p for p in folder.rglob("*") if p.is_file() and "sqlite3" not in p.name}


@pytest.mark.parametrize("how", HEADS)
def test_a_body_of_200_megabytes_costs_no_memory_and_leaves_no_file(
    server: tuple[str, int, Path], how: str
) -> None:
    address, pid, folder = server
    pids, lying = processes(pid), files(folder)
    forget(pids)
    before = memory(pids, "VmRSS")
    status = sent(address, HEADS[how])
    assert memory(pids, "VmHWM") - before < 50 * 1024
    assert status == ("413" if how == "declared" else "403")
    assert files(folder) == lying
