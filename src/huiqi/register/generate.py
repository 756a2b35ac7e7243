"""Makes a register of any size from a seed: a believable province, always the same one.

Subjects of every kind get their places and codes first, are sorted by code and numbered; then
each kind is drawn in chunks of owners, and every record kind of that owner with it, so that
memory holds one chunk of facts at a time. Each column has its own stream of random words: a
new fact changes no other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..errors import fail
from ..types import INDUSTRY
from ..vocabulary import Vocabulary
from ..vocabulary.model import REGION_FACT
from .draws import Column, Integers
from .identities import MOST, text_column
from .layout import NUMBER, RECORD, RECORD_CODE, ROW_GROUP, SUBJECT_COLUMNS
from .names import make_names
from .numbering import Subjects, number_subjects
from .population import KindPlan, Population, load_population
from .relations import draw_relations
from .rows import arrow_column, draw_columns, record_codes, record_counts
from .store import Snapshot
from .writing import Draft, arrow_schema, new_snapshot

MOST_ENTERPRISES = MOST // 2
Progress = Callable[[int, int, str], None]


def no_progress(done: int, total: int, label: str) -> None:
    """Says nothing."""


def generate(
    province: Path,
    vocabulary: Vocabulary,
    enterprises: int,
    seed: int,
    out: Path,
    known_at: date | None = None,
    dirty: float = 0.0,
    progress: Progress = no_progress,
) -> Snapshot:
    """Write a snapshot with so many enterprises to the store ``out``.

    ``known_at`` is by default the day that the province's population file names.

    ``dirty`` above 0 also writes ``out/dirty/<kind>.csv``: the snapshot's rows for import, that
    share of them with planted faults, and a ledger of the faults.

    Raises:
        HuiqiError: R0201, R0202 (the province's files), R0203 (arguments), R0109.
    """
    _check_arguments(enterprises, seed, dirty)
    population = load_population(province, vocabulary)
    origin = {"made_by": "generate", "enterprises": enterprises, "seed": seed}
    with new_snapshot(out, vocabulary, known_at or population.known_at, origin) as pending:
        _Run(population, vocabulary, enterprises, seed, pending.draft, progress).write()
    if dirty:
        from .dirty import write_dirty

        write_dirty(pending.finished(), vocabulary, dirty, seed, out / "dirty")
    return pending.finished()


def _check_arguments(enterprises: int, seed: int, dirty: float) -> None:
    if not 1 <= enterprises <= MOST_ENTERPRISES:
        raise fail("R0203", f"企业数 {enterprises} 超出范围", f"应在 1 至 {MOST_ENTERPRISES} 之间")
    if seed < 0:
        raise fail("R0203", f"种子 {seed} 是负数", "种子是不小于 0 的整数")
    if not 0 <= dirty <= 1:
        raise fail("R0203", f"脏数据份额 {dirty} 超出范围", "应在 0 至 1 之间，例如 0.02")


class _Run:
    """One generation: its plans, its subjects and their ties, and the draft it writes to."""

    def __init__(
        self,
        population: Population,
        vocabulary: Vocabulary,
        enterprises: int,
        seed: int,
        draft: Draft,
        progress: Progress,
    ) -> None:
        self.population = population
        self.regions = population.context.regions
        self.plans = population.plans
        self.subjects = [k.name for k in vocabulary.kinds.values() if k.is_subject]
        self.records = {
            name: [k.name for k in vocabulary.kinds.values() if k.owner == name] for name in self.subjects
        }
        self.seed = seed
        self.draft = draft
        self.progress = progress
        self.sizes = {name: self._size(name, enterprises) for name in self.subjects}
        self.numbering = number_subjects(population, seed, self.sizes)
        self.relations = {
            k.name: draw_relations(self.plans[k.name], seed, self.numbering.by_kind[k.owner].numbers)
            for k in vocabulary.kinds.values()
            if k.tie and k.owner
        }

    def write(self) -> None:
        """Draw and write everything."""
        named: list[tuple[Integers, pa.Array, pa.Array]] = []
        done = 0
        for kind, subjects in self.numbering.by_kind.items():
            for chunk, start in enumerate(range(0, self.sizes[kind], ROW_GROUP)):
                part = subjects.part(start, start + ROW_GROUP)
                named.append((part.numbers, *self._write_chunk(kind, chunk, part)))
                done += len(part.numbers)
                self.progress(done, sum(self.sizes.values()), kind)
        self._write_subjects(named)

    def _size(self, kind: str, enterprises: int) -> int:
        if kind == self.population.main:
            return enterprises
        plan = self.plans[kind]
        return max(plan.minimum, round(enterprises * plan.rate / 10_000))

    def _write_chunk(self, kind: str, chunk: int, part: Subjects) -> tuple[pa.Array, pa.Array]:
        """Draw and write a chunk of subjects and their records; their names and regions."""
        plan = self.plans[kind]
        size = len(part.numbers)
        drawn = draw_columns(plan, self.seed, chunk, size, {REGION_FACT: part.places})
        columns = {p.fact.name: arrow_column(p, drawn[p.fact.name]) for p in plan.facts}
        numbers = pa.array(part.numbers.astype(np.int32))
        self.draft.write(kind, self._table(kind, {NUMBER: numbers} | columns))
        for record in self.records[kind]:
            self._write_records(self.plans[record], chunk, part.numbers, drawn)
        return self._names(plan, chunk, part, drawn), columns[REGION_FACT]

    def _table(self, kind: str, columns: dict[str, pa.Array]) -> pa.Table:
        order = self.draft.columns(kind)
        return pa.table([columns[name] for name in order], names=list(order))

    def _write_records(self, plan: KindPlan, chunk: int, owners: Integers, facts: dict[str, Column]) -> None:
        kind = plan.kind.name
        numbers, tied = self._owners(plan, chunk, owners, facts)
        first, size = self.draft.rows(kind), len(numbers)
        drawn = draw_columns(plan, self.seed, chunk, size, {})
        columns = {
            NUMBER: pa.array(numbers.astype(np.int32)),
            RECORD: pa.array(np.arange(first, first + size, dtype=np.int32)),
            RECORD_CODE: record_codes(plan, first, size),
        }
        columns |= {p.fact.name: arrow_column(p, drawn[p.fact.name]) for p in plan.facts} | tied
        self.draft.write(kind, self._table(kind, columns))

    def _owners(
        self, plan: KindPlan, chunk: int, owners: Integers, facts: dict[str, Column]
    ) -> tuple[Integers, dict[str, pa.Array]]:
        """The owner of each record of a chunk and, where the kind ties, the column of the others."""
        if plan.kind.tie:
            relations = self.relations[plan.kind.name].of(owners)
            return relations.holders, {plan.kind.tie.fact: text_column(self.numbering.codes[relations.held])}
        return np.repeat(owners, record_counts(plan, self.seed, chunk, facts, len(owners))), {}

    def _names(self, plan: KindPlan, chunk: int, part: Subjects, drawn: dict[str, Column]) -> pa.Array:
        """Names by the kind's pattern; the industry word follows the first industry fact."""
        industry = next((p for p in plan.facts if p.fact.type == INDUSTRY), None)
        divisions = [label[:2] for label in industry.labels] if industry else []
        division_of = drawn[industry.fact.name].values if industry else np.zeros_like(part.places)
        stream = (self.seed, f"{plan.kind.name}/name", chunk)
        return make_names(plan.name, stream, part.places, divisions, division_of, self.regions)

    def _write_subjects(self, named: list[tuple[Integers, pa.Array, pa.Array]]) -> None:
        """``subjects.parquet``: what the chunks of each kind said, in the order of all numbers."""
        back = pa.array(np.argsort(np.concatenate([numbers for numbers, _, _ in named])))
        names, regions = (pa.chunked_array([part[i] for part in named]).take(back) for i in (1, 2))
        kinds = pa.array(self.subjects).take(pa.array(self.numbering.kind_of))
        numbers = pa.array(np.arange(len(back), dtype=np.int32))
        columns = [numbers, text_column(self.numbering.codes), names, kinds, regions]
        self.draft.write_subjects(pa.table(columns, schema=arrow_schema(SUBJECT_COLUMNS)))
