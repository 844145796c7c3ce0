from django.db import migrations, models

import jonghong.audit.guard


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        # SQLite makes the table of chains anew, which a trigger that speaks of it does not allow.
        migrations.RemoveConstraint(model_name='record', name='audit_append_only'),
        migrations.AddField(
            model_name='chain',
            name='proof',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=jonghong.audit.guard.AppendOnly(name='audit_append_only'),
        ),
        migrations.AlterField(
            model_name='record',
            name='act',
            field=models.CharField(max_length=40),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(models.F('office'), models.F('at'), name='audit_by_time'),
        ),
    ]
