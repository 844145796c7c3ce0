"""Accounts elsewhere that stand for people here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.offices.models import Office
from jonghong.people.models import Person


class Identity(models.Model):
    """An account at a provider that lets one person in: the pair of issuer and subject, never a name or an address of mail.

    ``subject`` is a keyed hash of the pair: for ThaID the subject may be the citizen id itself.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    issuer = models.CharField(_("issuer"), max_length=200)
    subject = models.CharField(max_length=64, editable=False)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        ordering = ("issuer", "pk")
        constraints = [
            models.UniqueConstraint("office", "subject", name="identity_once_per_office"),
            models.UniqueConstraint("office", "person", "issuer", name="one_identity_per_issuer"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.issuer}"
