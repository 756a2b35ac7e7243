"""The data folder of a demo that is being filled: what was broken off is cleared, and begun again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = "filling"


@contextmanager
def broken_off(data: Path) -> Iterator[None]:
    """Inside, the folder is marked as not whole."""
    mark = data / MARK
    mark.touch()
    yield
    mark.unlink()


def start_over(data: Path) -> None:
    """Remove everything a filling that did not come to its end has left."""
    if (data / MARK).exists():
        shutil.rmtree(data)
