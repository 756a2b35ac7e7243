"""The Python API: what the commands do, as functions that return values.

Paths are ``pathlib.Path`` or text; days ``datetime.date``; amounts are integer fen. User errors
are raised as :class:`~huiqi.errors.HuiqiError`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import HuiqiError
from .policy.load import load_package

if TYPE_CHECKING:
    from pyarrow import Table

    from .check import CheckReport
    from .determine.digest import Difference
    from .determine.nearby import NearCounts
    from .determine.replay import Replay
    from .determine.run import Progress, RunInfo
    from .determine.update import Update
    from .evaluate import Outcome, Subject
    from .explain import Explanation
    from .simulate import Simulation
    from .stacking.run import Stacked

PathLike = Path | str


def check(policy: PathLike) -> CheckReport:
    """Verify a package: coverage, bounds, examples on both engines, exercise. See ``CheckReport``."""
    from .check import check_package

    return check_package(Path(policy))


def coverage_html(policy: PathLike, file: PathLike) -> Path:
    """Write the coverage page: the document beside the rules that carry it out."""
    from .check import coverage_html as write

    write(Path(policy), Path(file))
    return Path(file)


def determine(
    policy: PathLike,
    register: PathLike,
    as_of: date,
    out: PathLike,
    known_at: date | None = None,
    settings: Iterable[PathLike] = (),
    progress: Progress | None = None,
    engine: str = "duckdb",
    master: str | None = None,
    digest: bool = False,
    memory: str | None = None,
) -> RunInfo:
    """Answer every measure for everybody on the register; see :func:`huiqi.determine.run.determine`.

    ``engine`` is ``duckdb`` or ``spark``; Spark runs where ``master`` says, and takes URLs for
    ``register`` and ``out``. DuckDB holds at most ``memory``, by default 2GiB; the rest waits beside
    ``out`` until the run ends.
    """
    from .determine.engine import open_engine
    from .determine.run import determine as run

    paths = [Path(s) for s in settings]
    opened = open_engine(engine, master, memory)
    return run(Path(policy), register, as_of, out, known_at, paths, progress, engine=opened, digest=digest)


def digest(run: PathLike, engine: str = "duckdb", master: str | None = None) -> dict[str, Any]:
    """The canonical digest of a run: equal runs have equal digests, whatever engine wrote them."""
    from .determine.digest import run_digest
    from .determine.engine import open_engine
    from .determine.run import open_run

    opened = open_engine(engine, master)
    info = open_run(run, opened).whole()
    return run_digest(info.folder, info.measures, opened.tables())


def diff(
    first: PathLike, second: PathLike, engine: str = "duckdb", master: str | None = None
) -> list[Difference]:
    """The tables in which two runs over one snapshot differ, with rows that only one of them has."""
    from .determine.digest import differences
    from .determine.engine import open_engine
    from .determine.run import open_run

    opened = open_engine(engine, master)
    return differences(open_run(first, opened).whole(), open_run(second, opened).whole(), opened.tables())


def update(
    run: PathLike,
    policy: PathLike | None = None,
    register: PathLike | None = None,
    as_of: date | None = None,
    known_at: date | None = None,
    settings: Iterable[PathLike] | None = None,
    subjects: Iterable[str] = (),
    progress: Progress | None = None,
) -> Update:
    """Determine again what changed, as an overlay; see :func:`huiqi.determine.update.update`."""
    from .determine.update import update as apply

    paths = None if settings is None else [Path(s) for s in settings]
    return apply(Path(run), _path(policy), _path(register), as_of, known_at, paths, subjects, progress)


def compact(run: PathLike) -> RunInfo:
    """Fold a run's overlays into it: the bytes of a full run."""
    from .determine.compact import compact as fold

    return fold(Path(run))


def replay(
    run: PathLike,
    policy: PathLike | None = None,
    register: PathLike | None = None,
    settings: Iterable[PathLike] | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Determine a run again and compare; raises what differs. See :mod:`huiqi.determine.replay`."""
    from .determine.replay import replay as again

    paths = None if settings is None else [Path(s) for s in settings]
    return again(Path(run), _path(policy), _path(register), paths, progress)


def _path(given: PathLike | None) -> Path | None:
    return None if given is None else Path(given)


def export(run: PathLike, measure: str, format: str, out: PathLike) -> int:
    """Write one measure's candidates with codes, names and reasons; returns the rows written."""
    from .export import export_run

    return export_run(Path(run), measure, format, Path(out))


def nearest(
    policy: PathLike,
    register: PathLike,
    as_of: date,
    out: PathLike,
    measure: str | None = None,
    known_at: date | None = None,
    settings: Iterable[PathLike] = (),
    progress: Progress | None = None,
) -> list[NearCounts]:
    """Write who is how far from a yes; see :func:`huiqi.export.nearest.export_nearest`."""
    from .export import export_nearest

    paths = [Path(s) for s in settings]
    return export_nearest(Path(policy), Path(register), as_of, Path(out), measure, known_at, paths, progress)


def rank(run: PathLike, measure: str, among: PathLike | None = None, out: PathLike | None = None) -> Table:
    """The candidates of a preference in order, with reasons; written to ``out`` (CSV) where given."""
    from .export import rank_run, write_ranking

    table = rank_run(Path(run), measure, Path(among) if among else None)
    if out is not None:
        write_ranking(table, Path(out))
    return table


def stack(
    runs: Iterable[PathLike],
    rules: Iterable[PathLike],
    out: PathLike,
    commitments: PathLike | None = None,
    ranks: PathLike | None = None,
) -> Stacked:
    """What awards of one or several runs leave of one another; see :func:`huiqi.stacking.stack`."""
    from .stacking import stack as run

    given = [None if f is None else Path(f) for f in (commitments, ranks)]
    return run([Path(r) for r in runs], [Path(r) for r in rules], Path(out), *given)


def explain(
    policy: PathLike,
    register: PathLike,
    enterprise: str,
    as_of: date,
    known_at: date | None = None,
    settings: Iterable[PathLike] = (),
    province: PathLike | None = None,
) -> Explanation:
    """Every measure for one subject of the register, in words; regions by the names of a ``province``'s folder."""
    from .codes.regions import load_regions
    from .explain import explain_subject, read_subject
    from .policy.bind import bind
    from .policy.settings import load_settings
    from .prose.names import Names
    from .register.groups import group_of
    from .register.store import open_store

    package = load_package(Path(policy))
    known = load_settings(package, [Path(s) for s in settings])
    snapshot = open_store(Path(register)).at(known_at)
    subject = read_subject(snapshot, package.vocabulary, enterprise)
    group = group_of(snapshot, subject.entity.kind, enterprise)
    names = Names(load_regions(Path(province)) if province is not None else None)
    measures = bind(package, known, as_of)
    return explain_subject(measures, subject, package.name, as_of.isoformat(), group, names=names)


def decide(
    policy: PathLike, subject: Subject, as_of: date, settings: Iterable[PathLike] = ()
) -> dict[str, list[Outcome]]:
    """Every measure about the subject's kind: measure -> outcome of each candidate, with reasons."""
    from .evaluate import evaluate
    from .policy.bind import bind
    from .policy.settings import load_settings

    package = load_package(Path(policy))
    known = load_settings(package, [Path(s) for s in settings])
    return {
        b.id: evaluate(b, subject)
        for b in bind(package, known, as_of)
        if b.measure.subject.name == subject.entity.kind
    }


def missing(run: PathLike) -> list[dict[str, Any]]:
    """What holds money back in a run: each missing fact and setting, the most first.

    ``candidates`` wait for it, ``alone`` of them for nothing else; ``held`` is the high less the
    low of those, in fen, ``unbounded`` how many of them have no high.
    """
    from .determine.missing import held_back
    from .determine.run import open_run

    return held_back(open_run(Path(run)).summary)


def report(run: PathLike) -> Path:
    """Write ``RUN/report.html``, self-contained; returns its path."""
    from .report import write_report

    return write_report(Path(run))


def simulate(
    policy: PathLike,
    register: PathLike,
    as_of: date,
    changes: Iterable[str] = (),
    known_at: date | None = None,
    settings: Iterable[PathLike] = (),
    alternative_settings: Iterable[PathLike] = (),
    alternative: PathLike | None = None,
    all_readings: str | None = None,
    budgets: Iterable[str] = (),
    out: PathLike | None = None,
    html: PathLike | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Compare a reform with the baseline; see :func:`huiqi.simulate.simulate`.

    ``changes`` are ``措施.参数=值``, ``解释=选项``, ``措施@地区=启用``; ``budgets`` ``措施=金额`` or ``资金=金额``.
    ``out`` receives Parquet tables and JSON, ``html`` the report.
    """
    from .simulate import Reform, write_page
    from .simulate import simulate as run

    files = [Path(s) for s in alternative_settings]
    package = None if alternative is None else Path(alternative)
    reform = Reform(list(changes), files, package, all_readings)
    known, folder = [Path(s) for s in settings], None if out is None else Path(out)
    found = run(Path(policy), Path(register), as_of, reform, known_at, known, list(budgets), folder, progress)
    if html is not None:
        write_page(found, Path(html))
    return found


def generate(
    province: PathLike,
    vocabulary: PathLike,
    enterprises: int,
    out: PathLike,
    seed: int = 1,
    known_at: date | None = None,
    dirty: float = 0.0,
) -> Path:
    """Write a believable register of ``enterprises``; returns the new snapshot's folder."""
    from .register.generate import generate as make
    from .register.places import local
    from .vocabulary import load_vocabulary

    vocabulary_read = load_vocabulary(Path(vocabulary))
    made = make(Path(province), vocabulary_read, enterprises, seed, Path(out), known_at, dirty)
    return local(made.folder)


def import_files(
    files: Iterable[PathLike],
    vocabulary: PathLike,
    province: PathLike,
    out: PathLike,
    known_at: date | None = None,
) -> object:
    """Import CSV, Excel and Parquet files into a new snapshot; see ``register.importing``."""
    from .codes import load_regions
    from .register.generate import no_progress
    from .register.importing import import_files as read
    from .vocabulary import load_vocabulary

    regions = load_regions(Path(province))
    day = known_at or date.today()
    paths = [Path(f) for f in files]
    return read(paths, load_vocabulary(Path(vocabulary)), regions, Path(out), day, None, no_progress)


__all__ = [
    "HuiqiError",
    "check",
    "compact",
    "coverage_html",
    "decide",
    "determine",
    "diff",
    "digest",
    "explain",
    "export",
    "generate",
    "import_files",
    "load_package",
    "missing",
    "nearest",
    "rank",
    "replay",
    "report",
    "simulate",
    "stack",
    "update",
]
