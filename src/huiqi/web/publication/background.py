"""What a publication does in the background: load its rows, then what follows."""

from __future__ import annotations

from django.db import transaction

from ..actor import CLOCK
from ..entitlements.loading import load
from ..entitlements.services import finish_load
from ..jobs.work import Progress, job
from .audience import next_firms
from .following import follow
from .models import Publication, Telling
from .services import mark_followed, mark_ready
from .telling import send_notices

BATCH = 200


@job("load-publication", "准备发布测算结果")
def load_publication(progress: Progress, *, publication: int) -> str:
    """Load the run's rows, unless they are there already."""
    row = Publication.objects.select_related("run__load").get(pk=publication)
    held = row.run.load
    if held.finished is None:
        held = finish_load(CLOCK, load=held, rows=load(row.run, progress))
    mark_ready(CLOCK, publication=row)
    return f"{held.rows:,} 行已备好，等待另一人发布"


@job("tell-audience", "告知措施的对象")
def tell_audience(progress: Progress, *, telling: int) -> str:
    """A notice for each firm of a part of the audience, from the checkpoint on."""
    row = Telling.objects.select_related("run", "authority").get(pk=telling)
    last = progress.checkpoint or ""
    while batch := next_firms(row, after=last, count=BATCH):
        with transaction.atomic():
            row = send_notices(CLOCK, telling=row, audience=batch)
            last = batch[-1].credit_code
            progress.save(last, done=row.told, total=row.firms)
    return f"已告知 {row.told:,} 家"


@job("follow-publication", "发布后的处理")
def follow_publication(progress: Progress, *, publication: int) -> str:
    """Offers of the automatic route, and what the new result means for claims there are."""
    row = Publication.objects.select_related("run", "previous").get(pk=publication)
    if not row.followed:
        follow(progress, row)
        mark_followed(CLOCK, publication=row)
    return "完成"
