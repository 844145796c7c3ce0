"""What the office says about personal data, how long it keeps it, and whose it has erased."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.offices.models import Office
from jonghong.people.models import Person


class Notice(models.Model):
    """One version of what an office says of itself in its privacy notice. A row never changes; the newest holds."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()  # 2, 3 ... in its office: the first is what stands before anybody wrote one
    controller = models.CharField(_("who keeps the data, and how to reach them"), max_length=500)
    officer = models.CharField(_("data protection officer, and how to reach them"), max_length=500, blank=True)
    addition = models.TextField(_("what else is to be said"), max_length=4_000, blank=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint("office", "number", name="notice_number_once")]

    def __str__(self) -> str:
        return f"{self.office_id} · {self.number}"


class Told(models.Model):
    """Which version of the notice somebody was shown when he chose a password."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    version = models.CharField(max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} · {self.version}"


class Retention(models.Model):
    """How long an office keeps what is personal: in fiscal years past, and in days.

    ``nobody`` is the former booker whom everything belongs to that is older; ``looked_on`` the day on which it was last looked.
    """

    office = models.OneToOneField(Office, models.PROTECT, related_name="+")
    booking_years = models.PositiveSmallIntegerField(
        _("who booked is kept for, in fiscal years"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    account_days = models.PositiveSmallIntegerField(
        _("the account of somebody who left is kept for, in days"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    # The audit keeps its records for a year at least; the Computer Crime Act wants 90 days of traffic data.
    security_days = models.PositiveSmallIntegerField(
        _("what is written down for security is kept for, in days"),
        default=365,
        validators=[MinValueValidator(365), MaxValueValidator(3650)],
    )
    nobody = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    looked_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.office_id} · {self.booking_years}"


class Departure(models.Model):
    """When somebody was first seen to have left; gone again with whoever comes back."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("office", "noted_at", name="departure_by_age")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.noted_at:%Y-%m-%d}"


class Erased(models.Model):
    """Somebody whose data was erased: his number alone, so that it is erased again after a backup was restored."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person_number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=250, blank=True)

    class Meta:
        verbose_name_plural = "erased"
        constraints = [models.UniqueConstraint("office", "person_number", name="erased_once")]

    def __str__(self) -> str:
        return f"{self.person_number} · {self.at:%Y-%m-%d}"
