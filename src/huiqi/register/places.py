"""Folders and files, on this machine or behind a URL, joined with ``/`` alike.

Small texts (manifests, summaries) pass through :class:`Files`; tables are read and written by
an engine. Trap: ``Path("s3a://bucket/x")`` folds the two slashes, so a URL is never a ``Path``.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import fail

LOCAL = "file://"


@dataclass(frozen=True)
class Url:
    """A place by its URL, without a slash at its end."""

    text: str

    @property
    def name(self) -> str:
        """The last part."""
        return self.text.rpartition("/")[2]

    def with_name(self, name: str) -> Url:
        """The same folder's other member."""
        return Url(f"{self.text.rpartition('/')[0]}/{name}")

    def __truediv__(self, name: str) -> Url:
        return Url(f"{self.text}/{name}")

    def __str__(self) -> str:
        return self.text


Place = Path | Url


def url(text: str) -> Url:
    """The URL of what a user named: a URL as it is, a path as ``file://``."""
    named = text if "://" in text else LOCAL + Path(text).absolute().as_posix()
    return Url(named.rstrip("/"))


class Files(Protocol):
    """A file system; everything raises OSError where it cannot do what is asked."""

    def names(self, folder: Place) -> list[str]:
        """What a folder holds; nothing where there is none."""

    def exists(self, place: Place) -> bool:
        """Whether there is a file or folder."""

    def read(self, file: Place) -> str:
        """A text file."""

    def write(self, file: Place, text: str) -> None:
        """Write a text file."""

    def remove(self, folder: Place) -> None:
        """Remove a folder, if it is there."""

    def rename(self, folder: Place, new: Place) -> None:
        """Rename a folder."""


class LocalFiles:
    """The files of this machine, by path or ``file://`` URL."""

    def names(self, folder: Place) -> list[str]:
        """What a folder holds."""
        path = local(folder)
        return [p.name for p in path.iterdir()] if path.is_dir() else []

    def exists(self, place: Place) -> bool:
        """Whether there is a file or folder."""
        return local(place).exists()

    def read(self, file: Place) -> str:
        """A text file."""
        return local(file).read_text(encoding="utf-8")

    def write(self, file: Place, text: str) -> None:
        """Write a text file."""
        local(file).parent.mkdir(parents=True, exist_ok=True)
        local(file).write_text(text, encoding="utf-8")

    def remove(self, folder: Place) -> None:
        """Remove a folder, if it is there."""
        shutil.rmtree(local(folder), ignore_errors=True)

    def rename(self, folder: Place, new: Place) -> None:
        """Rename a folder."""
        local(folder).rename(local(new))


def local(place: Place) -> Path:
    """The path of a place on this machine.

    Raises:
        HuiqiError: D0103 where it is elsewhere.
    """
    if isinstance(place, Path):
        return place
    if not place.text.startswith(LOCAL):
        raise fail("D0103", f"{place} 不在本机", "用 --engine spark 并以 --master 指明集群，或换成本机文件夹")
    return Path(place.text.removeprefix(LOCAL))
