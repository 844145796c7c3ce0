from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0003_carried'),
        ('offices', '0003_office_power_takes_two'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='history',
            name='history_of_booking',
        ),
        migrations.AddIndex(
            model_name='history',
            index=models.Index(models.F('booking'), models.F('at'), name='history_of_booking_by_time'),
        ),
    ]
