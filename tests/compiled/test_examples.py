"""Every worked example of the packages, by generated code: the evaluator's verdict, amount and masks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from huiqi.check.cases import Base, TableReader, read_base, read_cases
from huiqi.check.definitions import core
from huiqi.check.engine import FixedDefinitions
from huiqi.check.examples import Ran, run_cases
from huiqi.compiled import Decider, decider
from huiqi.compiled.definitions import Definition
from huiqi.errors import Place
from huiqi.evaluate import Entity, Subject
from huiqi.evaluate.values import Evaluator
from huiqi.policy.load import load_package
from huiqi.policy.model import Package
from huiqi.semantics import Some
from huiqi.types import Enumeration
from huiqi.vocabulary import Vocabulary
from tests.sample import ROOT

PACKAGES = sorted(p.parent for p in (ROOT / "policies").glob("*/package.md"))
STANDARD = ROOT / "policies" / "standards" / "sme-size-2017"


def ran_by_measure(package: Package) -> Iterator[list[Ran]]:
    """The cases of each measure, run."""
    base, definitions = read_base(package), FixedDefinitions(package)
    for measure in package.measures.values():
        yield run_cases(package, read_cases(package, measure, base, []), definitions)


def decider_of(cases: Sequence[Ran], vocabulary: Vocabulary) -> Decider:
    """One for every way the cases bind their measure, each under a name of its own."""
    bound = {id(ran.bound): ran.bound for ran in cases}
    named = [replace(b, measure=replace(b.measure, id=str(key))) for key, b in bound.items()]
    return Decider(named, vocabulary)


@pytest.mark.slow
@pytest.mark.parametrize("path", PACKAGES, ids=lambda p: p.name)
def test_every_example_is_decided_by_generated_code(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = load_package(path)
    monkeypatch.setattr(decider, "evaluated", None)
    examples = 0
    for cases in ran_by_measure(package):
        decide = decider_of(cases, package.vocabulary)
        for ran in cases:
            expected = [
                (o.status, o.amount, o.false_mask, o.unknown_mask, o.unset_mask) for o in ran.outcomes
            ]
            name = str(id(ran.bound))
            assert decide.reasons(ran.case.subject)[name] == expected, ran.case.name
            assert decide(ran.case.subject)[name] == [e[:2] for e in expected], ran.case.name
        examples += len(cases)
    assert examples > 20


def test_size_classes_of_the_standard_are_those_of_the_evaluator() -> None:
    package = load_package(STANDARD)
    kind = package.vocabulary.kinds["企业"]
    name, table = next(
        (h, t)
        for e in package.examples.values()
        for t in e.tables
        for h in t.headers
        if h in package.definitions
    )
    node = core(package.definitions.get(name, Place("")))
    assert isinstance(node.type, Enumeration)
    members = node.type.members
    quick, full = (Definition(node, 0, package.vocabulary, certain) for certain in (True, False))
    complete = 0
    for line, record in table.records():
        facts = TableReader.facts_of(package, kind, Base(), record, Place("", line))
        value = Evaluator(Subject(Entity("企业", "", facts)), None).value(node)
        assert isinstance(value, Some) and value.possible is not None
        mask = sum(1 << i for i, m in enumerate(members) if m in value.possible)
        assert full.compute(facts)[0] == mask, record["例"]
        found = quick.compute(facts)
        complete += found is not None
        assert found is None or {found[0]} == value.possible, record["例"]
    assert complete > 100
