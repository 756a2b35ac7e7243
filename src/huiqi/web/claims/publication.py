"""What a new result does to a claim, state by state; nothing that was submitted is edited.

The package's adopted interpretation 过渡 decides what counts for claims under way: ``从新`` takes the new
rules and facts, ``从旧`` keeps the frozen ones. Without one a corrected fact counts; a changed setting,
reading or package does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .canonical import canonical, sha256, subject_to_json
from .freezing import Frozen, lines_of, read, standing
from .models import Basis, Claim, Flag
from .states import State

TRANSITION = "过渡"
NEW, OLD = "从新", "从旧"
REPLACE, REFILL, FLAG, STAND, TELL, NOTHING = "replace", "refill", "flag", "stand", "tell", "nothing"
REACTIONS: Mapping[State, str] = {
    State.OFFERED: REPLACE,
    State.DRAFT: REFILL,
    State.SUBMITTED: FLAG,
    State.REVIEW: FLAG,
    State.LAST: FLAG,
    State.SUPPLEMENTING: FLAG,
    State.RECONSIDERING: FLAG,
    State.PUBLICITY: STAND,
    State.APPROVED: STAND,
    State.WAITING: STAND,
    State.COMMITTED: STAND,
    State.SETTLED: STAND,
    State.REVOKING: STAND,
    State.REJECTED: TELL,
    State.FINAL: TELL,
    State.REVOKED: NOTHING,
    State.NOT_ACCEPTED: NOTHING,
    State.CLOSED: NOTHING,
    State.WITHDRAWN: NOTHING,
    State.LAPSED: NOTHING,
}


@dataclass(frozen=True)
class Difference:
    """What changed under a claim: its facts, its rules, and whether its result is another."""

    facts: bool
    rules: bool
    result: bool


SAME = Difference(False, False, False)


def difference(old: Basis, lines: Any, fresh: Frozen) -> Difference:
    """Between what was frozen and what would be frozen now, with those lines."""
    before = read(old)
    facts = _print(before) != _print(fresh)
    rules = before.rules.digest != fresh.rules.digest
    result = canonical(_results(lines_of(old))) != canonical(_results(lines))
    return Difference(facts, rules, result)


def _print(frozen: Frozen) -> str:
    return sha256(canonical([subject_to_json(frozen.known.subject), frozen.known.group]))


def _results(lines: Any) -> list[tuple[Any, ...]]:
    return sorted((x["record"], x["status"], x["amount"], x["low"], x["high"]) for x in lines)


def settled_basis(claim: Claim, flag: Flag) -> tuple[Frozen | None, str]:
    """What counts from now on, with the rule that says so; None: what was frozen stands."""
    held = standing(claim)
    assert held is not None
    old, new = read(held), read(flag.new)
    way = _transition(new)
    if way == NEW:
        return new, f"按采用的解释“{TRANSITION}：{NEW}”，以新的依据为准"
    if way == OLD:
        return None, f"按采用的解释“{TRANSITION}：{OLD}”，以提交时的依据为准"
    if flag.facts:
        kept = replace(old, known=new.known)
        return kept, "没有采用过渡的解释：更正的事实计入，规则仍依提交时"
    return None, "没有采用过渡的解释：改变的设定、读法或政策包不计入，依提交时"


def _transition(frozen: Frozen) -> str:
    adopted = {
        s.reading: s.option for s in frozen.rules.settings.readings if s.origin.published <= frozen.as_of
    }
    return adopted.get(TRANSITION, "")
