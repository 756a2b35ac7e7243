"""``huiqi site import_register FILE --known-at DAY``: import a file as the page does, without waiting for a worker."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huiqi.web.actor import CLOCK
from huiqi.web.core.clock import today
from huiqi.web.core.service import Failed
from huiqi.web.jobs.models import Job, State
from huiqi.web.jobs.worker import work
from huiqi.web.registry.files import safe_name
from huiqi.web.registry.services import deliver


class Command(BaseCommand):
    """Import one file into the register."""

    help = "Import a CSV, Excel or Parquet file and go by the snapshot it makes."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and its day."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--known-at", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import it."""
        given: Path = options["file"]
        with tempfile.TemporaryDirectory(prefix="huiqi-import-") as folder:
            try:
                copy = shutil.copy(given, Path(folder) / safe_name(given.name))
                row = deliver(CLOCK, file=Path(copy), known_at=options["known_at"] or today())
            except (Failed, OSError) as error:
                raise CommandError(str(error)) from None
        work(Event(), once=True)
        job = Job.objects.get(pk=row.job_id or 0)
        if job.state != State.DONE:
            raise CommandError(job.outcome or job.get_state_display())
        self.stdout.write(job.outcome)
