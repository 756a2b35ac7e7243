"""What is known of a firm: the one place where claims meet the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...evaluate import Subject
from ..core.service import Failed, NotThere
from ..registry.queries import conflicts
from ..registry.sources import current
from ..registry.subjects import group, read_subject


@dataclass(frozen=True)
class Known:
    """A firm with its records; ``day`` and ``snapshot`` say as of when, ``group`` which enterprises are one.

    ``contested`` are paths of facts on which a snapshot contradicts a correction.
    """

    subject: Subject
    snapshot: int
    day: date
    group: tuple[str, ...]
    contested: frozenset[str] = frozenset()


def known(credit_code: str) -> Known:
    """The firm of that code: the current snapshot with the corrections that hold.

    Raises:
        Failed: the register does not know it, or there is none.
    """
    snapshot = current()
    try:
        subject = read_subject(credit_code)
    except NotThere:
        raise Failed(f"登记库中没有 {credit_code}", "核对统一社会信用代码，或等下一次登记数据导入") from None
    assert snapshot is not None
    found = group(snapshot, subject)
    codes = tuple(sorted(code for code, _ in found.members)) if found else (credit_code,)
    contested = frozenset(c.correction.path for c in conflicts(credit_code))
    return Known(subject, snapshot.number, snapshot.known_at, codes, contested)
