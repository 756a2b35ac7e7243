"""Files on disk under their checksum, in ``MEDIA_ROOT``, which no address leads to."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings

CHUNK = 2**16


def path_of(sha256: str) -> Path:
    """Where the file of a checksum lies."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def digest_of(file: IO[bytes]) -> str:
    """The SHA-256 of a file, read in pieces."""
    file.seek(0)
    found = hashlib.sha256()
    while piece := file.read(CHUNK):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


def keep(file: IO[bytes], sha256: str) -> None:
    """Put a file under its checksum, whole or not at all; one that lies there already stays."""
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            file.seek(0)
            while piece := file.read(CHUNK):
                out.write(piece)
        os.replace(partial, target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
