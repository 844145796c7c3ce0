"""Queries that are put together once: the rows that Django gives, read anew each time, on both databases."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError, atomic
from django.forms import model_to_dict

from jonghong.bookings.models import Closure, RuleSet
from jonghong.core.prepared import MOST_VALUES, Prepared, add, kept, nobodys_connection
from jonghong.offices.models import Group, Holiday, Office
from jonghong.rooms.models import Room
from tests import make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 2, 0, 0, 125, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.clear()


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return a list that grows with each query that Django puts together."""
    made: list[Any] = []
    as_sql = SQLCompiler.as_sql

    def noted(self: SQLCompiler, *words: Any, **facts: Any) -> Any:
        made.append(self.query)
        return as_sql(self, *words, **facts)

    monkeypatch.setattr(SQLCompiler, "as_sql", noted)
    return made


def closure(office: Office, start: datetime = AT, *, room: Room | None = None, act: UUID | None = None) -> Closure:
    """Return a closure of two hours that is not written yet."""
    by = make.person(office)
    times = {"starts_at": start, "ends_at": start + 2 * HOUR, "closed_at": AT}
    return Closure(office=office, room=room, reason="ทาสี", act=act or uuid4(), closed_by=by, **times)


def plain(rows: list[Any]) -> list[dict[str, Any]]:
    """Return all columns of rows of a model."""
    return [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in rows]


def closures(office: int, room: int, starts: datetime, ends: datetime, act: UUID) -> QuerySet[Closure]:
    found = Closure.objects.filter(office=office, lifted_at=None, starts_at__lt=ends, ends_at__gt=starts)
    return found.filter(Q(room=None) | Q(room=room)).exclude(act=act)


def test_rows_are_those_of_django_whatever_their_values(office: Office) -> None:
    room, other = make.room(office), make.room(office)
    unwanted = uuid4()
    for each, start, act in [(None, AT, None), (room, AT + HOUR, None), (other, AT, None), (room, AT, unwanted)]:
        closure(office, start, room=each, act=act).save()
    asked = Prepared(closures)
    for values in [
        (office.pk, room.pk, AT, AT + HOUR, unwanted),
        (office.pk, other.pk, AT, AT + 2 * HOUR, uuid4()),
        (office.pk, room.pk, AT + 2 * HOUR, AT + 3 * HOUR, unwanted),
        (office.pk, room.pk, AT + 9 * HOUR, AT + 10 * HOUR, unwanted),
        (office.pk + 1, room.pk, AT, AT + HOUR, unwanted),
    ]:
        assert plain(asked(*values)) == plain(list(closures(*values)))
    (found,) = asked(office.pk, room.pk, AT + 2 * HOUR, AT + 3 * HOUR, unwanted)
    assert (found.starts_at, found._state.adding, found._state.db) == (AT + HOUR, False, connection.alias)
    found.reason = "ล้างแอร์"
    found.save()
    assert asked(office.pk, room.pk, AT + 2 * HOUR, AT + 3 * HOUR, unwanted)[0].reason == "ล้างแอร์"


def test_a_query_is_put_together_once(office: Office, statements: list[Any]) -> None:
    asked = Prepared(closures)
    for hours in range(3):
        asked(office.pk, 1, AT, AT + hours * HOUR, uuid4())
    assert len(statements) == 1


def test_what_one_thread_put_together_serves_all_and_holds_on_to_no_connection(office: Office, statements: list[Any]) -> None:
    act = uuid4()
    add([closure(office, act=act)])
    asked = Prepared(lambda office: Closure.objects.filter(office=office))

    def ask() -> None:
        with suppress(DatabaseError):  # of an in-memory database a thread has an empty one of its own
            asked(office.pk)
        connection.close()

    statements.clear()
    ask_elsewhere = Thread(target=ask)
    ask_elsewhere.start()
    ask_elsewhere.join()
    (found,) = asked(office.pk)
    assert (found.act, found.starts_at, len(statements)) == (act, AT, 1)
    query = kept[asked, 1]
    converters = [each for several, _expression in query.converters.values() for each in several]
    owners = {id(each.__self__.connection) for each in converters if hasattr(getattr(each, "__self__", None), "connection")}
    assert {id(query.compiler.connection), *owners} == {id(nobodys_connection())}
    assert nobodys_connection().connection is None


def test_what_it_cannot_take_is_refused(office: Office) -> None:
    asked = Prepared(closures)
    with pytest.raises(TypeError, match="names"):
        asked(office=office.pk, room=1, starts=AT, ends=AT, act=uuid4())
    with pytest.raises(TypeError, match="None"):
        asked(office.pk, None, AT, AT, uuid4())  # type: ignore[arg-type]


def test_a_query_of_many_values_is_not_kept(office: Office) -> None:
    rooms = [make.room(office) for _ in range(3)]
    named = Prepared(lambda *rooms: Room.objects.filter(pk__in=rooms).order_by("pk"))
    many = [room.pk for room in rooms] + list(range(10**6, 10**6 + MOST_VALUES))
    assert named(*many) == rooms
    assert not kept


def test_each_number_of_values_is_a_query_of_its_own(office: Office, statements: list[Any]) -> None:
    rooms = [make.room(office) for _ in range(3)]

    @Prepared
    def named(office: int, *rooms: int) -> QuerySet[Room, str]:
        return Room.objects.filter(office=office, pk__in=rooms).order_by("-position").values_list("name", flat=True)

    statements.clear()
    for some in (rooms[:1], rooms, rooms[1:2], rooms[:2]):
        assert named(office.pk, *(room.pk for room in some)) == [room.name for room in reversed(some)]
    assert len(statements) == 3


def test_columns_come_as_their_fields_give_them(office: Office) -> None:
    rules = RuleSet.objects.create(office=office, opens_at=time(8, 30), refuses_past=True, longest_hours=4)
    rules.groups.add(*Group.objects.filter(office=office)[:1])
    Holiday.objects.create(office=office, date=date(2026, 6, 3), name="วันเฉลิม")

    @Prepared
    def set_(office: int, opens: time) -> QuerySet[RuleSet, tuple[Any, ...]]:
        return RuleSet.objects.filter(office=office, opens_at=opens).values_list("opens_at", "refuses_past", "room", "groups")

    @Prepared
    def days(office: int, first: date, last: date) -> QuerySet[Holiday, tuple[date, str]]:
        return Holiday.objects.filter(office=office, date__range=(first, last)).values_list("date", "name")

    group = Group.objects.filter(office=office)[0]
    assert set_(office.pk, time(8, 30)) == [(time(8, 30), True, None, group.pk)]
    assert days(office.pk, date(2026, 6, 1), date(2026, 6, 3)) == [(date(2026, 6, 3), "วันเฉลิม")]
    assert days(office.pk, date(2026, 6, 4), date(2026, 6, 5)) == []


def test_rows_come_with_what_was_annotated(office: Office) -> None:
    """A row for each neighbour, and one for who has none: the blank stands in the condition of a join."""
    room, empty = make.room(office), make.room(office)
    for hours in range(3):
        closure(office, AT + hours * HOUR, room=room).save()

    def beside(office: int, before: datetime) -> QuerySet[Room]:
        early = FilteredRelation("closures", condition=Q(closures__starts_at__lt=before))
        rows = Room.objects.filter(office=office).annotate(early=early, starts=F("early__starts_at"), why=F("early__reason"))
        return rows.order_by("pk", "starts")

    for values in [(office.pk, AT + 2 * HOUR), (office.pk, AT)]:
        expected: list[Any] = list(beside(*values))
        found: list[Any] = Prepared(beside)(*values)
        assert [(row.starts, row.why) for row in found] == [(row.starts, row.why) for row in expected]
        assert plain(found) == plain(expected)
        assert found[-1] == empty
        assert found[-1].starts is None


def test_rows_with_others_beside_them_are_refused(office: Office) -> None:
    beside = Prepared(lambda office: Room.objects.filter(office=office).select_related("office"))
    named = Prepared(lambda office: Room.objects.filter(office=office).values("name"))
    for asked in (beside, named):
        with pytest.raises(TypeError):
            asked(office.pk)


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only() -> None:
    office = make.office()
    room = make.room(office)
    locked = Prepared(lambda room: Room.objects.select_for_update(no_key=True).filter(pk=room))
    with atomic():
        assert locked(room.pk) == [room]
    with pytest.raises(TransactionManagementError):
        locked(room.pk)


def test_one_row_is_added_as_several_are(office: Office, statements: list[Any]) -> None:
    one, *several = [closure(office, AT + number * HOUR) for number in range(3)]
    add([one])
    add(several)
    add([])
    assert one.pk < min(row.pk for row in several)
    assert not one._state.adding
    written = [model_to_dict(row) for row in Closure.objects.order_by("pk")]
    assert written == [model_to_dict(row) for row in (one, *several)]
    assert [row["starts_at"] for row in written] == [AT, AT + HOUR, AT + 2 * HOUR]


def test_what_the_database_refuses_is_not_added(office: Office) -> None:
    first, wrong = closure(office), closure(office)
    wrong.ends_at = wrong.starts_at
    add([first])
    with pytest.raises(IntegrityError), atomic():
        add([wrong])
    assert not wrong.pk
    assert (wrong._state.adding, Closure.objects.count()) == (True, 1)
