"""The pages of rooms, and their photos."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from jonghong.offices.models import Office
from jonghong.rooms import actions, photos
from jonghong.rooms.models import HUES, Room
from tests import make
from tests.office_pages import HOSTILE, address, mistakes, signed_in, value_of
from tests.rooms.test_photos import exif_of_a_telephone, picture, png_that_claims

pytestmark = pytest.mark.django_db

ROOM = {"name": "ไพลิน", "capacity": "60", "hue": "262", "is_open": "on"}
UNREADABLE = "This file is not a picture that can be read. Choose a JPEG, PNG or WebP."
TOO_LARGE = "This picture is too large. Choose one up to 10 MB and 50 megapixels."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Keep the photos of each test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "photos"
    return tmp_path / "photos"


def upload(content: bytes, name: str = "room.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def with_photo(office: Office) -> Room:
    room = make.room(office)
    actions.set_photo(room=room, photo=photos.drawn_anew(BytesIO(picture())))
    return room


def things(room: Room) -> list[str]:
    return list(room.equipment.values_list("name", flat=True))


def test_rooms_are_listed_in_order_with_what_they_are(client: Client) -> None:
    office = signed_in(client)
    actions.add_room(office=office, name="เพชร", capacity=120, equipment=["จอ", "ไมค์"])
    actions.add_room(office=office, name="ไพลิน", hue=262, is_open=False)
    room = with_photo(office)
    make.room(make.office(), name="ของสำนักงานอื่น")
    page = client.get(address("manage-rooms")).content.decode()
    assert page.index("เพชร</h2>") < page.index("ไพลิน</h2>") < page.index(f"{room.name}</h2>")
    assert ("120 seats · จอ · ไมค์" in page, "Seats not known" in page) == (True, True)
    assert (page.count("Open for booking"), page.count("Closed, takes no new bookings")) == (2, 1)
    assert page.count("<img ") == page.count(f'src="/photos/{room.photo.name}"') == 1
    assert "ของสำนักงานอื่น" not in page


def test_list_of_rooms_asks_the_database_as_often_for_three_as_for_one(client: Client) -> None:
    office = signed_in(client)
    asked = []
    for number in range(3):
        actions.add_room(office=office, name=f"ห้อง {number}", equipment=[f"ของ {number}"])
        with CaptureQueriesContext(connection) as queries:
            client.get(address("manage-rooms"))
        asked.append(len(queries))
    assert asked == [asked[0]] * 3


def test_page_says_what_to_do_when_there_is_no_room(client: Client) -> None:
    signed_in(client)
    assert "There is no room yet." in client.get(address("manage-rooms")).content.decode()


def test_room_is_added_with_photo_and_new_equipment_and_pointed_at(client: Client, folder: Path) -> None:
    office = signed_in(client)
    make.room(office)
    sent = {**ROOM, "more_equipment": "จอ， ไมค์ ลอย,จอ,,", "photo": upload(picture("PNG"))}
    response = client.post(address("add-room"), sent)
    room = office.rooms.get(name="ไพลิน")
    assert (room.capacity, room.hue, room.is_open, things(room)) == (60, 262, True, ["จอ", "ไมค์ ลอย"])
    assert (folder / str(room.photo)).exists()
    assert (response.status_code, response["Location"]) == (303, f"/office/rooms/?saved={room.pk}#room-{room.pk}")
    assert client.get(response["Location"]).content.decode().count("Saved") == 1


def test_new_room_is_offered_open_and_in_a_colour_that_no_other_has(client: Client) -> None:
    office = signed_in(client)
    hues = list(HUES)
    for hue, expected in zip(hues, [*hues[1:], hues[0]], strict=True):
        make.room(office, hue=hue)
        page = client.get(address("add-room")).content.decode()
        assert f'value="{expected}" id="id_hue_{hues.index(expected)}" checked' in page.replace(" required", "")
        assert 'name="is_open" aria-describedby="id_is_open_helptext" id="id_is_open" checked' in page


def test_room_is_changed_closed_and_loses_equipment_and_photo(client: Client) -> None:
    office = signed_in(client)
    room = with_photo(office)
    actions.set_equipment(room=room, equipment=["จอ", "ไมค์"])
    page = client.get(address("change-room", room_id=room.pk))
    assert (value_of(page, "name"), page.content.decode().count("checked")) == (room.name, 4)
    sent = {"name": "ทับทิม", "capacity": "๒๐", "hue": "22", "equipment": "ไมค์", "without_photo": "on"}
    client.post(address("change-room", room_id=room.pk), sent)
    room.refresh_from_db()
    assert (room.name, room.capacity, room.hue, room.is_open) == ("ทับทิม", 20, 22, False)
    assert (things(room), room.photo.name) == (["ไมค์"], "")
    assert list(office.equipment.values_list("name", flat=True)) == ["ไมค์"]


def test_photo_that_is_sent_wins_over_its_removal_and_one_not_sent_stays(client: Client) -> None:
    room = with_photo(signed_in(client))
    first = room.photo.name
    client.post(address("change-room", room_id=room.pk), ROOM)
    room.refresh_from_db()
    assert room.photo.name == first
    client.post(address("change-room", room_id=room.pk), {**ROOM, "without_photo": "on", "photo": upload(picture())})
    room.refresh_from_db()
    assert room.photo.name not in {"", first}


def test_typed_equipment_is_the_one_that_is_there_whatever_its_capitals(client: Client) -> None:
    office = signed_in(client)
    first, second = make.room(office), make.room(office)
    actions.set_equipment(room=first, equipment=["LCD"])
    client.post(address("change-room", room_id=second.pk), {**ROOM, "equipment": ["LCD"], "more_equipment": "lcd,Hdmi,HDMI"})
    assert things(second) == ["HDMI", "LCD"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, {"name": "Fill this in."}),
        ({"name": "เพชร"}, {"name": "There is one of this name already. Give it another name."}),
        ({"name": "ก" * 81}, {"name": "Write at most 80 characters; these are 81."}),
        ({"capacity": "0"}, {"capacity": "Write a number that is not below 1."}),
        ({"capacity": "10000"}, {"capacity": "Write a number that is not above 9999."}),
        ({"capacity": "หกสิบ"}, {"capacity": "Write a whole number, such as 20."}),
        ({"capacity": "6.5"}, {"capacity": "Write a whole number, such as 20."}),
        ({"hue": ""}, {"hue": "Fill this in."}),
        ({"hue": "231"}, {"hue": "Choose one that is offered."}),
        ({"equipment": "ของสำนักงานอื่น"}, {"equipment": "Choose among those that are offered."}),
        ({"more_equipment": "จอ," + "ก" * 81}, {"more_equipment": "Write at most 80 characters between two commas."}),
        ({"more_equipment": "ก," * 201}, {"more_equipment": "Write at most 400 characters; these are 402."}),
        ({"more_equipment": "จ\x00อ"}, {"more_equipment": "There is a character in it that cannot be kept. Type it anew."}),
    ],
)
def test_room_with_mistakes_is_not_kept_and_stays_typed(client: Client, sent: dict[str, str], said: dict[str, str]) -> None:
    office = signed_in(client)
    make.room(office, name="เพชร")
    room = make.room(office, name="ห้องเดิม")
    actions.set_equipment(room=make.room(make.office()), equipment=["ของสำนักงานอื่น"])
    for page in (address("add-room"), address("change-room", room_id=room.pk)):
        response = client.post(page, {**ROOM, **sent})
        assert mistakes(response) == said
        typed = {field: value_of(response, field) for field in ("name", "capacity")}
        assert typed == {field: {**ROOM, **sent}[field] for field in typed}
    assert [row.name for row in office.rooms.all()] == ["เพชร", "ห้องเดิม"]


def test_photo_that_was_sent_with_other_mistakes_has_to_be_chosen_again(client: Client, folder: Path) -> None:
    office = signed_in(client)
    make.room(office, name="เพชร")
    for sent in ({**ROOM, "capacity": "?"}, {**ROOM, "name": "เพชร"}):
        page = client.post(address("add-room"), {**sent, "photo": upload(picture())}).content.decode()
        assert "Choose the photo again: browsers do not keep it." in page
    assert not folder.exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "room.svg", UNREADABLE),
        (b"<?php system($_GET['c']); ?>", "room.php", UNREADABLE),
        (b"<!doctype html><script>alert(1)</script>", "room.png", UNREADABLE),
        (picture("PNG", size=(200, 200))[:-30], "room.png", UNREADABLE),
        (png_that_claims(50_000, 50_000), "room.png", TOO_LARGE),
        (picture() + b"\0" * photos.MOST_BYTES, "room.jpg", TOO_LARGE),
        (b"", "room.png", "This file is empty. Choose another."),
    ],
)
def test_file_that_is_no_picture_is_refused_in_a_sentence(
    client: Client, folder: Path, content: bytes, name: str, said: str
) -> None:
    office = signed_in(client)
    assert mistakes(client.post(address("add-room"), {**ROOM, "photo": upload(content, name)})) == {"photo": said}
    assert (office.rooms.exists(), folder.exists()) == (False, False)


def test_text_in_the_place_of_a_file_is_no_file(client: Client) -> None:
    office = signed_in(client)
    assert client.post(address("add-room"), {**ROOM, "photo": "../../etc/passwd"}).status_code == 303
    assert office.rooms.get().photo.name == ""


@pytest.mark.parametrize(
    "name", ["../../../evil.php", "..\\evil.png", "evil.php.png", "a\x00.png", "รูป.png", ".htaccess", "a" * 300]
)
def test_photo_takes_nothing_from_the_name_that_it_came_with(client: Client, folder: Path, name: str) -> None:
    office = signed_in(client)
    content = picture("JPEG", exif=exif_of_a_telephone())
    client.post(address("add-room"), {**ROOM, "photo": upload(content, name, "text/html")})
    kept = [file for file in folder.parent.rglob("*") if file.is_file()]
    assert kept == [folder / str(office.rooms.get().photo)]
    assert kept[0].parent == folder / "rooms"
    assert (kept[0].suffix, len(kept[0].stem), b"secret place" in kept[0].read_bytes()) == (".webp", 32, False)


@pytest.mark.parametrize(("direction", "names"), [("up", ["ข", "ก"]), ("down", ["ก", "ข"]), ("left", ["ก", "ข"])])
def test_room_moves_by_a_step(client: Client, direction: str, names: list[str]) -> None:
    office = signed_in(client)
    rooms = [make.room(office, name=name) for name in ("ก", "ข")]
    response = client.post(address("move-room", room_id=rooms[1].pk), {"direction": direction})
    assert (response.status_code, response["Location"]) == (303, f"/office/rooms/#room-{rooms[1].pk}")
    assert [room.name for room in office.rooms.all()] == names


def test_photo_is_sent_to_everybody_as_what_it_is(client: Client) -> None:
    room = with_photo(make.office())
    response = client.get(address("photo", file=room.photo.name))
    assert response.status_code == 200
    content = b"".join(response)
    assert Image.open(BytesIO(content)).format == "WEBP"
    headers = ("Content-Type", "X-Content-Type-Options", "Cache-Control", "Content-Length")
    assert [response.headers[name] for name in headers] == [
        "image/webp",
        "nosniff",
        "public, max-age=31536000, immutable",
        str(len(content)),
    ]
    assert client.post(address("photo", file=room.photo.name)).status_code == 405


def test_photo_of_another_office_is_no_page(client: Client) -> None:
    make.office()
    assert client.get(address("photo", file=with_photo(make.office()).photo.name)).status_code == 404


@pytest.mark.parametrize(
    "file",
    [
        "rooms/",
        "rooms/nobody.webp",
        "../secrets/session.key",
        "rooms/../../secrets/session.key",
        "..%2f..%2fsecrets/session.key",
        "/etc/passwd",
        "rooms/a%00.webp",
        "%00",
        "%ff",
        "a" * 2_000,
    ],
)
def test_file_that_is_no_photo_of_a_room_is_no_page(client: Client, folder: Path, file: str) -> None:
    room = with_photo(make.office())
    (folder / "rooms" / "nobody.webp").write_bytes(b"left over")
    assert client.get(f"/photos/{file}").status_code == 404
    (folder / str(room.photo)).unlink()
    assert client.get(address("photo", file=room.photo.name)).status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_or_a_mistake_on_every_page(client: Client, text: str) -> None:
    office = signed_in(client)
    room = make.room(office)
    pages = [
        (address("add-room"), dict.fromkeys((*ROOM, "equipment", "more_equipment", "without_photo"), text)),
        (address("add-room"), {**ROOM, "name": text}),
        (address("change-room", room_id=room.pk), {**ROOM, "more_equipment": text}),
        (address("change-room", room_id=room.pk), {**ROOM, "name": text, "capacity": text}),
        (address("move-room", room_id=room.pk), {"direction": text}),
    ]
    for page, sent in pages:
        response = client.post(page, sent)
        assert response.status_code in {303, 422}
        assert "<script>alert" not in response.content.decode()
    assert "<script>alert" not in client.get(address("manage-rooms"), {"saved": text}).content.decode()


def test_page_cannot_be_sent_from_elsewhere() -> None:
    strict = Client(enforce_csrf_checks=True)
    room = make.room(signed_in(strict))
    for name, words in (("add-room", {}), ("change-room", {"room_id": room.pk}), ("move-room", {"room_id": room.pk})):
        assert strict.post(address(name, **words), ROOM).status_code == 403


def test_anybody_sees_a_room_its_seats_and_what_stands_in_it(client: Client) -> None:
    office = make.office()
    room = actions.add_room(office=office, name="เพชร", equipment=["จอ LED"], capacity=120, hue=230, is_open=False)
    page = client.get(f"/room/{room.pk}/").content.decode()
    assert [word in page for word in ("เพชร", "จอ LED", "120", "/office/rooms/")] == [True, True, True, False]
    elsewhere = make.room(make.office())
    assert client.get(f"/room/{elsewhere.pk}/").status_code == 404
