"""``huiqi site check_demo REGISTER``: start the demo, look at it, end it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huiqi.web.demo.checking import check, running


class Command(BaseCommand):
    """Fails where a page does not answer."""

    help = "Start the demo, fetch every player's front page and a letter, and end it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The register an empty demo is filled from."""
        parser.add_argument("register", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at it."""
        with running(options["register"]) as address:
            for words in check(address):
                self.stdout.write(words)
