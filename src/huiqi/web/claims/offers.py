"""What a run offers by the automatic route: firms in the order of their codes, a chunk at a time.

An offer holds what the run says; its basis is frozen when its owner confirms. A record that stands in a
live claim is not offered again, nor is a measure to a firm that has had a claim of it in this period,
unless that lapsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from ...tree.measure import Mode, Status
from ..authorities.models import Authority
from ..catalogue.procedures import BY_NATURE
from ..core.clock import today
from ..entitlements.models import Entitlement
from ..runs.models import Run
from .models import Claim
from .states import LIVE, State
from .ways import Way, Ways

Key = tuple[str, str]
Rows = list[Entitlement]


@dataclass(frozen=True)
class Offer:
    """A measure for a firm: the rows of the run that are 符合, and the way the measure reaches it at home."""

    measure: str
    home: Authority
    way: Way
    rows: Sequence[Entitlement]

    @property
    def credit_code(self) -> str:
        """Whose it is."""
        return self.rows[0].credit_code

    @property
    def firm(self) -> str:
        """The firm's name."""
        return self.rows[0].name


@dataclass(frozen=True)
class Chunk:
    """Firms after one code up to another (None: to the end), how many have something, and what is to be done."""

    last: str | None
    firms: int
    new: Sequence[Offer]
    changed: Sequence[tuple[Claim, Rows]]


class Offers:
    """A run's offers."""

    def __init__(self, run: Run) -> None:
        self.run, self.ways, self.day = run, Ways(), today()

    @cached_property
    def measures(self) -> list[str]:
        """Those that may reach people by themselves: no competition does."""
        return [name for name, about in self.run.measures.items() if Mode(about["mode"]) not in BY_NATURE]

    def firms(self) -> int:
        """How many firms have something."""
        return self._eligible("").values("credit_code").distinct().count()

    def chunk(self, after: str, count: int) -> Chunk:
        """The next firms, in the order of their codes."""
        codes = list(self._eligible(after).values_list("credit_code", flat=True).distinct()[:count])
        last = codes[-1] if len(codes) == count else None
        rows = self._by_key(self._until(self._eligible(after), last))
        held = self._held(after, last)
        new = [offer for key, found in rows.items() if (offer := self._new(found, held.get(key, [])))]
        return Chunk(last, len(codes), new, list(self._changed(rows, held)))

    def _eligible(self, after: str) -> QuerySet[Entitlement]:
        rows = Entitlement.objects.filter(
            run=self.run, measure__in=self.measures, status=Status.ELIGIBLE.value
        )
        return rows.filter(credit_code__gt=after).order_by("credit_code")

    def _held(self, after: str, last: str | None) -> dict[Key, list[Claim]]:
        """Every claim of those firms under those measures."""
        found = Claim.objects.filter(package=self.run.package, measure__in=self.measures)
        rows = self._until(found.filter(credit_code__gt=after), last)
        held: dict[Key, list[Claim]] = {}
        for claim in rows.select_related("home").prefetch_related("lines"):
            held.setdefault((claim.credit_code, claim.measure), []).append(claim)
        return held

    @staticmethod
    def _until(rows: QuerySet, last: str | None) -> QuerySet:  # type: ignore[type-arg]
        return rows if last is None else rows.filter(credit_code__lte=last)

    @staticmethod
    def _by_key(rows: QuerySet[Entitlement]) -> dict[Key, Rows]:
        found: dict[Key, Rows] = {}
        for row in rows.order_by("credit_code", "measure", "record"):
            found.setdefault((row.credit_code, row.measure), []).append(row)
        return found

    def _new(self, rows: Rows, held: Sequence[Claim]) -> Offer | None:
        if any(self._bars(claim) for claim in held):
            return None
        taken = {(x.record, x.year) for claim in held if claim.state in LIVE for x in claim.lines.all()}
        left = [row for row in rows if (row.record, row.year) not in taken]
        home = self.ways.home(rows[0].region, rows[0].credit_code)
        way = self.ways.automatic(home, rows[0].measure) if left and home is not None else None
        if home is None or way is None or (way.filing_day is not None and way.filing_day < self.day):
            return None
        return Offer(rows[0].measure, home, way, left)

    def _bars(self, claim: Claim) -> bool:
        """Whether a claim stands in the way of another: an offer, or one of this period that did not lapse."""
        this_period = claim.period == str(self.day.year) and claim.state != State.LAPSED
        return claim.state == State.OFFERED or this_period

    def _changed(self, rows: dict[Key, Rows], held: dict[Key, list[Claim]]) -> Iterator[tuple[Claim, Rows]]:
        """Offers that say something else than the run."""
        for key, claims in held.items():
            for claim in claims:
                now = rows.get(key, [])
                if claim.state == State.OFFERED and _of_lines(claim) != _of_rows(now):
                    yield claim, now


def _of_lines(claim: Claim) -> dict[str, int | None]:
    return {line.record: line.asked for line in claim.lines.all()}


def _of_rows(rows: Rows) -> dict[str, int | None]:
    return {row.record: row.amount for row in rows}
