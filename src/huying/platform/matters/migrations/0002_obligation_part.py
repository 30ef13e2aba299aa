from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="part",
            field=models.CharField(default="", max_length=20),
        ),
    ]
