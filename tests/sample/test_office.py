"""The sample office, once it is filled in."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db.models import Count, F

from jonghong.auditing import alerts
from jonghong.bookings.models import Booking, History, Series
from jonghong.offices.models import Holiday, Office
from jonghong.people.actions import activate
from jonghong.people.models import Membership, Person, Role
from jonghong.people.permissions import rights_of
from jonghong.sample import office as facts
from jonghong.sample.fill import Sample, fill_sample
from tests import make
from tests.sample.tables import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]


def test_sample_opens_without_a_warning(sample: Sample) -> None:
    assert alerts.due(Office.objects.get()) == []


def test_fill_twice_changes_nothing(sample: Sample) -> None:
    before = everything()
    assert fill_sample().people == sample.people
    assert everything() == before


def test_office_with_its_groups_and_rooms() -> None:
    office = Office.objects.get()
    assert (office.name, office.short_name) == ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาศรีสะเกษ เขต 1", "สพป.ศก.1")
    assert office.is_sample
    assert [group.short_name for group in office.groups.all()] == [
        *("อำนวยการ", "แผน", "บุคคล", "การเงินฯ", "ส่งเสริมฯ"),
        *("นิเทศฯ", "พัฒนาครูฯ", "กฎหมายและคดี", "DLICT", "ตรวจสอบภายใน"),
    ]
    assert list(office.rooms.values_list("name", "capacity", "hue")) == [
        ("เพชร", 120, 230),
        ("ไพลิน", 60, 262),
        ("พลอยชมพู", 40, 350),
        ("มรกต", 30, 155),
        ("ทับทิม", 20, 22),
    ]
    assert all(room.equipment.exists() for room in office.rooms.all())


def test_people_sign_in_with_what_is_printed(sample: Sample) -> None:
    *people, newcomer = sample.people
    roles = []
    for _label, name, digits, password in people:
        person = Person.objects.get(name=name)
        assert person.citizen_last4 == digits[-4:]
        assert person.check_password(password)
        assert person.activated_at
        roles.append(rights_of(person).roles)
    assert roles == [{Role.ADMINISTRATOR}, {Role.OFFICER}, {Role.CLERK}, {Role.CLERK}]
    assert not Person.objects.get(name=newcomer[1]).activated_at


def test_every_group_has_a_clerk_with_the_printed_password() -> None:
    clerks = Membership.objects.filter(role=Role.CLERK, person__activated_at__isnull=False)
    assert sorted(clerks.values_list("group__short_name", flat=True)) == sorted(facts.GROUPS)
    assert len(set(clerks.values_list("person__password", flat=True))) == 1


@pytest.mark.parametrize("instant", ["2023-05-25", "2027-12-31"])
def test_newcomer_registers_with_the_printed_code(sample: Sample, instant: str) -> None:
    _label, name, digits, code = sample.people[-1]
    with time_machine.travel(instant):
        person = activate(office=Office.objects.get(), citizen_id=digits, code=code, password=make.PASSWORD)
    assert person.name == name
    assert person.check_password(make.PASSWORD)


def test_bookings_are_plausible() -> None:
    bookings = Booking.objects.all()
    assert not bookings.filter(attendees__gt=F("room__capacity")).exists()
    assert not bookings.filter(created_at__gte=F("starts_at")).exists()
    assert not bookings.filter(created_at__gt=datetime(2023, 5, 25, tzinfo=UTC)).exists()
    assert not bookings.filter(title__contains="{").exists()
    assert bookings.filter(is_private=True).count() > 100
    assert 0 < bookings.filter(date__week_day__in=[1, 7]).count() < 150
    assert bookings.values("half").distinct().count() == 4
    assert bookings.values("title").distinct().count() > 60
    assert bookings.values("group").distinct().count() == 10
    assert min(bookings.values("room").annotate(times=Count("pk")).values_list("times", flat=True)) > 300


def test_bookings_of_several_days_are_one_request() -> None:
    together = Series.objects.annotate(days=Count("bookings"), titles=Count("bookings__title", distinct=True))
    assert set(together.values_list("titles", flat=True)) == {1}
    assert min(together.values_list("days", flat=True)) == 2
    assert History.objects.count() == Booking.objects.count()


def test_holidays_from_2559_to_2570() -> None:
    days = set(Holiday.objects.values_list("date", "name"))
    assert {day.year for day, _name in days} == set(range(2016, 2028))
    assert {(date(2023, 6, 3), "วันวิสาขบูชา"), (date(2023, 8, 2), "วันเข้าพรรษา")} <= days
    assert (date(2023, 6, 5), "วันหยุดชดเชยวันวิสาขบูชา") in days
    assert not [name for _day, name in days if "แรงงาน" in name or "วันเด็ก" in name]
