import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moving', '0002_twin_index'),
    ]

    operations = [
        migrations.AlterField(
            model_name='kept',
            name='twin',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='moving.kept'),
        ),
    ]
