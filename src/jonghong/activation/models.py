"""How codes went out, and what people asked for who had none."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.core.sealed import SealedField
from jonghong.offices.models import Group, Office
from jonghong.people.models import ActivationCode, Person
from jonghong.post.models import Letter


class MailedCode(models.Model):
    """A code that went out by mail and not on paper; the letter is forgotten before the code is."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    code = models.OneToOneField(ActivationCode, models.CASCADE, related_name="mailed")
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.code_id}"


class MailWish(models.Model):
    """Somebody typed a number and asked for a code by mail. It is looked into later, so that the answer tells nothing.

    ``person`` is empty where the number stands on no list. Answered ones are kept for a day, so that nobody fills a mailbox.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("office", "asked_at", name="mail_wish_by_age")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Outcome(models.TextChoices):
    """What became of a request for an account."""

    OPEN = "open", _("not decided yet")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    PASSED_OVER = "passed over", _("passed over")  # another request of the same person was decided


class Reason(models.TextChoices):
    """Why a request is declined."""

    NOT_THEM = "not them", _("The person did not ask")
    NOT_MET = "not met", _("Nobody came or called")
    WRONG_NUMBER = "wrong number", _("The compare number was wrong")
    OTHER = "other", _("Another reason")


class AccountRequest(models.Model):
    """Somebody without a code asks for an account, from one browser, with a number to compare by word of mouth.

    ``account`` is the keyed hash of the number that was typed; ``person`` is empty where it stands on no list, and such a
    request is nobody's. ``typed_name`` is what was typed, ``compare`` and ``token`` are hashes of what the browser was given.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="account_requests")
    typed_name = SealedField()
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    compare = models.CharField(max_length=64)
    token = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.OPEN)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("office", "account", name="account_request_of_number"),
            models.Index("office", "expires_at", name="account_request_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                "office",
                "person",
                condition=models.Q(outcome="approved", used_at=None),
                name="one_open_approval_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.outcome}"
