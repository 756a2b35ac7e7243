"""What firms are entitled to by the runs that people see, within jurisdiction."""

from __future__ import annotations

import duckdb
from django.db.models import QuerySet, Sum

from ...determine.run import open_run
from ...tree.measure import STATUS_ORDER, Mode, Status
from ..actor import Actor
from ..core.service import NotThere
from ..permissions import FIRM
from ..registry.models import Firm
from ..registry.queries import firms
from ..runs.models import Run, Shown
from ..runs.queries import shown
from .models import STORED, Entitlement

STRONGEST = [s.value for s in reversed(STATUS_ORDER) if s in STORED]


def firm_for(actor: Actor, credit_code: str, action: str = "entitlement.read") -> Firm:
    """A firm that the actor acts for, on the register or not yet, or one that lies in their jurisdiction.

    Raises:
        NotThere: there is none of that code for this actor.
    """
    found = firms(actor, action).filter(credit_code=credit_code).first()
    if found is None and (actor.role not in FIRM or actor.firm != credit_code):
        raise NotThere
    return found or Firm(credit_code=credit_code, name=credit_code)


def visible() -> QuerySet[Entitlement]:
    """Of all firms."""
    return Entitlement.objects.filter(run__in=Shown.objects.values("run"))


def of_firm(credit_code: str) -> QuerySet[Entitlement]:
    """Of one firm, with the runs they come from."""
    return visible().filter(credit_code=credit_code).select_related("run")


def verdict(run: Run, measure: str, credit_code: str) -> str | None:
    """The best status of a firm under a measure, read from the run; None where it has no candidate."""
    info = open_run(run.result)
    query = (
        f"SELECT DISTINCT c.status FROM {info.candidates(measure)} AS c "
        f"WHERE c.number = (SELECT number FROM {info.subjects()} WHERE code = $1)"
    )
    with duckdb.connect(config={"threads": 1}) as connection:
        found = {row[0] for row in connection.execute(query, [credit_code]).fetchall()}
    return max(found, key=lambda status: STATUS_ORDER.index(Status(status)), default=None)


def headline() -> tuple[int, int]:
    """*Entitled*: distinct firms that are 符合 under a measure that is no competition, and what is owed them in fen."""
    rows = visible().filter(status=Status.ELIGIBLE.value)
    for run in shown().values():
        for name, about in run.measures.items():
            if about["mode"] == Mode.COMPETITIVE.value:
                rows = rows.exclude(run=run, measure=name)
    return rows.values("credit_code").distinct().count(), rows.aggregate(sum=Sum("amount"))["sum"] or 0
