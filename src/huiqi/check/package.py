"""The check of a package: coverage, bounds, examples on both engines, exercise, excess."""

from __future__ import annotations

from pathlib import Path

from ..errors import Problem
from ..policy.load import load_package
from ..policy.model import Package, Segment
from ..tree.measure import Measure, Mode
from . import bounds, coverage, declared, exercise
from .cases import Base, read_base, read_cases
from .definitions import check_definitions
from .engine import FixedDefinitions
from .examples import Ran, Tally, check_duckdb, check_examples, run_cases
from .excess import find_excess
from .gaps import check_gaps
from .report import CheckReport, ClauseRow

UNREAD = {"C0301", "C0302", "C0308"}
"""Examples that could not be read, or are not there, reach no comparison: that goes without saying."""


def check_package(path: Path) -> CheckReport:
    """Verify a package and everything it declares.

    Raises:
        HuiqiError: where the package does not load at all; what loads is checked to the end.
    """
    package = load_package(path)
    report = CheckReport(package.id, package.name)
    report.measures, report.declarations = len(package.measures), len(package.declarations)
    if package.segments or package.document:
        report.problems += coverage.check_segments(package)
        report.problems += coverage.check_carried(package)
        report.problems += coverage.check_quotations(package)
        report.problems += coverage.check_quoted(package)
    report.problems += declared.check_tables(package)
    report.problems += declared.check_funds(package)
    report.problems += declared.check_figures(package)
    report.problems += bounds.check_settings(package)
    base = read_base(package)
    definitions = FixedDefinitions(package)
    tallies = {m: Tally() for m in package.measures}
    ran: list[Ran] = []
    watches = []
    for measure in package.measures.values():
        own = _check_measure(package, measure, base, definitions, tallies[measure.id], report)
        watches.append(exercise.watch_measure(measure, own))
        ran += own
    if not UNREAD & {p.code for p in report.problems}:
        report.problems += exercise.check_comparisons(package, watches)
    check_duckdb(package, ran, definitions, tallies, report.problems)
    defined = Tally()
    check_definitions(package, defined, report.problems)
    for tally in (*tallies.values(), defined):
        report.examples.add(tally)
    report.rows = _rows(package, tallies)
    return report


def _check_measure(
    package: Package,
    measure: Measure,
    base: Base,
    definitions: FixedDefinitions,
    tally: Tally,
    report: CheckReport,
) -> list[Ran]:
    problems: list[Problem] = []
    problems += coverage.check_phrases(measure)
    problems += declared.check_territory(package, measure)
    problems += declared.check_places(package, measure)
    problems += bounds.check_refused(package, measure)
    cases = read_cases(package, measure, base, problems)
    ran = run_cases(package, cases, definitions)
    check_examples(ran, tally, problems)
    problems += exercise.check_conditions(measure, ran) if ran else ()
    report.warnings += check_gaps(measure)
    for found in find_excess(package, measure):
        automatic = measure.body.mode == Mode.GENERAL and not found.reading
        (problems if automatic else report.warnings).append(found.problem(measure))
    report.problems += problems
    return ran


def _rows(package: Package, tallies: dict[str, Tally]) -> list[ClauseRow]:
    return [_row(package, segment, tallies) for segment in package.segments]


def _row(package: Package, segment: Segment, tallies: dict[str, Tally]) -> ClauseRow:
    measures = [m for m in package.measures.values() if segment.row in m.rows]
    total = Tally()
    for measure in measures:
        total.add(tallies[measure.id])
    return ClauseRow(
        segment.row,
        segment.kinds,
        segment.text,
        tuple(m.id for m in measures),
        tuple(d.id for d in package.declarations if segment.row in d.rows),
        classed=not any(coverage.check_kinds(segment)),
        quoted=not coverage.unquoted(package, segment),
        mapped=not any(coverage.unmapped(m) for m in measures),
        examples=total,
    )
