"""The WSGI application that granian serves; what every page rests on is read before the first request."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiqi.web.config.settings")
application = get_wsgi_application()


def _read_rules() -> None:
    """Nobody waits for packages to be read, least of all with a row locked."""
    from ..claims.rules import current

    current()


_read_rules()
