"""What the site does by itself, again and again."""

from __future__ import annotations

from datetime import timedelta

from ..audit.services import seal_entries, set_root
from .work import Progress, job


@job("seal-audit", "封印审计记录", every=timedelta(minutes=5))
def seal(progress: Progress) -> str:
    """Seal what was done since, and set the root of the day."""
    count = seal_entries()
    set_root()
    return f"封印 {count} 条"
