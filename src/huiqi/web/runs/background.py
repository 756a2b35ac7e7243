"""A determination as background work, taken up again where a kill left it."""

from __future__ import annotations

from ...api import determine
from ...determine.run import RunInfo, open_run
from ..actor import CLOCK
from ..catalogue.editions import edition, edition_of
from ..core.money import short
from ..jobs.work import Progress, job
from ..registry.overlay import register_for_runs
from .comparison import Comparison
from .models import Run
from .queries import shown_of
from .services import finish_run


@job("determine", "测算", alone=True)
def run_determination(progress: Progress, *, run: int) -> str:
    """Copy the edition, answer everybody, keep the sums, compare with what people see now."""
    row = Run.objects.get(pk=run)
    _copy(row)
    info = open_run(row.result) if row.result.exists() else _determine(row, progress)
    if row.finished is None:
        finish_run(CLOCK, run=row, info=info)
    before = shown_of(row.package)
    if before is not None and before.pk != row.pk:
        _ = Comparison(before, row).file
    return f"{row.eligible:,} 个符合，应享资金 {short(row.amount)}"


def _copy(row: Run) -> None:
    """The edition in force is copied once; a run taken up again rests on its copy."""
    if row.policy.exists():
        return
    found = edition_of(row.package)
    assert found is not None, "the package was in force when the run was asked for"
    partial = row.folder / ".policies"
    found.copy(partial)
    partial.rename(row.policy.parents[row.package.count("/")])


def _determine(row: Run, progress: Progress) -> RunInfo:
    kept = edition(row.policy)

    def report(done: int, total: int, what: str) -> None:
        progress.tell(done, total, what)

    return determine(
        row.policy,
        register_for_runs(),
        row.as_of,
        row.result,
        settings=kept.files,
        progress=report,
    )
