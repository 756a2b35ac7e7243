"""The jobs application; every application lists its jobs in a module ``background``."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Jobs."""

    name = "huiqi.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Know every job before a worker or a page asks for one."""
        autodiscover_modules("background")
