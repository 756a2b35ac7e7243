"""The full-text index of names: FTS5 kept current by triggers, or a GIN index."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE registry_firm_index USING fts5(tokens, content='registry_firm', content_rowid='id')",
    """CREATE TRIGGER registry_firm_added AFTER INSERT ON registry_firm BEGIN
    INSERT INTO registry_firm_index(rowid, tokens) VALUES (NEW.id, NEW.tokens); END""",
    """CREATE TRIGGER registry_firm_gone AFTER DELETE ON registry_firm BEGIN
    INSERT INTO registry_firm_index(registry_firm_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens); END""",
    """CREATE TRIGGER registry_firm_renamed AFTER UPDATE ON registry_firm WHEN OLD.tokens <> NEW.tokens BEGIN
    INSERT INTO registry_firm_index(registry_firm_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
    INSERT INTO registry_firm_index(rowid, tokens) VALUES (NEW.id, NEW.tokens); END""",
)
POSTGRESQL = ("CREATE INDEX registry_firm_index ON registry_firm USING gin (string_to_array(tokens, ' '))",)


def index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(index)]
