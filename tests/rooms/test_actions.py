"""What officers do to rooms."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import call, patch

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from jonghong.offices.models import Office
from jonghong.offices.names import NameTaken
from jonghong.offices.versions import office_version
from jonghong.rooms import actions
from jonghong.rooms.models import Equipment, Room
from tests import make

pytestmark = pytest.mark.django_db

Committed = DjangoCaptureOnCommitCallbacks


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Keep the photos of each test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def a_photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (3, 2)).save(file, "WEBP")
    return file.getvalue()


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def names(office: Office) -> list[str]:
    return list(office.rooms.values_list("name", flat=True))


def things(room: Room) -> list[str]:
    return list(room.equipment.values_list("name", flat=True))


def change(room: Room, **facts: Any) -> Room:
    whole: dict[str, Any] = {
        "name": room.name,
        "capacity": room.capacity,
        "hue": room.hue,
        "is_open": room.is_open,
        "needs_permission": room.needs_permission,
        "equipment": [],
    }
    return actions.change_room(room=room, **{**whole, **facts})


def test_add_room_puts_it_behind_all_others() -> None:
    office = make.office()
    for name in ("เพชร", "ไพลิน"):
        actions.add_room(office=office, name=name)
    room = actions.add_room(office=office, name="มรกต", capacity=30, hue=155, is_open=False, equipment=["จอ", "ไมค์"])
    room.refresh_from_db()
    assert names(office) == ["เพชร", "ไพลิน", "มรกต"]
    assert (room.capacity, room.hue, room.is_open, things(room)) == (30, 155, False, ["จอ", "ไมค์"])


def test_room_name_is_given_once_per_office() -> None:
    office, other = make.office(), make.office()
    first, second = (actions.add_room(office=office, name=name) for name in ("เพชร", "ไพลิน"))
    actions.add_room(office=other, name="เพชร")
    with pytest.raises(NameTaken):
        actions.add_room(office=office, name="เพชร")
    with pytest.raises(NameTaken):
        change(second, name="เพชร")
    assert change(first, name="เพชร") == first
    assert names(office) == ["เพชร", "ไพลิน"]


def test_change_room_keeps_all_that_it_is_told() -> None:
    room = make.room(make.office())
    change(room, name="ทับทิม", capacity=None, hue=22, is_open=False, equipment=["จอ"])
    room.refresh_from_db()
    assert (room.name, room.capacity, room.hue, room.is_open, things(room)) == ("ทับทิม", None, 22, False, ["จอ"])


def test_move_room_leaves_other_offices_alone() -> None:
    office, other = make.office(), make.office()
    rooms = [make.room(office) for _number in range(3)]
    stranger = make.room(other, position=0)
    actions.move_room(room=rooms[2], direction="up")
    assert list(office.rooms.values_list("pk", flat=True)) == [rooms[0].pk, rooms[2].pk, rooms[1].pk]
    stranger.refresh_from_db()
    assert stranger.position == 0


def test_equipment_is_shared_by_name_and_forgotten_when_no_room_has_it() -> None:
    office, other = make.office(), make.office()
    first, second, stranger = make.room(office), make.room(office), make.room(other)
    actions.set_equipment(room=first, equipment=["จอ", "ไมค์"])
    actions.set_equipment(room=second, equipment=["จอ"])
    actions.set_equipment(room=stranger, equipment=["ไมค์"])
    actions.set_equipment(room=first, equipment=[])
    assert (things(first), things(second), things(stranger)) == ([], ["จอ"], ["ไมค์"])
    assert list(Equipment.objects.order_by("pk").values_list("office", "name")) == [(office.pk, "จอ"), (other.pk, "ไมค์")]


def test_photo_takes_a_name_of_its_own_and_the_former_goes_after_the_commit(
    folder: Path,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    room = make.room(make.office())
    actions.set_photo(room=room, photo=a_photo())
    first = str(room.photo)
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_photo(room=room, photo=a_photo())
        assert files(folder) == sorted([first, str(room.photo)])
    room.refresh_from_db()
    assert files(folder) == [str(room.photo)]
    assert len(str(room.photo)) == len("rooms/.webp") + 32


def test_removed_photo_goes_after_the_commit_and_once(
    folder: Path,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    room = make.room(make.office())
    actions.set_photo(room=room, photo=a_photo())
    name = str(room.photo)
    with patch.object(default_storage, "delete", wraps=default_storage.delete) as delete:
        with django_capture_on_commit_callbacks(execute=True):
            actions.remove_photo(room=room)
            actions.remove_photo(room=room)
            assert files(folder) == [name]
        assert delete.mock_calls == [call(name)]
    room.refresh_from_db()
    assert (str(room.photo), files(folder)) == ("", [])


def test_photo_that_was_not_kept_leaves_no_file(folder: Path) -> None:
    room = make.room(make.office())
    room_id = room.pk
    room.delete()
    room.pk = room_id
    with pytest.raises(Room.DoesNotExist):
        actions.set_photo(room=room, photo=a_photo())
    assert files(folder) == []


ACTS: dict[str, Callable[[Room], Any]] = {
    "add_room": lambda room: actions.add_room(office=room.office, name="ใหม่"),
    "change_room": change,
    "move_room": lambda room: actions.move_room(room=room, direction="up"),
    "set_equipment": lambda room: actions.set_equipment(room=room, equipment=["จอ"]),
    "set_photo": lambda room: actions.set_photo(room=room, photo=a_photo()),
    "remove_photo": lambda room: actions.remove_photo(room=room),
}


@pytest.mark.parametrize("name", ACTS)
def test_every_action_makes_stored_pages_stale_when_done_and_not_when_rolled_back(name: str) -> None:
    office, other = make.office(), make.office()
    room = make.room(office)
    versions = office_version(office.pk), office_version(other.pk)
    with transaction.atomic():
        ACTS[name](room)
        transaction.set_rollback(True)
    assert (office_version(office.pk), office_version(other.pk)) == versions
    ACTS[name](room)
    assert (office_version(office.pk), office_version(other.pk)) == (versions[0] + 1, versions[1])


def test_photos_lie_where_the_settings_say(folder: Path) -> None:
    assert default_storage.path("rooms/a.webp") == str(folder / "rooms" / "a.webp")


def test_rooms_removed_take_their_photo_and_things_along_and_no_other_rooms(
    folder: Path, django_capture_on_commit_callbacks: Committed
) -> None:
    office = make.office()
    gone, stays, other = make.room(office), make.room(office), make.room(make.office())
    actions.set_photo(room=gone, photo=a_photo())
    actions.set_equipment(room=gone, equipment=["ไมโครโฟน"])
    before = office_version(office.pk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_rooms(office=office, rooms=[gone.pk, other.pk])
    assert (set(Room.objects.all()), files(folder), Equipment.objects.count()) == ({stays, other}, [], 0)
    assert office_version(office.pk) > before
