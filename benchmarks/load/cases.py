"""One claim in each state for several measures, brought there by the services that people use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from huiqi.web.claims import services
from huiqi.web.claims.models import Claim, Decision
from huiqi.web.claims.moves import Given
from huiqi.web.claims.rules import current
from huiqi.web.claims.states import State
from huiqi.web.core.service import Failed
from huiqi.web.core.services import advance
from huiqi.web.entitlements.models import Entitlement
from huiqi.web.registry.models import Firm

from .people import Places, acting

LATER = 8
SOUND = Given(words="材料齐全，符合条款")
FOR = Given(words="拟予支持", opinion=Decision.APPROVED)
WAYS: dict[State, tuple[str, ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: ("submit",),
    State.NOT_ACCEPTED: ("submit", "county-1a refuse"),
    State.REVIEW: ("submit", "county-1a accept"),
    State.SUPPLEMENTING: ("submit", "county-1a accept", "county-1a ask"),
    State.LAST: ("submit", "county-1a accept", "county-1a send-up"),
    State.PUBLICITY: ("submit", "county-1a accept", "county-1a send-up", "city-1a approve"),
    State.REJECTED: ("submit", "county-1a accept", "county-1a send-up", "city-1a reject"),
    State.WITHDRAWN: ("submit", "withdraw"),
    State.RECONSIDERING: ("submit", "county-1a accept", "county-1a send-up", "city-1a reject", "object"),
}
EARLIER = (State.PUBLICITY, State.SUBMITTED, State.REVIEW, State.SUPPLEMENTING, State.LAST)
"""Begun some working days before the others: approved, late, closed by now."""


def build(measures: Iterable[str], where: Places) -> list[Claim]:
    """Claims of firms of the first county, in every state that a claim can be brought to before money."""
    found = list(_firms(measures, where))
    for measure, package, earlier, _ in found:
        for state, code in earlier:
            _brought(state, package, measure, code)
    advance(acting("province-a"), working_days=LATER)
    for measure, package, _, later in found:
        for state, code in later:
            _brought(state, package, measure, code)
    return list(Claim.objects.order_by("id"))


Wanted = list[tuple[State, str]]


def _firms(measures: Iterable[str], where: Places) -> Iterator[tuple[str, str, Wanted, Wanted]]:
    """For each measure its package, and states with a firm of the county for each, as far as 符合 there reach.

    Where they do not reach for every state, another measure has other states.
    """
    packages = {m: id for id, rules in current().items() for m in rules.package.measures}
    local = Firm.objects.filter(authority=where.counties[0]).values("credit_code")
    states = [(s, True) for s in EARLIER] + [(s, False) for s in WAYS]
    for number, measure in enumerate(measures):
        rows = Entitlement.objects.filter(measure=measure, status="符合", credit_code__in=local)
        codes = dict.fromkeys(rows.order_by("credit_code").values_list("credit_code", flat=True))
        turned = states[number * 4 % len(states) :] + states[: number * 4 % len(states)]
        pairs = [(state, early, code) for (state, early), code in zip(turned, codes)]
        earlier = [(state, code) for state, early, code in pairs if early]
        yield measure, packages[measure], earlier, [(s, code) for s, early, code in pairs if not early]


def _brought(state: State, package: str, measure: str, code: str) -> None:
    """As far on its way as the services let it come."""
    at_counter = replace(acting("counter-1"), firm=code)
    records = Entitlement.objects.filter(credit_code=code, measure=measure, status="符合")
    try:
        claim = services.start(
            at_counter,
            package=package,
            measure=measure,
            credit_code=code,
            records=tuple(r.record for r in records if r.record),
        )
        for step in WAYS[state]:
            claim = _moved(claim, step, code)
    except Failed as failed:
        print(f"  {measure} {state}: {failed.message}")


def _moved(claim: Claim, step: str, code: str) -> Claim:
    who, _, action = step.rpartition(" ")
    if not who:
        return _own(claim, action, code)
    actor = acting(who)
    given = FOR if action == "send-up" else SOUND
    if action in ("reject", "refuse"):
        given = replace(SOUND, reasons=("独立法人",))
    act = services.decide if action in services.DECIDED else services.handle
    return act(actor, claim=claim, action=action, given=given)


def _own(claim: Claim, action: str, code: str) -> Claim:
    at_counter = replace(acting("counter-1"), firm=code)
    if action == "submit":
        return services.submit(at_counter, claim=claim)
    owner = replace(acting("owner-1"), firm=code)
    if action == "withdraw":
        return services.withdraw(owner, claim=claim)
    return services.raise_objection(owner, claim=claim, words="产品在目录内")
