"""Rooms and what stands in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.offices.models import Office

# Degrees on the OKLCH colour wheel; the stylesheet knows just these.
HUES = {
    230: _("Diamond blue"),
    262: _("Sapphire"),
    350: _("Rose pink"),
    155: _("Emerald"),
    22: _("Ruby"),
    45: _("Amber"),
    75: _("Topaz"),
    110: _("Peridot"),
    190: _("Turquoise"),
    210: _("Aquamarine"),
    295: _("Amethyst"),
    325: _("Garnet"),
}


class Equipment(models.Model):
    """A thing a room may have, in the office's own words."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="equipment", db_index=False)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint("office", "name", name="equipment_once_per_office")]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room that can be booked. A closed room keeps its history and takes no new bookings."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="rooms", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    hue = models.PositiveSmallIntegerField(_("colour"), choices=list(HUES.items()), default=230)
    photo = models.ImageField(_("photo"), upload_to="rooms/", blank=True)
    equipment = models.ManyToManyField(Equipment, verbose_name=_("equipment"), blank=True, related_name="rooms")
    is_open = models.BooleanField(_("open for booking"), default=True)
    needs_permission = models.BooleanField(_("bookings wait for permission"), default=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint("office", "name", name="room_name_once_per_office")]

    def __str__(self) -> str:
        return self.name
