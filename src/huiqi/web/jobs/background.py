"""What the site does by itself, again and again."""

from __future__ import annotations

from datetime import timedelta

from ..audit.services import seal_entries, set_root
from ..core.services import begin_days
from .work import Progress, job


@job("begin-days", "新的一天", every=timedelta(minutes=1), alone=True)
def begin(progress: Progress) -> str:
    """Begin each business date that has come, also those that passed while nobody worked."""
    return f"开始了 {begin_days()} 个业务日期"


@job("seal-audit", "封印审计记录", every=timedelta(minutes=5))
def seal(progress: Progress) -> str:
    """Seal what was done since, and set the root of the day."""
    count = seal_entries()
    set_root()
    return f"封印 {count} 条"
