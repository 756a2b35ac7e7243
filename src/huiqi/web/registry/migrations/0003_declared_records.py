"""Records that the register lacks, entered by their firms."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_search"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="DeclaredRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("record", models.CharField(help_text="the number that rules know it by", max_length=100)),
                ("day", models.DateField()),
                (
                    "firm",
                    models.ForeignKey(on_delete=PROTECT, related_name="declared_records", to="registry.firm"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="declaredrecord",
            constraint=models.UniqueConstraint(
                fields=("firm", "kind", "record"), name="one_declared_record_per_number"
            ),
        ),
    ]
