"""Publications: proposed, loaded, published by a second person, withdrawn while they wait."""

from __future__ import annotations

from django.urls import reverse

from ..actor import CLOCK, Actor
from ..audit.recording import change, create
from ..core.clock import today
from ..core.service import Failed, service
from ..entitlements.models import Load
from ..entitlements.services import begin_load
from ..jobs.services import enqueue
from ..runs.models import Run, Shown
from ..runs.queries import shown_of
from .models import Publication, State
from .permissions import can_publish
from .queries import open_of


@service("publication.propose")
def propose_publication(actor: Actor, *, run: Run, reason: str) -> Publication:
    """Ask for a run to be what people see; its rows are loaded meanwhile, seen by nobody.

    Raises:
        Failed: it is not finished, people see it already, or another of its package waits.
    """
    Run.objects.select_for_update().get(pk=run.pk)
    if run.finished is None:
        raise Failed("这次测算还没有完成", "完成后再提出发布")
    if shown_of(run.package) == run:
        raise Failed("企业现在看到的就是这一次", "不用再发布")
    if open_of(run.package).exists():
        raise Failed("这个政策已有一次发布在等待", "先发布或撤回它")
    publication = create(Publication, run=run, reason=reason, proposed_by_id=actor.person, proposed=today())
    if not Load.objects.filter(run=run).exists():
        begin_load(CLOCK, run=run)
    page = reverse("publication", args=[publication.pk])
    enqueue(actor, name="load-publication", arguments={"publication": publication.pk}, page=page)
    return publication


@service("publication.load")
def mark_ready(actor: Actor, *, publication: Publication) -> Publication:
    """Its rows are loaded; a second person may publish it.

    Raises:
        Failed: it was withdrawn meanwhile.
    """
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.state != State.LOADING:
        raise Failed("这次发布已撤回", "需要时再提出一次")
    return change(row, state=State.READY)


@service("publication.publish")
def publish(actor: Actor, *, publication: Publication) -> Publication:
    """People see the run from now on: one row is switched.

    Raises:
        Failed: the actor proposed it, it is not loaded, or it does not wait any longer.
    """
    row = Publication.objects.select_for_update().select_related("run").get(pk=publication.pk)
    if not can_publish(actor, row):
        raise Failed("不能发布", "须由提出者以外的另一人在准备完成后发布；已发布或撤回的不能再发布")
    run, before = row.run, Shown.objects.select_for_update().filter(package=row.run.package).first()
    previous = before.run if before else None
    if before is None:
        create(Shown, package=run.package, run=run, since=today())
    else:
        change(before, run=run, since=today())
    changed = change(
        row, state=State.PUBLISHED, previous=previous, published_by_id=actor.person, published=today()
    )
    enqueue(actor, name="follow-publication", arguments={"publication": row.pk})
    return changed


@service("publication.propose")
def withdraw_publication(actor: Actor, *, publication: Publication) -> Publication:
    """Take a proposal back before it is published.

    Raises:
        Failed: it does not wait any longer.
    """
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if not row.open:
        raise Failed("不能撤回", "已发布的结果由发布另一次测算来替代")
    return change(row, state=State.WITHDRAWN)


@service("publication.load")
def mark_followed(actor: Actor, *, publication: Publication) -> Publication:
    """What follows for claims was done."""
    return change(Publication.objects.select_for_update().get(pk=publication.pk), followed=True)
