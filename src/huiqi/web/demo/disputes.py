"""Facts in dispute: one that a new snapshot contradicts, one whose correction meets a claim under way."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ...register.layout import CODE, NAME
from ...vocabulary.model import REGION_FACT
from ..claims.models import Claim
from ..core.clock import today
from ..registry.queries import firm
from ..registry.services import ask_correction, decide_correction, deliver
from ..registry.subjects import read_subject, said
from .people import acting
from .stages import FIRST, Stages, owner_of

IN_CHARGE, DELIVERING = "statistics-county", "statistics-province"
SAID, DELIVERED = 7, 20
SEEN = "看过企业提供的报表（演示）"


def correct(claim: Claim, path: str, record: str, value: int, officer: str) -> None:
    """The firm says what a fact really is, and an officer confirms it."""
    known = firm(claim.credit_code)
    assert known is not None
    row = ask_correction(
        owner_of(claim), firm=known, path=path, record=record, value=value, reason="登记有误（演示）"
    )
    decide_correction(acting(officer), row=row, confirm=True, basis=SEEN)


def contest(claim: Claim, path: str) -> None:
    """A correction that holds, and then a snapshot with yet another value."""
    kind, _, name = path.partition(".")
    value = said(read_subject(claim.credit_code), kind, "", name)
    before = value if isinstance(value, int) else 0
    correct(claim, path, "", before + SAID, IN_CHARGE)
    with tempfile.TemporaryDirectory(prefix="huiqi-demo-") as folder:
        file = Path(folder) / f"{kind}.csv"
        head = (CODE, NAME, REGION_FACT, name)
        row = (claim.credit_code, claim.firm, claim.home.code, str(before + DELIVERED))
        file.write_text("".join(",".join(cells) + "\n" for cells in (head, row)), encoding="utf-8")
        deliver(acting(DELIVERING), file=file, known_at=today())


def overtake(stages: Stages, path: str) -> Claim:
    """A claim under way, one record of which is worth half of what the register says."""
    claim = stages.submitted_about(path)
    kind, _, name = path.partition(".")
    line = claim.lines.order_by("id").first()
    assert line is not None
    value = said(read_subject(claim.credit_code), kind, line.record, name)
    assert isinstance(value, int)
    correct(claim, path, line.record, value // 2, FIRST)
    return claim
