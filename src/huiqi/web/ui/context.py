"""What every page knows: the actor, the menu, the province, the business date."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from ..actor import Actor
from ..authorities.queries import root
from ..core.clock import today
from ..inbox.queries import unread
from ..permissions import NAMES
from .navigation import menu


def frame(request: HttpRequest) -> dict[str, object]:
    """For ``ui/base.html``; an error before anybody was recognised shows a visitor's page."""
    actor: Actor = getattr(request, "actor", None) or Actor()
    return {
        "actor": actor,
        "role_name": gettext(NAMES[actor.role]),
        "menu": menu(actor),
        "unread": partial(unread, actor),
        "demo": settings.DEMO,
        "province": root,
        "business_date": today,
    }
