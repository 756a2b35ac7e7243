"""What firms of the county are entitled to, handed out: each pair of a firm and a measure once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ...tree.measure import Status
from ..core.service import Failed
from ..entitlements.models import Entitlement
from ..entitlements.queries import visible
from .script import Script


@dataclass(frozen=True)
class Case:
    """A firm, a measure, and its records that are 符合."""

    credit_code: str
    measure: str
    records: tuple[str, ...]


class Cases:
    """Those of the county by measure, in the order of their codes."""

    def __init__(self, script: Script) -> None:
        wanted = {*script.applied, *script.automatic, *script.closing.values()}
        rows = visible().filter(region=script.county, measure__in=wanted, status=Status.ELIGIBLE.value)
        self.left: dict[str, list[Case]] = {measure: [] for measure in wanted}
        for case in _grouped(rows.order_by("measure", "credit_code", "record")):
            self.left[case.measure].append(case)
        self.principal, self.offered_to_principal = self._principal(script)

    def _principal(self, script: Script) -> tuple[str, Case]:
        """The firm with most measures and something of both routes: it is kept for visitors, with an offer."""
        counted = Counter(c.credit_code for cases in self.left.values() for c in cases)
        applied = {c.credit_code for m in script.applied for c in self.left[m]}
        offers = [c for m in script.automatic for c in self.left[m] if c.credit_code in applied]
        if not offers:
            raise Failed("演示的县里没有同时能走两种途径的企业", "生成更大的登记库")
        offer = max(offers, key=lambda c: (counted[c.credit_code], c.credit_code, c.measure))
        for cases in self.left.values():
            cases[:] = [c for c in cases if c.credit_code != offer.credit_code]
        return offer.credit_code, offer

    def take(self, measures: Iterable[str]) -> Case:
        """One that nobody has, of the measure of which most are left."""
        measure = max(measures, key=lambda m: len(self.left[m]))
        if not self.left[measure]:
            raise Failed("演示的县里符合条件的企业太少", "生成更大的登记库")
        return self.left[measure].pop(0)


def _grouped(rows: Iterable[Entitlement]) -> list[Case]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row.credit_code, row.measure), []).append(row.record)
    return [Case(code, measure, tuple(records)) for (code, measure), records in found.items()]
