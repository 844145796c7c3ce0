from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0002_depth'),
    ]

    operations = [
        migrations.AddField(
            model_name='monthtally',
            name='carried',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
