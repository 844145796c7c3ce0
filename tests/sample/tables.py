"""The whole database, to see whether it changed."""

from django.core import serializers

from jonghong.bookings.models import Booking, History, MonthTally, Series
from jonghong.offices.models import Group, Holiday, Office
from jonghong.people.models import ActivationCode, Membership, Person
from jonghong.rooms.models import Equipment, Room

TABLES = [Office, Group, Holiday, Person, Membership, ActivationCode, Equipment, Room, Series, Booking, History, MonthTally]


def everything() -> list[str]:
    return [serializers.serialize("jsonl", table._default_manager.order_by("pk")) for table in TABLES]
