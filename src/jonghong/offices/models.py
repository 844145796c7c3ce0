"""The office and what belongs to it as a whole: groups and holidays. Every other table carries ``office_id`` first."""

from datetime import time
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class Office(models.Model):
    """One office. ``version`` is raised by every change that any page of the office may show."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Bangkok")
    morning_starts = models.TimeField(default=time(8, 30))
    morning_ends = models.TimeField(default=time(12, 0))
    afternoon_starts = models.TimeField(default=time(13, 0))
    afternoon_ends = models.TimeField(default=time(16, 30))
    is_sample = models.BooleanField(default=False)
    # Whether officers and administrators sign in by two steps; seen to by the app of second factors.
    officers_need_factor = models.BooleanField(default=True)
    # Whether what gives power takes two administrators; seen to by the app of people.
    power_takes_two = models.BooleanField(default=False)
    version = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return self.short_name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the wall clock in this office."""
        return ZoneInfo(self.time_zone)


class Group(models.Model):
    """A group (กลุ่ม) of the office, on whose behalf rooms are booked."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="groups", db_index=False)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint("office", "name", name="group_name_once_per_office")]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day off, marked and never blocked; the officer edits what a draft proposed."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="holidays", db_index=False)
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ("date", "pk")
        constraints = [models.UniqueConstraint("office", "date", "name", name="holiday_once_per_day")]

    def __str__(self) -> str:
        return self.name
