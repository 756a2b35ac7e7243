"""A process beside the web server: started again when it dies, ended with the server."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from huiqi.web import supervising
from huiqi.web.supervising import kept_up

WRITES = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); sys.stdin.read()"


def until(true: Callable[[], bool]) -> None:
    """Wait for it, a quarter of a minute at most."""
    for _ in range(300):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def written(file: Path) -> int:
    return int(file.read_text() or 0) if file.exists() else 0


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_it_is_started_again_and_ends_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "PAUSE", 0.01)
    file = tmp_path / "pid"
    with kept_up([sys.executable, "-c", WRITES, str(file)]) as kept:
        until(lambda: written(file) == kept.process.pid)
        first = kept.process.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: written(file) not in (0, first))
        second = kept.process.pid
    assert gone(first) and gone(second)
