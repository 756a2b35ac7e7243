"""The table of transitions, walked: every state, every action, every role."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from huiqi.web.actor import Actor
from huiqi.web.audit.recording import recording
from huiqi.web.authorities.models import Authority
from huiqi.web.claims import procedure, services
from huiqi.web.claims.engine import move
from huiqi.web.claims.models import Claim, Decision, Step
from huiqi.web.claims.moves import Given
from huiqi.web.claims.offering import Renewal, renew_all
from huiqi.web.claims.services import DECIDED, HANDLED, TIMED
from huiqi.web.claims.states import State
from huiqi.web.claims.table import find, rows
from huiqi.web.core.clock import now, today
from huiqi.web.core.models import BusinessDate
from huiqi.web.core.service import Failed, Refused
from huiqi.web.entitlements.models import Entitlement
from huiqi.web.permissions import FIRM, Role
from huiqi.web.runs.models import Run
from tests.web.claims.stages import FOR, MEASURE, PACKAGE, REACH, SOUND, at_counter
from tests.web.world import FIRM as CODE
from tests.web.world import PLAYERS, acting

FILES = (*FIRM, Role.COUNTER)
COUNTY, CITY, CITY_TWO, PROVINCE = "officer", "officer-above", "officer-above-two", "officer-province"
# state, action, who carries it out, and where it leads: written from the decisions, not from the table.
LAWFUL = {
    ("offered", "confirm"): ("owner", "publicity"),
    ("offered", "replace"): ("publication", "offered"),
    ("offered", "recall"): ("publication", "lapsed"),
    ("offered", "lapse"): ("clock", "lapsed"),
    ("offered", "withdraw"): ("owner", "withdrawn"),
    ("draft", "save"): ("firm", "draft"),
    ("draft", "submit"): ("firm", "submitted"),
    ("draft", "lapse"): ("clock", "lapsed"),
    ("draft", "withdraw"): ("owner", "withdrawn"),
    ("submitted", "accept"): (COUNTY, "review"),
    ("submitted", "refuse"): (COUNTY, "not-accepted"),
    ("submitted", "withdraw"): ("owner", "withdrawn"),
    ("submitted", "transfer"): (COUNTY, None),
    ("review", "transfer"): (COUNTY, None),
    ("last-review", "transfer"): (CITY, None),
    ("review", "ask"): (COUNTY, "supplementing"),
    ("review", "send-up"): (COUNTY, "last-review"),
    ("review", "send-down"): (COUNTY, None),
    ("review", "verify"): (COUNTY, None),
    ("review", "settle"): (COUNTY, None),
    ("review", "withdraw"): ("owner", "withdrawn"),
    ("last-review", "ask"): (CITY, "supplementing"),
    ("last-review", "approve"): (CITY, "publicity"),
    ("last-review", "reject"): (CITY, "rejected"),
    ("last-review", "verify"): (CITY, None),
    ("last-review", "settle"): (CITY, None),
    ("last-review", "withdraw"): ("owner", "withdrawn"),
    ("supplementing", "answer"): ("firm", "review"),
    ("supplementing", "close"): ("clock", "closed"),
    ("supplementing", "withdraw"): ("owner", "withdrawn"),
    ("publicity", "end"): ("clock", "approved"),
    ("publicity", "uphold"): (CITY_TWO, "last-review"),
    ("publicity", "overrule"): (CITY_TWO, None),
    ("approved", "object"): ("owner", None),
    ("approved", "notify"): (CITY, "revoking"),
    ("rejected", "object"): ("owner", "reconsidering"),
    ("reconsidering", "sustain"): (PROVINCE, "last-review"),
    ("reconsidering", "dismiss"): (PROVINCE, "final"),
    ("revoking", "revoke"): (CITY_TWO, "revoked"),
    ("revoking", "drop"): (CITY, "approved"),
}
LATER = {
    ("approved", "commit"),
    ("approved", "wait"),
    ("waiting-funds", "commit"),
    ("waiting-funds", "notify"),
    ("committed", "notify"),
    ("committed", "settle-up"),
}
"""Rows that a coming step reaches: in the table, and refused."""
ACTIONS = sorted({action for _, action in (*LAWFUL, *LATER)})
ROW = Entitlement(record="0", status="符合", amount=1)
"""What a new run says of one record."""
LATE = {"lapse", "close", "end", "revoke"}
"""What waits for a day to pass."""
Carry = Callable[[Actor, Claim], object]


def _run() -> Run:
    province = Authority.objects.get(code="36")
    return Run.objects.create(package=PACKAGE, authority=province, as_of=today(), started=now())


def carry(action: str) -> Carry:
    """The service that carries an action out."""
    if action in HANDLED:
        given = FOR if action == "send-up" else SOUND
        return lambda a, c: services.handle(a, claim=c, action=action, given=given)
    if action in (*DECIDED, "commit", "wait", "settle-up"):
        return lambda a, c: services.decide(a, claim=c, action=action, given=SOUND)
    if action in TIMED:
        return lambda a, c: services.pass_time(a, claim=c, action=action)
    return {
        "save": lambda a, c: services.save(a, claim=c, given=Given(form={"records": ["0"]})),
        "answer": lambda a, c: services.answer(a, claim=c, given=Given(form={})),
        "submit": lambda a, c: services.submit(a, claim=c),
        "confirm": lambda a, c: services.confirm(a, claim=c),
        "withdraw": lambda a, c: services.withdraw(a, claim=c),
        "object": lambda a, c: services.raise_objection(a, claim=c, words="不同意"),
        "replace": lambda a, c: renew_all(a, run=_run(), renewals=[Renewal(c, [ROW], "改")]),
        "recall": lambda a, c: renew_all(a, run=_run(), renewals=[Renewal(c, [], "改")]),
    }[action]


def roles_of(who: str) -> set[Role]:
    """The roles that a word of :data:`LAWFUL` stands for."""
    if who.startswith("officer"):
        return {Role.OFFICER}
    groups = {"firm": set(FILES), "publication": {Role.POLICY, Role.CLOCK}}
    return groups.get(who) or {Role(who)}


def player(role: Role, who: str) -> Actor:
    """Somebody in that role; the right one, where there is one."""
    if role is Role.CLOCK:
        return Actor(role=Role.CLOCK, fresh=True)
    if role is Role.VISITOR:
        return Actor()
    if role is Role.COUNTER:
        return at_counter()
    return acting(who if role is Role.OFFICER and who.startswith("officer") else PLAYERS[role])


class Undo(Exception):
    """Roll the try back."""


def attempt(claim: Claim, action: str, actor: Actor) -> tuple[str, str | None]:
    """The state a try leads to, or the refusal; everything is as before afterwards."""
    found: tuple[str, str | None] = ("refused", None)
    try:
        with transaction.atomic():
            if action in LATE:
                BusinessDate.objects.update_or_create(pk=1, defaults={"day": date(2023, 6, 1)})
            carry(action)(actor, claim)
            found = ("moved", Claim.objects.get(pk=claim.pk).state)
            raise Undo
    except (Failed, Refused):
        found = ("refused", None)
    except Undo:
        pass
    return found


@pytest.mark.parametrize("state", REACH)
def test_every_pair_in_a_state(state: State) -> None:
    claim = REACH[state]()
    steps, actors = Step.objects.count(), dict[tuple[Role, str], Actor]()
    for action in ACTIONS:
        who, leads = LAWFUL.get((state.value, action), ("", None))
        for role in Role:
            allowed = bool(who) and leads is not None and role in roles_of(who)
            known = (role, who if role is Role.OFFICER else "")
            if known not in actors:
                actors[known] = player(role, who)
            actor = actors[known]
            result = attempt(claim, action, actor)
            assert result == (("moved", leads) if allowed else ("refused", None)), (state, action, role)
    after = Claim.objects.get(pk=claim.pk)
    assert (after.state, after.version, Step.objects.count()) == (claim.state, claim.version, steps)


def test_the_table_says_what_was_decided() -> None:
    assert {(r.state.value, r.action) for r in rows()} == {
        *LAWFUL,
        *LATER,
        ("-", "start"),
        ("-", "offer"),
    }
    assert {(r.state.value, r.action) for r in rows() if r.later} == LATER


@pytest.mark.parametrize("state", [State.APPROVED, State.WAITING, State.COMMITTED])
def test_what_comes_later_is_refused(state: State) -> None:
    claim, finance = REACH[state](), acting("finance")
    for _, action in (pair for pair in LATER if pair[0] == state and pair[1] != "notify"):
        with recording(finance, "claim.decide", now(), today()), pytest.raises(Failed, match="尚未开放"):
            move(finance, claim, action)


@pytest.mark.parametrize("role", Role)
def test_who_may_begin(role: Role) -> None:
    begins = {
        "start": lambda a: services.start(
            a, package=PACKAGE, measure=MEASURE, credit_code=CODE, records=("0",)
        ),
        "offer": lambda a: services.offer(
            a, package=PACKAGE, measure=MEASURE, credit_code=CODE, records=("0",)
        ),
    }
    for action, begin in begins.items():
        allowed = find(State.NONE, action, role) is not None
        assert allowed == (role in (FILES if action == "start" else (Role.POLICY, Role.CLOCK)))
        try:
            with transaction.atomic():
                begin(player(role, ""))
                assert allowed, (action, role)
                raise Undo
        except (Failed, Refused):
            assert not allowed, (action, role)
        except Undo:
            pass


def test_with_three_levels_a_claim_goes_up_and_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedure, "levels", lambda home, measure: 3)
    claim = REACH[State.REVIEW]()
    up = services.handle(acting(COUNTY), claim=claim, action="send-up", given=FOR)
    assert (up.state, up.level, up.desk.code) == ("review", 2, "3601")
    down = services.handle(acting(CITY), claim=up, action="send-down", given=SOUND)
    assert (down.state, down.level, down.desk.code) == ("review", 1, "360102")
    with pytest.raises(Failed, match="没有下一级"):
        services.handle(acting(COUNTY), claim=down, action="send-down", given=SOUND)
    for login in (COUNTY, CITY):
        down = services.handle(acting(login), claim=down, action="send-up", given=FOR)
    assert (down.state, down.level, down.desk.code) == ("last-review", 3, "36")
    opinions = [s.opinion for s in down.steps.all() if s.action == "send-up"]
    assert opinions == [Decision.APPROVED] * 3
