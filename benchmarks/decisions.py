"""One decision over the six measures: Huiqi with every reason, OpenFisca, and a rules engine.

``python -m benchmarks.decisions REGISTER [ENTERPRISES]`` compares the answers for so many
enterprises (all of them where no number is given), then times one decision.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import openfisca, rules
from benchmarks.measuring import AS_OF, POLICY, SETTINGS
from benchmarks.openfisca.situation import answers, situation
from benchmarks.openfisca.system import build_system
from benchmarks.rules.host import Program
from benchmarks.six import SIX, six
from benchmarks.subjects import read_subjects
from huiqi.compiled import Decider
from huiqi.evaluate import Subject
from huiqi.policy.bind import bind
from huiqi.policy.load import load_package
from huiqi.policy.settings import load_settings
from huiqi.register.store import open_store

UNSET = {"待明确": "待定", "金额待定": "待定"}
Side = Callable[[Any], dict[str, list[Any]]]
TIMED, SIMULATED = 200, 300


def plain(subject: Subject) -> tuple[Any, dict[str, list[Any]]]:
    """The same as dictionaries."""
    return subject.entity.facts, {k: [r.facts for r in found] for k, found in subject.records.items()}


def compare(ours: Side, theirs: Side, subjects: Sequence[Subject], inputs: Sequence[Any]) -> str:
    """Rows that ours decides from known facts, and how many of them the other answers otherwise."""
    rows = compared = other = 0
    for subject, given in zip(subjects, inputs, strict=True):
        mine, found = ours(subject), theirs(given)
        for measure in SIX:
            for (status, amount, false, unknown, _), their in zip(mine[measure], found[measure], strict=True):
                rows += 1
                if unknown or (len(their) > 2 and their[3]):
                    continue
                compared += 1
                reasons = len(their) < 3 or status in UNSET or false == their[2]
                same = (UNSET.get(status, status), amount) == tuple(their[:2]) and reasons
                other += not same
    verdict = "all the same" if not other else f"{other:,} OTHERWISE"
    return f"{compared:,} of {rows:,} rows have every fact they need: {verdict}"


def typical(job: Side, inputs: Sequence[Any]) -> float:
    """The median over enterprises of the least of three warm decisions, in seconds."""
    found = []
    for given in inputs:
        runs = []
        for _ in range(3):
            started = time.perf_counter()
            job(given)
            runs.append(time.perf_counter() - started)
        found.append(min(runs))
    return statistics.median(found)


def main() -> None:
    """Agreement, then times."""
    snapshot = open_store(Path(sys.argv[1])).at(None)
    subjects = read_subjects(snapshot, int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize)
    package = six()
    known = load_settings(load_package(POLICY), SETTINGS)
    decide = Decider(bind(package, known, AS_OF), package.vocabulary)
    program, system = Program(), build_system()
    rich = sorted(subjects, key=lambda s: -len(s.records))[: max(TIMED, SIMULATED)]
    dictionaries = [plain(s) for s in subjects]
    situations = [situation(system, *plain(s)) for s in rich]
    by_rules: Side = lambda given: program(*given)  # noqa: E731
    by_openfisca: Side = lambda given: answers(system, given)  # noqa: E731
    print(f"{rules.NAME}: {compare(decide.reasons, by_rules, subjects, dictionaries)}")
    print(f"{openfisca.NAME}, one by one: {compare(decide.reasons, by_openfisca, rich, situations)}")
    timed: dict[str, tuple[Side, Sequence[Any]]] = {
        "Huiqi, generated Python, every reason bit": (decide.reasons, rich),
        f"{rules.NAME}, every reason bit": (by_rules, [plain(s) for s in rich]),
        f"{openfisca.NAME}, verdict and amount": (by_openfisca, situations),
    }
    taken = {name: typical(job, given[:TIMED]) for name, (job, given) in timed.items()}
    least = next(iter(taken.values()))
    for name, seconds in taken.items():
        print(
            f"one decision over {len(SIX)} measures: {name}: {seconds * 1e6:,.1f} µs ({seconds / least:,.1f} ×)"
        )


if __name__ == "__main__":
    main()
