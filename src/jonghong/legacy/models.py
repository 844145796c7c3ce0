"""Who came over from AMSS++."""

from django.db import models

from jonghong.offices.models import Office
from jonghong.people.models import Person


class Bridged(models.Model):
    """Somebody who signed in once with the password of AMSS++, which is kept here as our own hash since.

    ``must_change_by`` is the last day on which that password is enough; None where it is as good as one set here. The row
    goes when another password is set.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    must_change_by = models.DateField(null=True)
    # A keyed hash of our password hash: where it no longer fits, another password was set.
    mark = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index("office", "must_change_by", name="bridged_by_last_day")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.must_change_by}"
