"""``huiqi site load_authorities provinces/NAME``: the tree of authorities and the departments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huiqi.web.authorities.loading import load_province
from huiqi.web.core.clock import today


class Command(BaseCommand):
    """Load a province's folder; again does no harm."""

    help = "Load the authorities and departments of a province folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("province", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it."""
        authorities, departments = load_province(options["province"], today())
        self.stdout.write(f"{authorities} 个机关，{departments} 个部门")
