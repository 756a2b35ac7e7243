"""PDFs under their own digest: written whole or not at all, and checked whenever they are read.

A file whose transaction failed stays behind under its digest and harms nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from ..core.service import Failed


def keep(content: bytes) -> str:
    """Its SHA-256, once it is on the disk."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    return digest


def kept(digest: str) -> bytes:
    """What was kept under that digest.

    Raises:
        Failed: it is gone, or no longer what it was.
    """
    path = _path(digest)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise Failed("文书文件缺失或已被改动", "请联系管理员从备份恢复；文书的登记仍可在核验页核对")
    return content


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "letters" / digest[:2] / f"{digest}.pdf"
