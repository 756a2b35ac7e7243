"""The corrections that hold, as a run takes them: a file named by its digest, and a corrected register."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from ...register.corrections import correct_snapshot, write_corrections
from ..core.service import NotThere
from .models import Correction, Standing
from .sources import current, register, vocabulary
from .subjects import as_core


def corrections() -> Path:
    """``DATA/corrections/<digest>.parquet``: every correction that holds now."""
    rows = Correction.objects.select_related("firm").filter(standing=Standing.CONFIRMED)
    return write_corrections(map(as_core, rows), Path(settings.DATA) / "corrections")


def register_for_runs() -> Path:
    """The store that a run reads: the register, or its current snapshot with the corrections over it.

    What it holds is made once for a snapshot and a digest, and never changes.

    Raises:
        NotThere: there is no snapshot yet.
    """
    base = current()
    if base is None:
        raise NotThere
    if not Correction.objects.filter(standing=Standing.CONFIRMED).exists():
        return register()
    file = corrections()
    store = file.parent / f"{base.number:04d}-{file.stem}"
    if not store.exists():
        partial = store.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        correct_snapshot(base, file, vocabulary(), partial)
        partial.rename(store)
    return store
