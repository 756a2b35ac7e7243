"""Starting a run, and keeping what it came to."""

from __future__ import annotations

import hashlib
from datetime import date

from django.urls import reverse

from ...determine.run import RunInfo
from ...register.places import local
from ...tree.measure import Mode, Status
from ..actor import Actor
from ..audit.recording import change, create
from ..authorities.queries import one, under
from ..catalogue.editions import Edition
from ..catalogue.queries import authority_of_package
from ..core.clock import now, today
from ..core.service import Failed, service
from ..jobs.services import enqueue
from ..registry.sources import current
from .models import Run


@service("run.start")
def start_run(actor: Actor, *, edition: Edition, as_of: date | None = None) -> Run:
    """Ask for a determination of a package over the current snapshot; a worker makes it.

    Raises:
        Failed: there is no register yet.
        NotThere: the package is answered for outside the actor's jurisdiction.
    """
    authority = one(under(actor.authority), code=authority_of_package(edition))
    if current() is None:
        raise Failed("还没有登记库快照", "先导入登记库，再测算")
    run = create(
        Run,
        package=edition.id,
        name=edition.package.name,
        authority=authority,
        as_of=as_of or today(),
        package_digest=edition.digest,
        started_by_id=actor.person,
        started=now(),
    )
    enqueue(actor, name="determine", arguments={"run": run.pk}, page=reverse("run", args=[run.pk]))
    return run


@service("run.finish")
def finish_run(actor: Actor, *, run: Run, info: RunInfo) -> Run:
    """Keep what a determination came to."""
    summary, manifest = info.summary, local(info.folder) / "manifest.json"
    owed = [m for m in summary["measures"] if m["mode"] != Mode.COMPETITIVE.value]
    return change(
        run,
        snapshot=summary["snapshot"]["number"],
        known_at=date.fromisoformat(summary["snapshot"]["known_at"]),
        manifest_digest=hashlib.sha256(manifest.read_bytes()).hexdigest(),
        demo=summary["demo"],
        subjects=summary["subjects"],
        eligible=sum(m["statuses"].get(Status.ELIGIBLE.value, 0) for m in summary["measures"]),
        amount=sum(m["money"]["amount"] or 0 for m in owed),
        finished=now(),
    )
