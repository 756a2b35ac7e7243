"""Generated functions decide as the evaluator does, and leave to it only what has no columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huiqi.compiled import Decider, decider
from huiqi.evaluate import Entity, Subject, evaluate
from huiqi.explain import read_subject
from huiqi.policy.bind import bind
from huiqi.policy.load import load_package
from huiqi.policy.settings import Settings, load_settings
from huiqi.register.store import open_store
from huiqi.tree import nodes as n
from huiqi.tree.measure import BoundMeasure
from huiqi.types import BOOL, MONEY
from tests.sample import AS_OF, ROOT, WAN, bound, insurer, sample, small_register

INSURANCE = "11.2-首批次应用综合保险补偿"
REAL = sorted(p.parent for p in (ROOT / "policies").glob("*/package.md"))


def expected(measure: BoundMeasure, subject: Subject) -> list[tuple[Any, ...]]:
    """What the evaluator says, masks and all."""
    outcomes = evaluate(measure, subject)
    return [(o.status.value, o.amount, o.false_mask, o.unknown_mask, o.unset_mask) for o in outcomes]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No evaluator to fall back on."""
    monkeypatch.setattr(decider, "evaluated", None)


def test_it_agrees_with_the_evaluator_on_a_register(tmp_path: Path, alone: None) -> None:
    package, settings = sample()
    snapshot = open_store(small_register(tmp_path / "register", 1500)).at(None)
    measures = bind(package, settings, AS_OF)
    decide = Decider(measures, package.vocabulary)
    with duckdb.connect() as connection:
        codes = connection.execute(
            "SELECT DISTINCT code FROM read_parquet(?) JOIN read_parquet(?) USING (number) ORDER BY code LIMIT 60",
            [str(snapshot.subjects_path), str(snapshot.path("保险"))],
        ).fetchall()
    for (code,) in codes:
        subject = read_subject(snapshot, package.vocabulary, code)
        answers = {m.id: expected(m, subject) for m in measures}
        assert decide.reasons(subject) == answers
        assert decide(subject) == {m: [a[:2] for a in found] for m, found in answers.items()}


def test_an_unknown_fact_is_answered_without_the_evaluator(alone: None) -> None:
    package, _ = sample()
    measure = bound(INSURANCE)
    decide = Decider([measure], package.vocabulary)
    complete, vague = insurer((date(2022, 5, 10), 200 * WAN)), insurer((date(2022, 5, 10), None))
    assert decide(complete) == {INSURANCE: [("符合", 100 * WAN)]}
    assert decide(vague) == {INSURANCE: [("待补充", None)]}
    assert decide.reasons(vague) == {INSURANCE: expected(measure, vague)}


def test_a_fact_left_out_is_as_unknown_as_one_that_is_none(alone: None) -> None:
    package, _ = sample()
    decide = Decider([bound(INSURANCE)], package.vocabulary)
    given = insurer((date(2022, 5, 10), 200 * WAN))
    facts = {k: v for k, v in given.entity.facts.items() if k != "从业人员"}
    without = Subject(Entity("企业", "A", facts), given.records)
    nothing = Subject(Entity("企业", "A", {**facts, "从业人员": None}), given.records)
    assert decide.reasons(without) == decide.reasons(nothing)


def test_a_code_known_only_above_the_list_is_no_code_outside_it(alone: None) -> None:
    package, _ = sample()
    measure = bound(INSURANCE)
    decide = Decider([measure], package.vocabulary)
    for industry in ("3911", "39", "C", "5111", "51"):
        subject = insurer((date(2022, 5, 10), 200 * WAN), 行业=industry)
        assert decide.reasons(subject) == {INSURANCE: expected(measure, subject)}, industry


def test_records_of_one_year_share_its_limit_in_order_of_their_dates(alone: None) -> None:
    package, _ = sample()
    measure = bound(INSURANCE)
    decide = Decider([measure], package.vocabulary)
    late_first = insurer((date(2022, 6, 1), 150 * WAN), (date(2022, 5, 1), 100 * WAN), (None, 10 * WAN))
    assert decide.reasons(late_first) == {INSURANCE: expected(measure, late_first)}
    dated = insurer((date(2022, 6, 1), 150 * WAN), (date(2022, 5, 1), 100 * WAN))
    assert decide(dated) == {INSURANCE: [("符合", 30 * WAN), ("符合", 70 * WAN)]}


def test_subjects_of_another_kind_have_no_answers() -> None:
    package, _ = sample()
    assert Decider([bound(INSURANCE)], package.vocabulary)(Subject(Entity("机构", "B"))) == {}


def test_what_has_no_columns_is_left_to_the_evaluator(monkeypatch: pytest.MonkeyPatch) -> None:
    package, _ = sample()
    measure = bound(INSURANCE)
    fact = package.vocabulary.kinds["企业"].facts["营业收入"]
    negative = n.Add(MONEY, n.number(0, MONEY), n.FactRef(MONEY, fact), minus=True)
    quotient = n.MulDiv(MONEY, (negative,), (n.FactRef(MONEY, fact),))
    condition = replace(measure.body.conditions[0], node=n.Compare(BOOL, "≥", quotient, n.number(0, MONEY)))
    odd = replace(measure, body=replace(measure.body, conditions=(condition,)))
    subject = insurer((date(2022, 5, 10), 200 * WAN))
    decide = Decider([odd], package.vocabulary)
    assert decide.reasons(subject) == {INSURANCE: expected(odd, subject)}
    assert decide(subject) == {INSURANCE: [a[:2] for a in expected(odd, subject)]}
    with monkeypatch.context() as context, pytest.raises(TypeError):
        context.setattr(decider, "evaluated", None)
        decide(subject)


@pytest.mark.parametrize("path", REAL, ids=lambda p: p.name)
@pytest.mark.parametrize("demo", [True, False], ids=["demo settings", "no settings"])
def test_no_measure_of_a_package_needs_the_evaluator(path: Path, demo: bool, alone: None) -> None:
    package = load_package(path)
    files = sorted((path / "settings").glob("demo*.md")) if demo else []
    settings = load_settings(package, files) if demo else Settings()
    measures = bind(package, settings, AS_OF)
    decide = Decider(measures, package.vocabulary)
    for kind in {m.measure.subject.name for m in measures}:
        records = {
            k.name: (Entity(k.name, "1"), Entity(k.name, "2"))
            for k in package.vocabulary.kinds.values()
            if k.owner == kind
        }
        subject = Subject(Entity(kind, "A"), records)
        own = [m for m in measures if m.measure.subject.name == kind]
        assert decide.reasons(subject) == {m.id: expected(m, subject) for m in own}
        assert decide(subject) == {m.id: [a[:2] for a in expected(m, subject)] for m in own}
