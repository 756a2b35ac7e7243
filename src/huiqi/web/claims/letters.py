"""Letters on a claim: which move needs a paper, and what it says; the one place where claims meet correspondence.

A letter is issued once its move has arrived and the clocks of the new state run. One that cannot be
issued undoes the move, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from ...letters import Addressee, Amount, Column, Deadline, Finding, LetterKind, Listing, Matter
from ..actor import CLOCK
from ..authorities.models import Authority
from ..core import models as core
from ..core.service import Failed
from ..correspondence.checking import check_page
from ..correspondence.contents import Contents
from ..correspondence.models import IssuedLetter
from ..correspondence.queries import letters_about
from ..correspondence.services import issue
from ..correspondence.storage import kept
from ..terms.queries import Unset
from .models import Claim, Decision, Route
from .moves import Move
from .rules import rules_of
from .states import BEFORE_SUBMISSION, State
from .table import TERMS

DECISIONS = (LetterKind.APPROVAL, LetterKind.PART_APPROVAL, LetterKind.REJECTION)
NUMBERED = (LetterKind.SUPPLEMENT,)
"""What is asked of a firm names the claim, also where nobody has applied."""
PROMISE = "全部办结并拨付"


Written = tuple[LetterKind, Contents]


def issue_for(move: Move, desk: Authority) -> None:
    """Issue what the move needs, signed by the authority that had the claim; nothing where no paper is due.

    What a firm files is received by the authority that is competent from then on.

    What the automatic route grants is signed in the site's name: its two publishers have decided it.

    Raises:
        Failed: the letter cannot be issued, so the move is not made.
    """
    if move.row.action not in PAPERS:
        return
    kind, contents = PAPERS[move.row.action](move)
    actor = CLOCK if move.row.action == "confirm" else move.actor
    signs = move.claim.home if move.row.state in BEFORE_SUBMISSION else desk
    try:
        issue(actor, kind=kind, subject_object=move.claim, letter_fields=replace(contents, authority=signs))
    except Failed as failed:
        raise Failed(f"没有办理，因为文书不能签发：{failed.message}", failed.hint) from failed


def _letter(move: Move, kind: LetterKind, **parts: Any) -> Written:
    claim = move.claim
    matter = _matter(claim, numbered=kind in NUMBERED)
    return kind, Contents(matter=matter, addressee=Addressee(claim.firm, claim.credit_code), **parts)


def _matter(claim: Claim, numbered: bool) -> Matter:
    package = rules_of(claim.package).package
    law = package.measures[claim.measure]
    number = package.texts.get("编号", "")
    return Matter(
        measure=claim.title,
        document=f"《{package.name}》" + (f"（{number}）" if number else ""),
        place=f"第{'、'.join(law.rows)}段",
        clause="\n".join(law.quotations),
        claim=claim.receipt or "" if numbered or claim.route == Route.APPLICATION else "",
    )


def _filed(move: Move) -> Written:
    claim = move.claim
    return _letter(
        move, LetterKind.FILED, deadlines=_dues((claim.clock, "决定是否受理"), (claim.promise, PROMISE))
    )


def _accepted(move: Move) -> Written:
    claim = move.claim
    due = _dues((_running(claim), "审核"), (claim.promise, PROMISE))
    return _letter(move, LetterKind.RECEIPT, deadlines=due)


def _refused(move: Move) -> Written:
    return _letter(move, LetterKind.REFUSAL, findings=_findings(move))


def _asked(move: Move) -> Written:
    due = _dues((_running(move.claim), "补正截止"))
    return _letter(move, LetterKind.SUPPLEMENT, findings=_findings(move), deadlines=due)


def _granted(move: Move) -> Written:
    claim = move.claim
    whole = not claim.lines.exclude(decision=Decision.APPROVED).exists()
    said = _findings(move) or (() if whole else (Finding("见各条记录的决定"),))
    publicity = claim.clock if claim.state == State.PUBLICITY else None
    objection = None if whole else claim.objection
    return _letter(
        move,
        LetterKind.APPROVAL if whole else LetterKind.PART_APPROVAL,
        amounts=(_total(move),),
        findings=said,
        listing=_lines(claim),
        deadlines=_dues((publicity, "公示截止"), (objection, "提出异议截止")),
    )


def _total(move: Move) -> Amount:
    """What is granted; not known while one line is, zero where the measure brings no money."""
    if not move.frozen.bound(move.claim.measure).has_money:
        return Amount("核定金额", 0, "本措施不涉及资金")
    granted = [line.amount for line in move.claim.lines.filter(decision=Decision.APPROVED)]
    return Amount("核定金额", None if None in granted else sum(a or 0 for a in granted))


def _lines(claim: Claim) -> Listing | None:
    """Every record with what was decided of it; nothing where the claim is about the firm itself."""
    rows = [
        (
            line.record,
            str(Decision(line.decision).label),
            line.amount if line.decision == Decision.APPROVED else 0,
        )
        for line in claim.lines.all()
        if line.record
    ]
    columns = (Column("记录"), Column("决定"), Column("核定金额", money=True))
    return Listing("逐条决定", columns, tuple(rows)) if rows else None


def _rejected(move: Move) -> Written:
    due = _dues((move.claim.objection, "提出异议截止"))
    return _letter(move, LetterKind.REJECTION, findings=_findings(move), deadlines=due)


def _reviewed(kind: LetterKind) -> Callable[[Move], Written]:
    return lambda move: _letter(move, kind, findings=_findings(move), earlier=_decision(move.claim))


def _revoking(move: Move) -> Written:
    due = _dues((_running(move.claim), "陈述、申辩和要求听证截止"))
    found, earlier = _findings(move), _decision(move.claim)
    return _letter(move, LetterKind.REVOCATION_NOTICE, findings=found, earlier=earlier, deadlines=due)


PAPERS: Mapping[str, Callable[[Move], Written]] = {
    "submit": _filed,
    "accept": _accepted,
    "refuse": _refused,
    "ask": _asked,
    "confirm": _granted,
    "approve": _granted,
    "reject": _rejected,
    "uphold": _reviewed(LetterKind.REOPENED),
    "sustain": _reviewed(LetterKind.REOPENED),
    "dismiss": _reviewed(LetterKind.UPHELD),
    "notify": _revoking,
    "revoke": _reviewed(LetterKind.REVOCATION),
}


def _findings(move: Move) -> tuple[Finding, ...]:
    """What the officer wrote, a finding for each line; the conditions picked stand with the first."""
    picked = f"条件：{'、'.join(move.given.reasons)}" if move.given.reasons else ""
    lines = [line.strip() for line in move.given.words.splitlines() if line.strip()]
    return tuple(Finding(line, "" if at else picked) for at, line in enumerate(lines))


def _running(claim: Claim) -> core.Deadline:
    """The clock of the state arrived at.

    Raises:
        Unset: the letter has to name a day, and nobody has set how long that takes.
    """
    if claim.clock is None:
        raise Unset(TERMS[State(claim.state)])
    return claim.clock


def _dues(*clocks: tuple[core.Deadline | None, str]) -> tuple[Deadline, ...]:
    return tuple(Deadline(what, c.due, c.article, c.provisional) for c, what in clocks if c is not None)


def _decision(claim: Claim) -> str:
    """The number of the decision that is reviewed or would be revoked; empty where there is none."""
    last = letters_of(claim).filter(kind__in=[k.value for k in DECISIONS]).last()
    return last.number if last else ""


def letters_of(claim: Claim) -> QuerySet[IssuedLetter]:
    """The claim's letters, oldest first, for whoever may see the claim."""
    return letters_about(claim._meta.label_lower, str(claim.pk))


def listed(claim: Claim) -> Iterator[tuple[IssuedLetter, str]]:
    """Each letter with the public page on which it is found genuine."""
    return ((letter, check_page(letter)) for letter in letters_of(claim))


def content(letter: IssuedLetter) -> bytes:
    """The PDF.

    Raises:
        Failed: it is gone, or no longer what it was.
    """
    return kept(letter.sha256)
