"""Which candidates of a run are stored, as one query of DuckDB over its Parquet and its snapshot."""

from __future__ import annotations

from ...determine.missing import Holder, Holders, holders
from ...determine.names import literal, rows_of
from ...determine.run import RunInfo
from ...policy.bind import Binder
from ...register.store import Snapshot
from ...tree.measure import AMOUNT_BIT, FIRST_OWN_BIT, BoundMeasure, Status
from ..catalogue.editions import Edition
from .models import WAITING

MOST_MISSING = 2
OTHER_RECORDS = "其他记录"
OWN = (1 << AMOUNT_BIT) - (1 << FIRST_OWN_BIT)
ALWAYS = f"'{Status.ELIGIBLE.value}', '{Status.AMOUNT_UNSET.value}'"
NEAR = (
    f"c.status = '{Status.INELIGIBLE.value}' AND bit_count(c.false_mask) = 1 AND (c.false_mask & {OWN}) <> 0"
)


class Selection:
    """The stored candidates of a run, measure by measure; ``info`` is the run as the engine wrote it."""

    def __init__(self, info: RunInfo, snapshot: Snapshot, edition: Edition, bound: BoundMeasure) -> None:
        self.info, self.snapshot, self.bound = info, snapshot, bound
        binder = Binder(edition.package, edition.settings, bound.as_of)
        self.holders: Holders = holders(binder, bound)

    def query(self, first: int, last: int) -> str:
        """Rows of subjects numbered from ``first`` up to ``last``, in the order of the columns of the table."""
        flags = self._flags()
        names = ", ".join(f"CASE WHEN {flag} THEN {literal(name)} END" for name, flag in flags) or "NULL"
        count = " + ".join(f"CAST({flag} AS INTEGER)" for _, flag in flags) or "0"
        record = "''" if self.bound.measure.about_subject else 'r."编号"'
        missing = f"c.status = '{Status.FACT_MISSING.value}'"
        return (
            f"SELECT s.code, coalesce(s.name, ''), coalesce(s.region, ''), {record}, c.year, c.status, c.amount, c.amount_low, c.amount_high, "
            f"c.false_mask, c.unknown_mask, c.unset_mask, "
            f"CASE WHEN {missing} THEN concat_ws('{WAITING}', {names}) ELSE '' END, coalesce(c.cut_by, '') "
            f"FROM {self.info.candidates(self.bound.id)} AS c JOIN {self.info.subjects()} AS s USING (number) "
            f"{self._facts()} WHERE c.number BETWEEN {first} AND {last} AND "
            f"(c.status IN ({ALWAYS}) OR {NEAR} OR {missing} AND {count} <= {MOST_MISSING}) "
            "ORDER BY c.number, c.record"
        )

    def _facts(self) -> str:
        """The candidate's record and its subject, as the snapshot has them."""
        measure = self.bound.measure
        subject = f"LEFT JOIN {rows_of(self.snapshot.path(measure.subject.name))} AS f ON f.number = c.number"
        if measure.about_subject:
            return subject
        record = rows_of(self.snapshot.path(measure.kind.name))
        return f"{subject} JOIN {record} AS r ON r.number = c.number AND r.record = c.record"

    def _flags(self) -> list[tuple[str, str]]:
        """For each fact a candidate may wait for, whether this one does."""
        found = [(h.name, self._waits(h)) for h in self.holders.holders if h.fact is not None]
        if self.holders.elsewhere:
            found.append((OTHER_RECORDS, f"(c.unknown_mask & {self.holders.elsewhere}) <> 0"))
        return found

    def _waits(self, holder: Holder) -> str:
        assert holder.fact is not None
        side = "f" if holder.fact.kind == self.bound.measure.subject.name else "r"
        return f'({side}."{holder.fact.name}" IS NULL AND (c.unknown_mask & {holder.bits}) <> 0)'
