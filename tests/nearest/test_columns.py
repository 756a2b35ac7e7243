"""The register-wide query says what the search for one candidate says, in the same words."""

from collections import Counter
from random import Random
from typing import Any

import duckdb
from hypothesis import example, given
from hypothesis import strategies as st
from sqlglot import exp

from huiqi.determine import memory
from huiqi.determine.nearest import COLUMNS, INEXACT, expressed, nearest_query
from huiqi.errors import HuiqiError
from huiqi.evaluate import Subject
from huiqi.evaluate.values import Evaluator
from huiqi.explain.changes import move_text
from huiqi.nearest import Change, Groups, NotComputed, grouped, nearest
from huiqi.sql import Source
from huiqi.tree.measure import BoundMeasure
from huiqi.vocabulary.model import REGION_FACT

from ..equivalence.registers import random_subject
from ..equivalence.trees import random_measure
from ..equivalence.words import VOCABULARY
from .grid import dense_measure, only

SUBJECTS = 10
REFUSED = {"T0215", "T0216"}
SOURCE = Source(VOCABULARY, lambda kind: exp.to_table(f'"{memory.table_name(kind)}"'), memory.LOCAL)


def by_query(bound: BoundMeasure, subjects: list[Subject]) -> list[dict[str, Any]]:
    """What DuckDB says of every refused candidate."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        for kind in memory.kinds_read(bound):
            connection.register(memory.table_name(kind), memory.kind_table(VOCABULARY.kinds[kind], subjects))
        if bound.local is not None:
            regions = {str(s.entity.get(REGION_FACT)) for s in subjects if s.entity.get(REGION_FACT)}
            connection.execute(f"CREATE VIEW {memory.LOCAL} AS {memory.local_query(bound, regions)}")
        sql = nearest_query(bound, grouped(bound), SOURCE).sql(dialect="duckdb")
        rows = connection.execute(f"SELECT * FROM ({sql}) ORDER BY number, record").fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def by_search(bound: BoundMeasure, groups: Groups, subjects: list[Subject]) -> list[dict[str, Any]]:
    """The same from the search, one by one."""
    rows = []
    for number, subject in enumerate(subjects):
        records = [None] if bound.measure.about_subject else subject.of(bound.measure.kind.name)
        for position, record in enumerate(records):
            here = Evaluator(subject, record, bound.body.basis, bound.local)
            truths = {c: here.truth(c.node).value for c in bound.body.conditions}
            if False not in truths.values() or any(v is False for c, v in truths.items() if c.bit < 2):
                continue
            found = nearest(groups, here)
            moves = found.moves if isinstance(found, Change) else None
            rows.append(
                {
                    "number": number,
                    "record": position if record is not None else None,
                    "cost": found.cost if isinstance(found, Change) else None,
                    "words": None if moves is None else "，".join(map(move_text, moves)),
                    "waiting": "、".join(c.name for c, v in truths.items() if v is None),
                    "blocked": "、".join(getattr(found, "conditions", ())),
                    "reason": found.reason if isinstance(found, NotComputed) else None,
                }
            )
    return rows


def compare(seed: int, seen: Counter[str]) -> None:
    rng = Random(seed)
    bound = dense_measure(rng) if rng.random() < 0.6 else only(random_measure(rng, Counter()))
    if grouped(bound).refused:
        return
    subjects = [random_subject(rng) for _ in range(SUBJECTS)]
    try:
        found = by_query(bound, subjects)
    except HuiqiError as error:
        assert {p.code for p in error.problems} <= REFUSED
        return
    expected = by_search(bound, expressed(bound, grouped(bound), SOURCE), subjects)
    whole = by_search(bound, grouped(bound), subjects)
    assert len(found) == len(expected), seed
    for a, b, c in zip(found, expected, whole, strict=True):
        cost = (a.pop("facts"), a.pop("steps"))
        a["cost"] = cost if a["words"] is not None else None
        seen["moved" if a["words"] else "blocked" if a["blocked"] else "reason"] += 1
        a["reason"] = a["reason"] if not a["blocked"] else None
        assert a == b, seed
        assert a == c or a["reason"] == INEXACT, seed


@given(st.integers(0, 2**48))
@example(1174707)
def test_the_query_and_the_search_agree(seed: int) -> None:
    compare(seed, Counter())


def test_every_answer_is_met() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        compare(seed, seen)
    assert min(seen[k] for k in ("moved", "blocked", "reason")) > 20
