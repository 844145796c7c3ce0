"""Letters that go out by mail."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jonghong.core.sealed import SealedField
from jonghong.offices.models import Office


class Why(models.TextChoices):
    """Why a letter was not sent, the last time it was tried. The server's own words are not kept: they may name people."""

    BAD_ADDRESS = "bad address", _("the address cannot be right")
    REFUSED = "refused", _("the mail server refuses this address")
    UNREACHABLE = "unreachable", _("the mail server cannot be reached")
    SLOW = "slow", _("the mail server does not answer in time")
    CERTIFICATE = "certificate", _("the mail server's certificate is not valid")
    SIGN_IN = "sign-in", _("the mail server refuses our user name or password")
    PUT_OFF = "put off", _("the mail server puts us off")
    TOO_LATE = "too late", _("it would come too late")
    UNREADABLE = "unreadable", _("its text cannot be read any more")


class Letter(models.Model):
    """A letter to one address. Its text may hold a secret: it is kept sealed, and only until the letter is sent or given up."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    address = SealedField()
    subject = models.CharField(max_length=200)
    body = SealedField(blank=True)
    created_at = models.DateTimeField()
    good_until = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, choices=Why, blank=True)

    class Meta:
        indexes = [
            models.Index("office", "created_at", name="letter_by_age"),
            models.Index("next_try_at", condition=Q(sent_at=None, given_up_at=None), name="letter_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.created_at:%Y-%m-%d}"
