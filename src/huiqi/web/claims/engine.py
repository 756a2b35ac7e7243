"""The interpreter of the table: one row, its guards, its effect, the state it leads to, a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..actor import Actor
from ..audit.recording import change, change_all, create, create_all
from ..authorities.models import Authority
from ..core.clock import now, today
from ..core.deadlines import close_clock, open_clock
from ..core.models import Deadline
from ..core.service import Failed
from . import letters, procedure
from .effects import EFFECTS
from .guards import GUARDS
from .models import Claim, Step
from .moves import Given, Move
from .states import LIVE, State
from .table import TERMS, find

NOTHING = Given()


def move(actor: Actor, claim: Claim, action: str, given: Given = NOTHING, seen: int | None = None) -> Claim:
    """Carry one row of the table out; inside a service.

    ``seen`` is the version the actor was shown: what changed since is told instead.

    Raises:
        Failed: it is not in the table, the claim has changed, or a guard says no.
    """
    locked = Claim.objects.select_for_update(of=("self",)).select_related(
        "home__parent", "desk", "department"
    )
    now_is = locked.get(pk=claim.pk)
    if seen is not None and now_is.version != seen:
        raise Failed("这件申请刚刚有了变化，没有再次办理", "刷新页面，看现在的状态")
    row = find(now_is.state, action, actor.role)
    if row is None:
        raise Failed(f"“{State(now_is.state).label}”的申请不能这样办理", "刷新页面，看现在可以做什么")
    made = Move(actor, now_is, row, given)
    for guard in row.guards:
        GUARDS[guard](made)
    left, level, desk = now_is.state, now_is.level, now_is.desk
    if action in EFFECTS:
        EFFECTS[action](made)
    _arrive(made, left)
    letters.issue_for(made, desk)
    _record(made, left, level, desk)
    return now_is


Wanted = tuple[Claim, str, Given]


def move_all(actor: Actor, wanted: Sequence[Wanted]) -> list[Claim]:
    """Rows of the table about drafts and offers that have no effect, clock or letter, for many claims at once.

    The claims are locked, with their desks, by the service this is called in; one that has moved on
    since is left alone. Returns those that were moved.

    Raises:
        Failed: a guard says no of one of them; then none moves.
    """
    found = ((claim, find(claim.state, action, actor.role), given) for claim, action, given in wanted)
    moves = [Move(actor, claim, row, given) for claim, row, given in found if row is not None]
    for made in moves:
        for guard in made.row.guards:
            GUARDS[guard](made)
    entered = [_next(made)[0] for made in moves]
    steps = (
        (m, m.claim.state, to, m.claim.level, m.claim.desk) for m, to in zip(moves, entered, strict=True)
    )
    create_all(Step, [_step(*step) for step in steps])
    return change_all((m.claim, _moved(m.claim, to)) for m, to in zip(moves, entered, strict=True))


def _moved(claim: Claim, entered: str) -> dict[str, Any]:
    before = claim.before if entered == claim.state else claim.state
    return {"state": entered, "before": before, "version": claim.version + 1}


def _arrive(made: Move, left: str) -> None:
    claim = made.claim
    entered, level = _next(made)
    if entered == left and level == claim.level:
        change(claim, version=claim.version + 1)
        return
    clock = _clock(claim, entered, level)
    above = procedure.above(procedure.desk(claim, claim.levels))
    change(
        claim,
        state=entered,
        before=left,
        level=level,
        desk=above if entered == State.RECONSIDERING else procedure.desk(claim, level),
        clock=clock,
        version=claim.version + 1,
    )
    if entered not in LIVE:
        _close(claim.paused)
        _close(claim.promise)


def _clock(claim: Claim, entered: str, level: int) -> Deadline | None:
    """The clock of the state that is entered; the one before is closed, unless it only stands still."""
    resumed = claim.paused if claim.state == State.SUPPLEMENTING and entered in REVIEWS else None
    if claim.clock_id != claim.paused_id:
        _close(claim.clock)
    if resumed is not None:
        change(claim, paused=None)
        return resumed
    if entered in (State.DRAFT, State.OFFERED) or State(entered) not in TERMS:
        return None
    term = procedure.term(TERMS[State(entered)], claim)
    return open_clock(term) if term else None


def _close(clock: Deadline | None) -> None:
    if clock is not None and clock.closed is None:
        close_clock(clock)


REVIEWS = (State.REVIEW, State.LAST)
Next = Callable[[Claim], tuple[str, int]]


def _review(level: int, claim: Claim) -> tuple[str, int]:
    return (State.LAST if level >= claim.levels else State.REVIEW), level


NEXT: Mapping[str, Next] = {
    "same": lambda c: (c.state, c.level),
    "review 1": lambda c: _review(1, c),
    "review +1": lambda c: _review(c.level + 1, c),
    "review -1": lambda c: _review(c.level - 1, c),
    "returned": lambda c: _review(c.level, c),
    "final level": lambda c: _review(c.levels, c),
    "decided": lambda c: (State.PUBLICITY if procedure.term("公示", c) else State.APPROVED, c.levels),
    "before": lambda c: (State.FINAL if c.before == State.REJECTED else c.before, c.level),
}


def _next(made: Move) -> tuple[str, int]:
    found = NEXT.get(made.row.next)
    return found(made.claim) if found else (State(made.row.next), made.claim.level)


def _record(made: Move, left: str, level: int, desk: Authority) -> None:
    create(Step, **_step(made, left, made.claim.state, level, desk))


def _step(made: Move, left: str, entered: str, level: int, desk: Authority) -> dict[str, Any]:
    actor, given = made.actor, made.given
    return {
        "claim": made.claim,
        "at": now(),
        "day": today(),
        "action": made.row.action,
        "left": left,
        "entered": entered,
        "level": level,
        "desk": desk,
        "person_id": actor.person,
        "role": actor.role.value,
        "opinion": given.opinion,
        "reasons": list(given.reasons),
        "words": given.words,
    }
