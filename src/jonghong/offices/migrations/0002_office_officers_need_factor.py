from typing import Any

from django.db import migrations, models


def spare_samples(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("offices", "Office").objects.filter(is_sample=True).update(officers_need_factor=False)


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]

    operations = [
        migrations.AddField("office", "officers_need_factor", models.BooleanField(default=True)),
        migrations.RunPython(spare_samples, migrations.RunPython.noop, elidable=True),
    ]
