from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0003_marks"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="obligation",
            name="owed_to",
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=[
                    "district_id",
                    "procedure",
                    "due_at",
                    "id",
                    "is_late",
                    "state",
                    "opened_at",
                    "item_code",
                    "area_code",
                    "lead_id",
                    "line_id",
                    "maker_id",
                    "ended_at",
                ],
                name="matter_open",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                fields=["district_id", "debtor_id", "matter", "kind"], name="owed_of"
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                fields=["district_id", "creditor_id", "matter", "kind"], name="owed_to"
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("outcome", "")),
                fields=["district_id", "kind", "debtor_id", "matter", "outcome"],
                name="owed_open",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("outcome", "")),
                fields=[
                    "district_id",
                    "marks",
                    "next_at",
                    "due_at",
                    "debtor_id",
                    "matter",
                    "outcome",
                ],
                name="owed_marked",
            ),
        ),
    ]
