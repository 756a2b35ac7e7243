"""The compiled function gives the evaluator's verdict and amount for every subject of a register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from huiqi.compiled import Decider
from huiqi.compiled.function import compile_measure
from huiqi.evaluate import evaluate
from huiqi.explain import read_subject
from huiqi.policy.bind import bind
from huiqi.register.store import open_store
from tests.sample import AS_OF, WAN, bound, insurer, sample, small_register


def test_it_agrees_with_the_evaluator_on_a_register(tmp_path: Path) -> None:
    package, settings = sample()
    snapshot = open_store(small_register(tmp_path / "register", 1500)).at(None)
    measures = bind(package, settings, AS_OF)
    decider = Decider(measures, package.vocabulary)
    with duckdb.connect() as connection:
        codes = connection.execute(
            "SELECT DISTINCT code FROM read_parquet(?) JOIN read_parquet(?) USING (number) ORDER BY code LIMIT 60",
            [str(snapshot.subjects_path), str(snapshot.path("保险"))],
        ).fetchall()
    for (code,) in codes:
        subject = read_subject(snapshot, package.vocabulary, code)
        expected = {m.id: [(o.status.value, o.amount) for o in evaluate(m, subject)] for m in measures}
        assert decider(subject) == expected


def test_complete_facts_are_decided_by_compiled_code() -> None:
    package, _ = sample()
    measure = bound("11.2-首批次应用综合保险补偿")
    decision = compile_measure(measure, package.vocabulary)
    assert decision is not None
    subject = insurer((date(2022, 5, 10), 200 * WAN))
    assert decision(subject.entity, subject.of("保险")[0]) == ("符合", 100 * WAN)


def test_an_unknown_fact_is_left_to_the_evaluator() -> None:
    package, _ = sample()
    measure = bound("11.2-首批次应用综合保险补偿")
    decision = compile_measure(measure, package.vocabulary)
    assert decision is not None
    subject = insurer((date(2022, 5, 10), None))
    assert decision(subject.entity, subject.of("保险")[0]) is None
    assert Decider([measure], package.vocabulary)(subject) == {measure.id: [("待补充", None)]}
