"""A process kept up beside the web server: started again when it dies, ended with whoever started it.

It runs in a session of its own, so that Ctrl-C reaches the server alone, and reads its standard input,
which closes however the server ends.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock, Thread

PAUSE = 2.0
PATIENCE = 30.0


class Kept:
    """The process, and the thread that waits for it; a lock keeps starting and ending apart."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command, self.ending, self.lock = command, Event(), Lock()
        self.process = self._started()
        self.watch = Thread(target=self._watch, daemon=True)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)

    def _watch(self) -> None:
        while True:
            self._ended()
            if self.ending.wait(PAUSE):
                return
            with self.lock:
                if not self.ending.is_set():
                    self.process = self._started()

    def _ended(self) -> None:
        self.process.wait()
        assert self.process.stdin is not None
        self.process.stdin.close()

    def end(self) -> None:
        """Let it finish its step; after half a minute it is killed."""
        with self.lock:
            self.ending.set()
            self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.watch.join()


@contextmanager
def kept_up(command: Sequence[str]) -> Iterator[Kept]:
    """Inside, the command runs."""
    kept = Kept(command)
    kept.watch.start()
    try:
        yield kept
    finally:
        kept.end()
