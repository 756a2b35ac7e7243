"""Loading begun and finished."""

from __future__ import annotations

from ..actor import Actor
from ..audit.recording import change, create
from ..core.clock import now
from ..core.service import service
from ..runs.models import Run
from .models import Load


@service("entitlement.load")
def begin_load(actor: Actor, *, run: Run) -> Load:
    """A run's rows are about to be loaded."""
    return create(Load, run=run)


@service("entitlement.load")
def finish_load(actor: Actor, *, load: Load, rows: int) -> Load:
    """They are all there."""
    return change(load, rows=rows, finished=now())
