"""Another state of the test database, made once and switched to: a copy in memory, or from a template."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection

from django.db import connection


class Fork:
    """A second state; ``build`` makes it out of the first."""

    def __init__(self, build: Callable[[], None]) -> None:
        self.name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            self.without = _copied()
            build()
            self.with_it = _copied()
            self.leave()
            return
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{self.other}" TEMPLATE "{self.name}"')
        self.enter()
        build()
        self.leave()

    @property
    def other(self) -> str:
        """The name of the second database."""
        return f"{self.name}_published"

    def enter(self) -> None:
        """From now on the second state."""
        self._use(self.other, "with_it")

    def leave(self) -> None:
        """From now on the first."""
        self._use(self.name, "without")

    def drop(self) -> None:
        """The second state is not needed any longer."""
        if connection.vendor == "sqlite":
            self.without.close()
            self.with_it.close()
            return
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{self.other}"')

    def _use(self, name: str, copy: str) -> None:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            getattr(self, copy).backup(connection.connection)
            return
        connection.close()
        connection.settings_dict["NAME"] = name


def _copied() -> Connection:
    connection.ensure_connection()
    copy = Connection(":memory:")
    connection.connection.backup(copy)
    return copy
