"""``huiqi site verify_audit [--roots FILE]``: whether entries, seals and published roots agree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huiqi.web.audit.models import Seal
from huiqi.web.audit.sealing import faults


class Command(BaseCommand):
    """Verify the audit; exit code 1 where something does not agree."""

    help = "Verify the chain of seals, against published roots where a file of them is given."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file: a day, a number and a digest on each line, as ``seal_audit`` prints them."""
        parser.add_argument("--roots", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every fault."""
        lines = options["roots"].read_text().splitlines() if options["roots"] else []
        words = [line.split() for line in lines if line.strip()]
        found = list(faults({day: (int(number), digest) for day, number, digest in words}))
        for fault in found:
            self.stderr.write(fault)
        if found:
            sys.exit(1)
        self.stdout.write(f"{Seal.objects.count()} 条封印全部相符")
