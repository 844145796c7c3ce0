"""What officers do to rooms. Nothing else writes them."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.audit.origin import somebody
from jonghong.offices import ordering
from jonghong.offices.models import Office
from jonghong.offices.names import hold, refuse_taken
from jonghong.offices.versions import raise_version
from jonghong.rooms.models import Equipment, Room


@transaction.atomic
def add_room(*, office: Office, name: str, equipment: Iterable[str] = (), **facts: Any) -> Room:
    """Add a room behind all others; ``facts`` are its capacity, hue, is_open and needs_permission. Raises NameTaken."""
    hold(office.pk)
    rooms = Room.objects.filter(office=office)
    refuse_taken(rooms, name=name)
    room = Room.objects.create(office=office, name=name, position=ordering.last_position(rooms), **facts)
    _equip(room, equipment)
    _end(room, "add")
    return room


@transaction.atomic
def change_room(
    *,
    room: Room,
    name: str,
    capacity: int | None,
    hue: int,
    is_open: bool,
    needs_permission: bool,
    equipment: Iterable[str],
) -> Room:
    """Change what a room is; closed, it keeps its bookings and takes no new ones. Raises NameTaken.

    Requests that wait for permission go on waiting where the room asks for none any more.
    """
    hold(room.office_id)
    refuse_taken(Room.objects.filter(office=room.office_id), besides=room, name=name)
    room.name, room.capacity, room.hue = name, capacity, hue
    room.is_open, room.needs_permission = is_open, needs_permission
    room.save(update_fields=["name", "capacity", "hue", "is_open", "needs_permission"])
    _equip(room, equipment)
    _end(room, "change")
    return room


@transaction.atomic
def remove_rooms(*, office: Office, rooms: Iterable[int]) -> None:
    """Delete rooms as if they had never been, for who made them by mistake and records it. Raises ProtectedError if in use."""
    hold(office.pk)
    for room in Room.objects.filter(office=office, pk__in=rooms):
        if photo := room.photo.name:
            transaction.on_commit(partial(default_storage.delete, photo), robust=True)
        _equip(room, [])
        room.delete()
    raise_version(office.pk)


@transaction.atomic
def move_room(*, room: Room, direction: ordering.Direction) -> None:
    """Let a room change places with its neighbour."""
    hold(room.office_id)
    ordering.move(Room.objects.filter(office=room.office_id), room.pk, direction)
    _end(room, "move")


@transaction.atomic
def set_equipment(*, room: Room, equipment: Iterable[str]) -> None:
    """Let a room have the things of these names and no others."""
    hold(room.office_id)
    _equip(room, equipment)
    _end(room, "equip")


def set_photo(*, room: Room, photo: bytes) -> None:
    """Show a room by a WebP picture (see ``photos.drawn_anew``); the file of the former one goes after the commit."""
    name = default_storage.save(f"rooms/{uuid4().hex}.webp", ContentFile(photo))
    try:
        _change_photo(room, name)
    except BaseException:
        default_storage.delete(name)
        raise


def remove_photo(*, room: Room) -> None:
    """Show a room by no picture; its file goes after the commit."""
    _change_photo(room, "")


@transaction.atomic
def _change_photo(room: Room, name: str) -> None:
    hold(room.office_id)
    former = Room.objects.values_list("photo", flat=True).get(pk=room.pk)
    room.photo.name = name
    room.save(update_fields=["photo"])
    if former:
        transaction.on_commit(partial(default_storage.delete, former), robust=True)
    _end(room, "show" if name else "hide")


def _end(room: Room, verb: str) -> None:
    """End a change of a room: record it, and make stored pages stale."""
    subject = f"room:{room.pk}"
    audit.record(office_id=room.office_id, act=Act.ROOM_CHANGED, actor_id=somebody(), subject=subject, verb=verb)
    raise_version(room.office_id)


def _equip(room: Room, names: Iterable[str]) -> None:
    """Things that stand in no room of the office any more are forgotten."""
    things = [Equipment.objects.get_or_create(office_id=room.office_id, name=name)[0] for name in names]
    room.equipment.set(things)
    Equipment.objects.filter(office=room.office_id, rooms=None).delete()
