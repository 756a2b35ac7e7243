"""``huiqi site determine PACKAGE --as OFFICER``: start a run and make it here, with its progress."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huiqi.web.accounts.capacities import actor_for, capacities
from huiqi.web.accounts.queries import person_named
from huiqi.web.catalogue.editions import edition_of
from huiqi.web.core.service import Failed, NotThere, Refused
from huiqi.web.jobs.models import Job
from huiqi.web.jobs.worker import perform, take
from huiqi.web.runs.services import start_run


class Command(BaseCommand):
    """In the name of an officer, who could start it from the page as well."""

    help = "Determine a package over the newest snapshot of the register."

    def add_arguments(self, parser: CommandParser) -> None:
        """The package, and in whose name."""
        parser.add_argument("package")
        parser.add_argument("--as", dest="login", required=True, help="login of a policy officer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start it, then do what is due until it is made."""
        edition, person = edition_of(options["package"]), person_named(options["login"])
        if edition is None or person is None:
            raise CommandError("没有这个政策包或这个用户")
        first = next(iter(capacities(person)), None)
        actor = actor_for(person, first.key if first else "", None, fresh=True)
        try:
            run = start_run(actor, edition=edition)
        except (Failed, NotThere, Refused) as error:
            raise CommandError(str(error)) from error
        self._work(run.pk)

    def _work(self, run: int) -> None:
        mine = Job.objects.filter(name="determine", arguments={"run": run})
        while mine.get().open and (row := take()) is not None:
            perform(row)
        self.stdout.write(f"{run} {mine.get().outcome}")
