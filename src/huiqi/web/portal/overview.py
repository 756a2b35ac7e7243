"""A firm's front page: entitled, to do, missing, nearly reached; from stored rows, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ...tree.measure import Mode, Status
from ..catalogue.procedures import Procedure, Procedures
from ..entitlements.models import STORED, Entitlement
from ..entitlements.queries import STRONGEST, of_firm
from ..registry.models import Firm
from ..runs.models import Run
from ..runs.queries import edition_of_run


@dataclass(frozen=True)
class Item:
    """A measure for the firm: its best status, the rows that have it, and the way to it. Amounts in fen."""

    run: Run
    measure: str
    status: Status
    rows: tuple[Entitlement, ...]
    procedure: Procedure

    @property
    def title(self) -> str:
        """The measure's title."""
        return str(self.run.about(self.measure)["title"])

    @property
    def competitive(self) -> bool:
        """Whether 符合 means no more than that the firm may apply."""
        return bool(self.run.about(self.measure)["mode"] == Mode.COMPETITIVE.value)

    @property
    def demo(self) -> bool:
        """Whether a demo's settings decide it."""
        return bool(self.run.about(self.measure)["demo"]) or self.procedure.demo

    @property
    def amount(self) -> int | None:
        """What is owed; None where it is no money, or not set."""
        sums = [row.amount for row in self.rows if row.amount is not None]
        return sum(sums) if sums else None

    @property
    def interval(self) -> tuple[int, int | None] | None:
        """From what to what it may be; None where it is no money, the second None where unbounded."""
        lows = [row.low for row in self.rows if row.low is not None]
        highs = [row.high for row in self.rows]
        return (sum(lows), None if None in highs else sum(h or 0 for h in highs)) if lows else None

    @property
    def missing(self) -> list[str]:
        """Paths of the facts it waits for."""
        return list(dict.fromkeys(path for row in self.rows for path in row.missing))

    @property
    def failing(self) -> list[str]:
        """The conditions that are false."""
        return list(dict.fromkeys(name for row in self.rows for name in row.failing))


@dataclass(frozen=True)
class Errand:
    """Something to do now, and by when; ``closes`` None where no day was set."""

    item: Item
    automatic: bool
    closes: date | None


@dataclass(frozen=True)
class Gap:
    """A missing fact: its question, and the measures that wait for it."""

    question: str
    owner: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Overview:
    """Everything of a firm's front page; ``total`` in fen, competitions left out."""

    entitled: list[Item]
    unset: list[Item]
    errands: list[Errand]
    gaps: list[Gap]
    near: list[Item]
    total: int
    demo: bool


def overview(firm: Firm) -> Overview:
    """What stands on the front page of a firm."""
    items = _items(of_firm(firm.credit_code), Procedures(firm.region))
    by_status = {status: [i for i in items if i.status is status] for status in STORED}
    entitled = by_status[Status.ELIGIBLE]
    errands = [Errand(i, i.procedure.automatic, i.procedure.closes) for i in entitled if i.procedure.route]
    return Overview(
        sorted(entitled, key=lambda i: (i.competitive, -(i.amount or 0))),
        by_status[Status.AMOUNT_UNSET],
        sorted(errands, key=lambda t: (t.closes or date.max, not t.automatic)),
        _gaps(by_status[Status.FACT_MISSING]),
        by_status[Status.INELIGIBLE],
        sum(i.amount or 0 for i in entitled if not i.competitive),
        any(i.demo for i in items),
    )


def _items(rows: Iterable[Entitlement], procedures: Procedures) -> list[Item]:
    grouped: dict[tuple[Run, str], list[Entitlement]] = {}
    for row in rows:
        grouped.setdefault((row.run, row.measure), []).append(row)
    return [_item(run, measure, own, procedures) for (run, measure), own in grouped.items()]


def _item(run: Run, measure: str, own: Sequence[Entitlement], procedures: Procedures) -> Item:
    status = Status(min((row.status for row in own), key=STRONGEST.index))
    rows = tuple(row for row in own if row.status == status.value)
    bound = edition_of_run(run).bound(run.as_of)[measure]
    return Item(run, measure, status, rows, procedures.of(bound))


def _gaps(items: Iterable[Item]) -> list[Gap]:
    """Missing facts, those that most measures wait for first."""
    waiting: dict[str, list[Item]] = {}
    for item in items:
        for path in item.missing:
            waiting.setdefault(path, []).append(item)
    found = [_gap(path, own) for path, own in waiting.items()]
    return sorted(found, key=lambda gap: -len(gap.items))


def _gap(path: str, items: Sequence[Item]) -> Gap:
    vocabulary = edition_of_run(items[0].run).package.vocabulary
    kind, _, name = path.partition(".")
    fact = vocabulary.kinds[kind].facts[name] if kind in vocabulary.kinds else None
    return Gap(fact.question if fact and fact.question else path, fact.owner if fact else "", tuple(items))
