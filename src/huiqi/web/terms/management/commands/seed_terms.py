"""``huiqi site seed_terms provinces/NAME``: what a demo of the province begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huiqi.web.core.service import Refused
from huiqi.web.terms.loading import seed_demo


class Command(BaseCommand):
    """Seed a demo; again does no harm."""

    help = "Load the demo provisions of a province folder; refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("province", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed it."""
        try:
            count = seed_demo(options["province"])
        except Refused as refused:
            raise CommandError("正式运行不载入演示规定。由政策专员在网站录入，另一人确认") from refused
        self.stdout.write(f"{count} 项演示规定")
