"""The last word against double booking, in the database itself, whichever way rows come and whatever happens to the table."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from jonghong.bookings import guard
from jonghong.bookings.models import HOLDING, Booking, State
from jonghong.offices.models import Office
from jonghong.rooms.models import Room
from tests import make

DAY = date(2023, 6, 1)
FREE_STATES = [state for state in State if state not in HOLDING]


def book(room: Room, start: float, end: float, **facts: Any) -> Booking:
    """Write a row straight into the table, from and to an hour of that day, past every check in Python."""
    return Booking.objects.create(
        office=room.office,
        room=room,
        date=DAY,
        half="exact",
        starts_at=at(start),
        ends_at=at(end),
        title="ประชุม",
        created_at=at(0),
        **{"group": room.office.groups.all()[0], "state": State.CONFIRMED, **facts},
    )


def at(hour: float) -> datetime:
    return datetime(2023, 6, 1, int(hour), round(hour % 1 * 60), tzinfo=UTC)


def refused(room: Room, start: float, end: float, **facts: Any) -> bool:
    """Tell whether the database refuses the row for the guard's sake."""
    try:
        with transaction.atomic():
            book(room, start, end, **facts).delete()
    except IntegrityError as error:
        return guard.NAME in str(error)
    return False


@pytest.fixture
def room(db: None) -> Room:
    return make.room(make.office())


@pytest.mark.parametrize(
    ("start", "end", "is_refused"),
    [(2, 4, True), (3, 3.5, True), (1, 6, True), (4.75, 6, True), (2, 3, False), (5, 6, False), (1, 2, False), (6, 7, False)],
)
def test_insert_is_refused_when_an_instant_is_shared(room: Room, start: float, end: float, is_refused: bool) -> None:
    book(room, 3, 5)
    assert refused(room, start, end) is is_refused


@pytest.mark.parametrize("state", HOLDING)
@pytest.mark.parametrize("other", HOLDING)
def test_every_holding_state_keeps_every_other_out(room: Room, state: str, other: str) -> None:
    book(room, 3, 5, state=state)
    assert refused(room, 4, 6, state=other)


@pytest.mark.parametrize("state", FREE_STATES)
def test_what_holds_nothing_keeps_nobody_out(room: Room, state: str) -> None:
    book(room, 3, 5, state=state)
    assert not refused(room, 3, 5)
    book(room, 3, 5)
    assert not refused(room, 3, 5, state=state)


def test_another_room_is_free(room: Room) -> None:
    book(room, 3, 5)
    assert not refused(make.room(room.office), 3, 5)


def test_imported_history_is_exempt_both_ways(room: Room) -> None:
    book(room, 3, 5, is_legacy=True)
    assert not refused(room, 3, 5)
    book(room, 3, 5)
    assert not refused(room, 3, 5, is_legacy=True)


@pytest.mark.parametrize(
    ("apart", "change"),
    [
        ({"start": 5}, {"starts_at": at(4)}),
        ({"start": 4, "state": State.CANCELLED}, {"state": State.CONFIRMED}),
        ({"start": 4, "is_legacy": True}, {"is_legacy": False}),
    ],
    ids=["time", "state", "history"],
)
def test_update_is_refused_when_it_makes_an_overlap(room: Room, apart: dict[str, Any], change: dict[str, Any]) -> None:
    book(room, 3, 5)
    row = book(room, end=6, **apart)
    with pytest.raises(IntegrityError, match=guard.NAME), transaction.atomic():
        Booking.objects.filter(pk=row.pk).update(**change)


def test_update_to_another_room_is_refused_when_that_is_taken(room: Room) -> None:
    other = make.room(room.office)
    book(room, 3, 5)
    row = book(other, 3, 5)
    with pytest.raises(IntegrityError, match=guard.NAME), transaction.atomic():
        Booking.objects.filter(pk=row.pk).update(room=room)


def test_update_leaves_the_row_itself_out(room: Room) -> None:
    row = book(room, 3, 5)
    assert Booking.objects.filter(pk=row.pk).update(ends_at=at(6), title="ยืดเวลา") == 1


def test_many_rows_at_once_are_refused_when_two_of_them_overlap(room: Room) -> None:
    rows = [book(room, 1, 2), book(room, 2, 3)]
    Booking.objects.all().delete()
    rows[1].starts_at = at(1.5)
    with pytest.raises(IntegrityError, match=guard.NAME), transaction.atomic():
        Booking.objects.bulk_create(rows)


def test_end_comes_after_start(room: Room) -> None:
    with pytest.raises(IntegrityError, match="booking_starts_before_it_ends"), transaction.atomic():
        book(room, 3, 3)


LATER_MIGRATIONS = {
    "a field changes": migrations.AlterField("booking", "title", models.CharField(max_length=300)),
    "a field comes": migrations.AddField("booking", "floor", models.IntegerField(default=1)),
    "a constraint comes": migrations.AddConstraint(
        "booking",
        models.CheckConstraint(condition=models.Q(version__gt=0), name="booking_version_is_positive"),
    ),
    "a field takes another name": migrations.RenameField("booking", "sign", "sign_text"),
    "the guard goes and comes back": migrations.RemoveConstraint("booking", guard.NAME),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", LATER_MIGRATIONS.values(), ids=LATER_MIGRATIONS)
def test_guard_outlives_a_later_migration_and_its_reversal(operation: Operation) -> None:
    before = MigrationLoader(connection).project_state()
    after = before.clone()
    operation.state_forwards("bookings", after)
    stays = not isinstance(operation, migrations.RemoveConstraint)
    with connection.schema_editor() as editor:
        operation.database_forwards("bookings", editor, before, after)
    try:
        assert guard.stands() is stays
    finally:
        with connection.schema_editor() as editor:
            operation.database_backwards("bookings", editor, after, before)
    assert guard.stands()
    room = make.room(make.office())
    book(room, 3, 5)
    assert refused(room, 4, 6)


def test_guard_asks_for_no_check_in_python(room: Room) -> None:
    (constraint,) = [one for one in Booking._meta.constraints if isinstance(one, guard.NoOverlap)]
    book(room, 3, 5)
    constraint.validate(Booking, book(room, 6, 7))
    same = guard.NoOverlap(name=guard.NAME, states=tuple(HOLDING))
    assert (constraint == same, hash(constraint) == hash(same), constraint == guard.NAME) == (True, True, False)
    assert Office.objects.count() == 1
