from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_office_officers_need_factor")]

    operations = [migrations.AddField("office", "power_takes_two", models.BooleanField(default=False))]
