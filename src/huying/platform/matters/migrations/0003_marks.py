from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_obligation_part")]

    operations = [
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["district_id", "outcome", "due_at", "id"], name="owed_due"),
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="matters.event",
                    ),
                ),
                ("district_id", models.BigIntegerField()),
                ("obligation_id", models.BigIntegerField()),
                ("step", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("people", models.TextField(default="[]")),
                ("is_unheard", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district_id", "obligation_id", "step"], name="mark_of"),
                    models.Index(fields=["district_id", "is_unheard", "-at"], name="mark_unheard"),
                ],
            },
        ),
    ]
