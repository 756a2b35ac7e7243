"""Exports near misses: who is how far from a yes, and by what change, the closest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ..determine.duck import Duck
from ..determine.inputs import usable_snapshot
from ..determine.names import literal
from ..determine.nearby import Nearby, NearCounts
from ..determine.run import Progress
from ..errors import fail, suggestion
from ..policy.bind import bind
from ..policy.load import load_package
from ..policy.settings import load_settings
from ..register.places import local
from ..tree.measure import BoundMeasure
from .writing import SAFE_NAME, check_format, write_query


def export_nearest(
    policy: Path,
    register: Path,
    as_of: date,
    out: Path,
    measure: str | None = None,
    known_at: date | None = None,
    settings: Iterable[Path] = (),
    progress: Progress | None = None,
) -> list[NearCounts]:
    """Write the near misses of one measure, or of all; the format is that of the file's name.

    Returns what was found of each measure.

    Raises:
        HuiqiError: X0101 (no such measure), X0102 (format), X0103 (too many rows for Excel), and
            what loading, the register and compiling raise.
    """
    format_ = out.suffix.lstrip(".").lower()
    check_format(format_, 0)
    package = load_package(policy)
    measures = _wanted(bind(package, load_settings(package, settings), as_of), measure)
    snapshot = usable_snapshot(register, known_at, package)
    counts = []
    with Duck(snapshot) as duck:
        nearby = Nearby(duck, package.vocabulary)
        for done, item in enumerate(measures, 1):
            counts.append(nearby.add(item))
            if progress is not None:
                progress(done, len(measures), item.id)
        check_format(format_, sum(c.found for c in counts))
        write_query(duck.connection, _query(local(snapshot.subjects_path)), format_, out)
    return counts


def _wanted(bound: list[BoundMeasure], measure: str | None) -> list[BoundMeasure]:
    found = [b for b in bound if measure in (None, b.id)]
    if not found:
        known = [b.id for b in bound]
        raise fail("X0101", f"政策包没有措施“{measure}”", suggestion(str(measure), known))
    return found


def _query(subjects: Path) -> str:
    return (
        f'SELECT c.measure AS "措施", s.code AS "统一社会信用代码", {SAFE_NAME} AS "名称", '
        's.region AS "所在地", c.record AS "记录", c.facts AS "改变项数", c.steps AS "步数", '
        'c.words AS "改变", c.waiting AS "仍待定" '
        f"FROM near AS c JOIN read_parquet({literal(subjects)}) AS s USING (number) "
        "ORDER BY c.facts, c.steps, c.measure, c.number, c.record"
    )
