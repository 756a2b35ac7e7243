"""Triggers that refuse UPDATE, DELETE and TRUNCATE on every :class:`~.models.AppendOnly` table.

On SQLite a REPLACE would pass UPDATE and DELETE triggers, so an INSERT over a row is refused too.
On PostgreSQL the application's role should not own these tables either (docs/threats.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models

from .models import AppendOnly

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION append_only()
"""


def append_only() -> Iterator[type[models.Model]]:
    """The models whose tables are protected."""
    return (model for model in apps.get_models() if issubclass(model, AppendOnly))


def protect(sender: AppConfig, using: str, **_: Any) -> None:
    """Set the triggers of the application that was just migrated."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    for model in append_only():
        if model._meta.app_label == sender.label and model._meta.db_table in present:
            with connection.cursor() as cursor:
                for statement in _statements(connection.vendor, model):
                    cursor.execute(statement)


def _statements(vendor: str, model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    if vendor == "postgresql":
        return [POSTGRESQL.format(table=table)]
    unique = [f.column for f in model._meta.local_fields if f.unique]
    taken = " OR ".join(f"{column} = NEW.{column}" for column in unique)
    text = SQLITE.format(table=table, taken=taken)
    return [f"CREATE {part}" for part in text.split("CREATE ")[1:]]
