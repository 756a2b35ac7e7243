"""Declarations of kinship concern all that is decided of a firm: they move to the accounts, with their rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_public_notice")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("Kinship", "accounts_kinship")],
            state_operations=[migrations.DeleteModel("Kinship")],
        )
    ]
