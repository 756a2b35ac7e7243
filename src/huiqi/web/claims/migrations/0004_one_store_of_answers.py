"""Answers belong to the register; an officer's finding says in which claim it was made."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_offers_follow_runs"),
        ("registry", "0003_declared_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="Verification"),
        migrations.DeleteModel(name="Answer"),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.JSONField(null=True)),
                ("ground", models.CharField(max_length=300)),
                ("day", models.DateField()),
                ("answer", models.ForeignKey(on_delete=PROTECT, related_name="+", to="registry.answer")),
                (
                    "claim",
                    models.ForeignKey(on_delete=PROTECT, related_name="verifications", to="claims.claim"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"abstract": False},
        ),
    ]
