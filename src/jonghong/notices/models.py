"""How far everybody has read what History tells them."""

from django.db import models

from jonghong.offices.models import Office
from jonghong.people.models import Person


class Reader(models.Model):
    """What one person has read of the rows of History that concern him.

    Rows get their keys in one order and are seen in another: of two transactions under way, the one with the higher keys may
    end first. So a mark alone would skip a row that shows itself late, below the mark. ``seen_id`` is therefore only moved to
    rows so old that whatever was being written along with them has long ended (see ``actions.SETTLED``); acts read above it are
    listed one by one in ``seen_acts``, all rows of an act being written at once.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    seen_id = models.PositiveBigIntegerField(default=0)
    seen_acts = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint("person", name="reader_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.seen_id}"
