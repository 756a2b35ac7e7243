"""What may happen to a claim: one table; what is not in it is refused.

``who`` is a role, or ``firm`` (whoever files for one), or ``publication``. Guards stand in the order
in which they are asked, and are the functions of :mod:`.guards`; ``later`` marks what a coming step of
the project reaches, and refuses. ``next`` is a state, or: ``same``; ``review 1 +1 -1`` and ``returned``,
the level before the question, all of which are ``last-review`` where no level follows; ``final level``;
``decided``, which is 公示 where it is set; ``before``, the state that was left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ..permissions import FIRM, Role
from .states import BEFORE_APPROVAL, State

TABLE = """
state           | action     | who         | guards                                                     | next
-               | start      | firm        | filing                                                     | draft
-               | offer      | publication | -                                                          | offered
offered         | confirm    | owner       | filing account unclaimed eligible unflagged                | decided
offered         | replace    | publication | -                                                          | same
offered         | recall     | publication | -                                                          | lapsed
offered         | lapse      | clock       | filing-over                                                | lapsed
draft           | save       | firm        | -                                                          | same
draft           | submit     | firm        | filing complete unclaimed                                  | submitted
draft           | lapse      | clock       | filing-over                                                | lapsed
submitted       | accept     | officer     | impartial competent                                        | review 1
submitted       | refuse     | officer     | impartial competent reasons                                | not-accepted
submitted       | transfer   | officer     | impartial competent moved words                            | same
review          | transfer   | officer     | impartial competent moved words                            | returned
last-review     | transfer   | officer     | impartial competent moved words                            | returned
review          | ask        | officer     | impartial competent words                                  | supplementing
last-review     | ask        | officer     | impartial competent words                                  | supplementing
supplementing   | answer     | firm        | in-time                                                    | returned
supplementing   | close      | clock       | overdue                                                    | closed
review          | verify     | officer     | impartial competent words                                  | same
last-review     | verify     | officer     | impartial competent words                                  | same
review          | settle     | officer     | impartial competent words                                  | same
last-review     | settle     | officer     | impartial competent words                                  | same
review          | send-up    | officer     | impartial competent opinion                                | review +1
review          | send-down  | officer     | impartial competent below words                            | review -1
last-review     | approve    | officer     | impartial competent fresh-eyes verified eligible unclaimed unflagged | decided
last-review     | reject     | officer     | impartial competent fresh-eyes reasons                     | rejected
before-approval | withdraw   | owner       | -                                                          | withdrawn
publicity       | end        | clock       | overdue unopposed                                          | approved
publicity       | overrule   | officer     | impartial competent not-approver words                     | same
publicity       | uphold     | officer     | impartial competent not-approver words                     | final level
approved        | commit     | finance     | later                                                      | committed
approved        | wait       | finance     | later                                                      | waiting-funds
waiting-funds   | commit     | finance     | later                                                      | committed
committed       | settle-up  | finance     | later                                                      | settled
rejected        | object     | owner       | objection-time words                                       | reconsidering
approved        | object     | owner       | partly objection-time words                                | reconsidering
reconsidering   | sustain    | officer     | impartial competent not-approver words                     | final level
reconsidering   | dismiss    | officer     | impartial competent not-approver words                     | before
approved        | notify     | officer     | impartial competent words                                  | revoking
waiting-funds   | notify     | officer     | later                                                      | revoking
committed       | notify     | officer     | later                                                      | revoking
revoking        | revoke     | officer     | impartial competent not-notifier heard words               | revoked
revoking        | drop       | officer     | impartial competent words                                  | before
"""
LATER = "later"
WHO: Mapping[str, frozenset[Role]] = {
    "firm": frozenset({*FIRM, Role.COUNTER}),
    "owner": frozenset({Role.OWNER}),
    "officer": frozenset({Role.OFFICER}),
    "finance": frozenset({Role.FINANCE}),
    "clock": frozenset({Role.CLOCK}),
    "publication": frozenset({Role.POLICY, Role.CLOCK}),
}
GROUPS = {"before-approval": BEFORE_APPROVAL}
TERMS: Mapping[State, str] = {
    State.SUBMITTED: "受理",
    State.REVIEW: "审核",
    State.LAST: "审核",
    State.SUPPLEMENTING: "补正",
    State.PUBLICITY: "公示",
    State.RECONSIDERING: "复核",
    State.REVOKING: "听证",
}
"""The term that runs in a state, by the name of its provision."""
OFFICIAL = (State.SUBMITTED, State.REVIEW, State.LAST, State.RECONSIDERING)
"""Where a missed day is the authority's, and goes up to the one above it."""


@dataclass(frozen=True)
class Row:
    """One row, for one state."""

    state: State
    action: str
    who: frozenset[Role]
    guards: tuple[str, ...]
    next: str

    @property
    def later(self) -> bool:
        """Whether a coming step reaches it."""
        return LATER in self.guards


@cache
def rows() -> tuple[Row, ...]:
    """The table, a group of states spelled out.

    Raises:
        ValueError: a state, a role or a next that is none, or an action twice in one state.
    """
    _, *lines = (line.split("|") for line in TABLE.splitlines() if line.strip())
    found = tuple(row for line in lines for row in _read(*(cell.strip() for cell in line)))
    if len({(r.state, r.action) for r in found}) < len(found):
        raise ValueError("an action stands twice in one state")
    return found


def _read(state: str, action: str, who: str, guards: str, next: str) -> Iterator[Row]:
    for one in GROUPS.get(state) or (State(state),):
        yield Row(one, action, WHO[who], tuple(guards.split()) if guards != "-" else (), next)


@cache
def _indexed() -> Mapping[tuple[str, str], Row]:
    return {(row.state.value, row.action): row for row in rows()}


def find(state: str, action: str, role: Role) -> Row | None:
    """The row for somebody in that role; None: refused."""
    row = _indexed().get((state, action))
    return row if row is not None and role in row.who else None


def actions(state: str, role: Role) -> list[str]:
    """What somebody in that role may try in a state, in the order of the table; nothing that comes later."""
    return [r.action for r in rows() if r.state == state and role in r.who and not r.later]
