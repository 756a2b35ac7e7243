"""The table that was the claims'."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_invited"), ("claims", "0006_kinship_moves")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Kinship",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("credit_code", models.CharField(max_length=18)),
                        ("relation", models.CharField(max_length=60, verbose_name="关系")),
                        ("since", models.DateField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={"ordering": ["-since", "-id"]},
                ),
                migrations.AddConstraint(
                    model_name="kinship",
                    constraint=models.UniqueConstraint(
                        fields=("person", "credit_code"), name="one_declaration_per_firm"
                    ),
                ),
            ]
        )
    ]
