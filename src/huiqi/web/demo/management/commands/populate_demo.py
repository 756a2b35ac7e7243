"""``huiqi site populate_demo REGISTER``: fill an empty demo from a register that was made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from huiqi.errors import fail
from huiqi.web.core.service import Failed, Refused
from huiqi.web.demo.folder import broken_off
from huiqi.web.demo.population import empty, populate


class Command(BaseCommand):
    """Refused in production, and where anybody has an account."""

    help = "Tell the demo's story in an empty database, through the services."

    def add_arguments(self, parser: CommandParser) -> None:
        """The register."""
        parser.add_argument("register", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell it."""
        if not empty():
            raise fail("U0109", "网站里已经有人和数据", "换一个数据文件夹；演示用 make demo-reset 重来")
        try:
            with broken_off(settings.DATA):
                populate(options["register"], self._say)
        except Failed as failed:
            raise fail("U0109", failed.message, failed.hint) from None
        except Refused:
            raise fail("U0109", "正式运行不填充演示", "演示另用一个数据文件夹") from None

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
