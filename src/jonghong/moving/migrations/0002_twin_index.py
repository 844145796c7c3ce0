from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moving', '0001_initial'),
        ('offices', '0003_office_power_takes_two'),
        ('rooms', '0002_depth'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='kept',
            index=models.Index(models.F('twin'), condition=models.Q(('twin__isnull', False)), name='kept_by_twin'),
        ),
    ]
