"""What firms of the county are entitled to, handed out: each pair of a firm and a measure once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...tree.measure import Status
from ..core.service import Failed
from ..entitlements.models import Entitlement
from ..entitlements.queries import visible
from .script import Script

TOO_SMALL = "生成更大的登记库"


@dataclass(frozen=True)
class Case:
    """A firm, a measure, and its records that are 符合."""

    credit_code: str
    measure: str
    records: tuple[str, ...]


class Cases:
    """Those of the county by measure, in the order of their codes."""

    def __init__(self, script: Script) -> None:
        wanted = {*script.applied, *script.automatic, script.closing}
        rows = visible().filter(region=script.county, measure__in=wanted, status=Status.ELIGIBLE.value)
        self.turn = 0
        self.left: dict[str, list[Case]] = {measure: [] for measure in wanted}
        for case in _grouped(rows.order_by("measure", "credit_code", "record")):
            self.left[case.measure].append(case)
        self.principal = self._principal(script)

    def _principal(self, script: Script) -> str:
        """The firm with most to see and something of both routes: it is kept for visitors."""
        held = (
            {c.credit_code for m in kind for c in self.left[m]} for kind in (script.applied, script.automatic)
        )
        both = set.intersection(*held)
        if not both:
            raise Failed("演示的县里没有同时能走两种途径的企业", TOO_SMALL)
        pairs = visible().filter(credit_code__in=both).order_by().values_list("credit_code", "status")
        kinds = Counter(code for code, _ in set(pairs))
        counted = Counter(c.credit_code for cases in self.left.values() for c in cases)
        found = max(both, key=lambda code: (kinds[code], counted[code], code))
        for cases in self.left.values():
            cases[:] = [c for c in cases if c.credit_code != found]
        return found

    def take(self, measures: Sequence[str]) -> Case:
        """One that nobody has; measures take turns."""
        left = [m for m in measures if self.left[m]]
        if not left:
            raise Failed(f"演示的县里符合{'、'.join(measures)}的企业太少", TOO_SMALL)
        self.turn += 1
        return self.left[left[self.turn % len(left)]].pop(0)


def _grouped(rows: Iterable[Entitlement]) -> list[Case]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row.credit_code, row.measure), []).append(row.record)
    return [Case(code, measure, tuple(records)) for (code, measure), records in found.items()]
