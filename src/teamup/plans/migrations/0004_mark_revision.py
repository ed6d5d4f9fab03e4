from django.db import migrations, models


class Migration(migrations.Migration):
    """A mark counts its changes, as answers do."""

    dependencies = [("plans", "0003_marks")]

    operations = [
        migrations.AddField(
            model_name="answermark",
            name="revision",
            field=models.PositiveIntegerField(default=1),
            preserve_default=False,
        )
    ]
