from django.db import migrations, models

MATTERS = [
    ("roles", "Give a role"),
    ("code", "Issue an activation code"),
    ("account", "Approve a request for an account"),
    ("factors", "Take the second step off"),
    ("deputy", "Name a deputy"),
    ("alone", "Let one administrator be enough again"),
    ("fewer", "End the role of an administrator"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0005_proposal")]
    operations = [migrations.AlterField("proposal", "matter", models.CharField(choices=MATTERS, max_length=20))]
