from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("swaps", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="swap",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "waits for an answer"),
                    ("accepted", "agreed and done"),
                    ("declined", "not agreed"),
                    ("withdrawn", "withdrawn"),
                    ("void", "void, because a booking was changed or cancelled"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
