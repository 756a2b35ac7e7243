"""The audience of a measure: whom it reaches, in parts, each firm with the reason, by place.

Parts are those that entitlements store. An officer sees the firms of their own jurisdiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...tree.measure import Status
from ..actor import Actor
from ..core.money import exact
from ..core.service import NotThere
from ..entitlements.models import Entitlement
from ..permissions import Scope, scope
from ..runs.models import Run
from ..runs.queries import edition_of_run, shown
from .models import Telling


@dataclass(frozen=True)
class Part:
    """A part of an audience: the status its members have, and what they are told."""

    key: str
    status: Status
    title: Promise
    words: str


PARTS = (
    Part("entitled", Status.ELIGIBLE, _("符合"), "按登记数据，贵单位符合“{title}”。{reason}"),
    Part(
        "unset", Status.AMOUNT_UNSET, _("金额待定"), "按登记数据，贵单位符合“{title}”，金额待主管部门确定。"
    ),
    Part("missing", Status.FACT_MISSING, _("还差信息"), "贵单位可能享受“{title}”，还差：{reason}。"),
    Part("near", Status.INELIGIBLE, _("只差一项条件"), "贵单位离“{title}”只差一项条件：{reason}。"),
)


@dataclass(frozen=True)
class Member:
    """A firm of the audience: why it is in it, in words."""

    credit_code: str
    name: str
    region: str
    reason: str


def part_of(key: str) -> Part:
    """The part of that name.

    Raises:
        NotThere: there is none.
    """
    found = next((p for p in PARTS if p.key == key), None)
    if found is None:
        raise NotThere
    return found


def run_with(measure: str) -> Run:
    """The run people see that answers a measure.

    Raises:
        NotThere: there is none.
    """
    found = next((run for run in shown().values() if measure in run.measures), None)
    if found is None:
        raise NotThere
    return found


def rows(run: Run, measure: str, authority: str, part: Part | None = None) -> QuerySet[Entitlement]:
    """The candidates of a measure that lie in an authority."""
    found = Entitlement.objects.filter(run=run, measure=measure, region__startswith=authority)
    found = found.select_related("run")
    return found.filter(status=part.status.value) if part else found


def reach(actor: Actor) -> str:
    """The code under which the actor's audience lies; empty for all of it.

    Raises:
        NotThere: the actor has none.
    """
    granted = scope(actor.role, "audience.read")
    if granted is None or (granted is Scope.OWN and not actor.authority):
        raise NotThere
    return "" if granted is Scope.ALL else actor.authority


def counts(found: QuerySet[Entitlement]) -> dict[str, tuple[int, int]]:
    """Part → firms, and what is owed them in fen."""
    grouped = (
        found.order_by()
        .values("status")
        .annotate(firms=Count("credit_code", distinct=True), sum=Sum("amount"))
    )
    by_status = {row["status"]: (row["firms"], row["sum"] or 0) for row in grouped}
    return {part.key: by_status.get(part.status.value, (0, 0)) for part in PARTS}


def by_place(found: QuerySet[Entitlement]) -> list[tuple[str, int]]:
    """Place → firms, the most first."""
    grouped = found.order_by().values("region").annotate(firms=Count("credit_code", distinct=True))
    return sorted(((row["region"], row["firms"]) for row in grouped), key=lambda pair: -pair[1])


def members(run: Run, found: Iterable[Entitlement]) -> list[Member]:
    """Firms with their reasons, in the order of their codes; records of one firm put together."""
    grouped: dict[str, list[Entitlement]] = {}
    for row in found:
        grouped.setdefault(row.credit_code, []).append(row)
    return [Member(code, own[0].name, own[0].region, _reason(run, own)) for code, own in grouped.items()]


def _reason(run: Run, own: Sequence[Entitlement]) -> str:
    status = Status(own[0].status)
    if status is Status.ELIGIBLE:
        amount = sum(row.amount or 0 for row in own)
        return f"应享 {exact(amount)}" if amount else ""
    if status is Status.FACT_MISSING:
        return "、".join(dict.fromkeys(question(run, path) for row in own for path in row.missing))
    if status is Status.INELIGIBLE:
        return "、".join(dict.fromkeys(name for row in own for name in row.failing))
    return ""


def question(run: Run, path: str) -> str:
    """The question of the vocabulary for a fact; its path where it has none."""
    kinds = edition_of_run(run).package.vocabulary.kinds
    kind, _, name = path.partition(".")
    fact = kinds[kind].facts.get(name) if kind in kinds else None
    return fact.question if fact and fact.question else path


def next_firms(telling: Telling, after: str, count: int) -> list[Member]:
    """The next firms of a telling, in the order of their codes, after one of them."""
    found = rows(telling.run, telling.measure, telling.authority.code, part_of(telling.part))
    later = found.filter(credit_code__gt=after).order_by("credit_code")
    codes = list(later.values_list("credit_code", flat=True).distinct()[:count])
    chosen = found.filter(credit_code__in=codes).order_by("credit_code", "record")
    return members(telling.run, chosen)
