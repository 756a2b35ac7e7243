"""Telling a part of a measure's audience, in one action: each firm its own notice with its own reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from ..actor import Actor
from ..audit.recording import change, create
from ..authorities.queries import authorities, one
from ..core.clock import today
from ..core.service import Failed, service
from ..inbox.notifying import Message, notify_all
from ..jobs.services import enqueue
from .audience import Member, Part, part_of, rows, run_with
from .models import Telling


@service("audience.tell")
def tell(actor: Actor, *, measure: str, part: Part, text: str) -> Telling:
    """Have every firm of a part within the actor's authority told; a worker sends the notices.

    Raises:
        NotThere: no run that people see answers the measure.
        Failed: nobody is in it, or its firms were told already.
    """
    run, authority = run_with(measure), one(authorities(), code=actor.authority)
    firms = rows(run, measure, authority.code, part).values("credit_code").distinct().count()
    if not firms:
        raise Failed("没有可以告知的企业", "换一组对象")
    if Telling.objects.filter(run=run, measure=measure, part=part.key, authority=authority).exists():
        raise Failed("这一组对象已经告知过", "新的测算发布后可以再告知")
    telling = create(
        Telling,
        run=run,
        measure=measure,
        part=part.key,
        authority=authority,
        text=text,
        person_id=actor.person,
        day=today(),
        firms=firms,
    )
    enqueue(actor, name="tell-audience", arguments={"telling": telling.pk})
    return telling


@service("audience.send")
def send_notices(actor: Actor, *, telling: Telling, audience: Sequence[Member]) -> Telling:
    """A notice for each of these firms."""
    notify_all(actor, kind="policy", messages=[_message(telling, member) for member in audience])
    return change(telling, told=telling.told + len(audience))


def _message(telling: Telling, member: Member) -> Message:
    title, part = telling.run.about(telling.measure)["title"], part_of(telling.part)
    said = part.words.format(title=title, reason=member.reason)
    return Message(
        firm=member.credit_code,
        title=f"{title}：{part.title}",
        body="\n".join(filter(None, (said, telling.text))),
        link=reverse("firm-measure", args=[member.credit_code, telling.measure]),
    )
