"""``huiqi site first_administrators A B``: two people who can then seat everybody else, each by the other."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from huiqi.web.accounts.models import Person
from huiqi.web.accounts.services import add_staff
from huiqi.web.actor import CLOCK
from huiqi.web.authorities.models import Department
from huiqi.web.authorities.queries import root
from huiqi.web.authorities.services import seat_first
from huiqi.web.core.service import Failed


class Command(BaseCommand):
    """Refused once there is an administrator."""

    help = "Make the first two administrators; their passwords are printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two names, and the department they belong to."""
        parser.add_argument("login", nargs=2)
        parser.add_argument("--department", default="政务服务")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both or neither."""
        passwords = {login: secrets.token_urlsafe(12) for login in options["login"]}
        try:
            self._seat(passwords, options["department"])
        except Failed as failed:
            raise CommandError(f"{failed.message}：{failed.hint}") from failed
        for login, password in passwords.items():
            self.stdout.write(f"{login} {password}")

    @transaction.atomic
    def _seat(self, passwords: dict[str, str], department: str) -> None:
        people: list[Person] = [
            add_staff(CLOCK, login=login, name=login, password=make_password(password))
            for login, password in passwords.items()
        ]
        authority = root()
        if authority is None:
            raise Failed("还没有机关", "先运行 huiqi site load_authorities")
        one, other = (person.pk for person in people)
        seat_first(
            CLOCK,
            persons=(one, other),
            authority=authority,
            department=Department.objects.get(code=department),
        )
