"""A system in which nobody ever decided on anything: its past is out of time, unless an administrator says otherwise."""

import gzip
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from jonghong.bookings.models import Booking, History
from jonghong.bookings.tallies import reported_by_month, wrong_tallies
from jonghong.moving import actions, choices as kept_choices, previews, remarks
from jonghong.moving.choices import Choices
from jonghong.moving.facts import BookingDraft, Code, Source
from jonghong.moving.judging.office import judge
from jonghong.moving.models import Kept, Kind, Run, Upload
from jonghong.offices.models import Office
from jonghong.people.models import Role
from tests import make
from tests.moving.amss_dumps import KNOWN, good
from tests.moving.amss_tables import V2, Tables, mysqldump, small_office
from tests.moving.test_pages import filled

START = "/office/moving/"
UNDECIDED = {"approve": "0", "officer": "", "officer_date": "0000-00-00 00:00:00"}
OUT_OF_TIME = (
    "None of these bookings was ever decided over there. Those that are over come in as out of time, and count nowhere in the "
    "year report."
)
ALLOWED = "None of these bookings was ever decided over there. As was chosen, those that are over count as allowed."


def rows(*changes: dict[str, str]) -> Tables:
    tables = small_office(V2)
    for each in changes:
        tables.add("meeting_main", good(**{**UNDECIDED, **each}))
    return tables


PAST: dict[str, str] = {}
TWIN_ROOM = {"room": "2"}
AHEAD = {"book_date": "2023-06-10", "book_date_end": "2023-06-10"}
NO_DAY = {"book_date": "0000-00-00", "book_date_end": "0000-00-00"}


def states(source: Source, *, allows: bool) -> list[str]:
    plan = judge(source, KNOWN, allows_undecided=allows)
    assert plan.allows_undecided == (plan.is_undecided and allows)
    found = [judged.thing for judged in plan.rows if isinstance(judged.thing, BookingDraft)]
    return [draft.state for draft in found]


@pytest.mark.pure
def test_what_nobody_ever_decided_counts_as_allowed_where_that_is_chosen() -> None:
    source = rows(PAST, AHEAD, NO_DAY).source()
    assert states(source, allows=False) == ["lapsed", "pending"]
    assert states(source, allows=True) == ["confirmed", "pending"]
    asked = [judged for judged in judge(source, KNOWN, allows_undecided=True).rows if judged.reason is Code.NO_DATE]
    assert [judged.suggestion["state"] for judged in asked] == ["confirmed"]


@pytest.mark.pure
@pytest.mark.parametrize("decided", [{"approve": "1"}, {"approve": "2"}, {"approve": "1", **AHEAD}, {"approve": "9"}])
def test_the_choice_says_nothing_where_anything_was_decided(decided: dict[str, str]) -> None:
    source = rows(PAST, decided | TWIN_ROOM).source()
    assert not judge(source, KNOWN, allows_undecided=True).is_undecided
    assert states(source, allows=True)[0] == "lapsed"


@pytest.mark.pure
def test_requests_ahead_alone_are_no_such_past() -> None:
    assert not judge(rows(AHEAD).source(), KNOWN).is_undecided


@pytest.mark.pure
def test_a_choice_kept_before_it_could_be_made_is_none() -> None:
    assert kept_choices.of_text('{"groups":{},"rooms":{},"head":-1,"columns":{},"roles":[]}').allows_undecided is None
    assert kept_choices.of_text(Choices(allows_undecided=True).as_text()).allows_undecided


@pytest.fixture
def office() -> Office:
    return make.office()


def bring_in(office: Office, source: Source, choices: Choices) -> Run:
    return actions.bring_in(office=office, kind=Kind.AMSS, file="amss.sql", source=source, choices=choices)


@pytest.mark.django_db
def test_the_past_counts_in_the_year_report_and_the_choice_holds_for_the_next_import(office: Office) -> None:
    run = bring_in(office, rows(PAST).source(), Choices(allows_undecided=True))
    assert (reported_by_month(office.pk), wrong_tallies(office.pk)) == ({(2023, 5): 1}, [])
    with translation.override("en"):
        assert remarks.of_run(run) == [ALLOWED]
    again = bring_in(office, rows(PAST, TWIN_ROOM).source(), Choices())
    assert again.facts["changed"] == 0
    assert list(Booking.objects.values_list("state", flat=True)) == ["confirmed", "confirmed"]
    elsewhere = previews.preview(make.office(), Kind.AMSS, rows(PAST).source(), Choices())
    assert (elsewhere.plan.is_undecided, elsewhere.plan.allows_undecided) == (True, False)
    actions.undo_run(run=again, by=None)
    actions.undo_run(run=run, by=None)
    bring_in(office, rows(PAST).source(), Choices())
    assert list(Booking.objects.values_list("state", flat=True)) == ["lapsed"]


@pytest.fixture
def in_may(settings: Settings) -> None:
    """Let it be a day between those of the rows."""
    settings.CLOCK_STARTS_AT = "2023-05-25T09:00:00+07:00"


def booked() -> list[str]:
    return list(Booking.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.usefixtures("in_may")
@pytest.mark.django_db
def test_another_choice_changes_what_is_here_and_unticking_changes_it_back(office: Office) -> None:
    source = rows(PAST, {"book_date": "2023-05-02", "book_date_end": "2023-05-02"}, AHEAD).source()
    bring_in(office, source, Choices())
    assert not previews.preview(office, Kind.AMSS, source, Choices()).does_anything
    asked = previews.preview(office, Kind.AMSS, source, Choices(allows_undecided=True))
    assert (len(asked.changed), asked.conflicts, asked.does_anything, asked.may_be_another_system) == (2, [], True, False)
    again = bring_in(office, source, Choices(allows_undecided=True))
    assert (booked(), reported_by_month(office.pk)[2023, 5]) == (["confirmed", "confirmed", "pending"], 2)
    with translation.override("en"):
        assert remarks.of_run(again) == [
            ALLOWED,
            "2 of the changed rows are the same over there; only this choice changes them.",
        ]
    assert History.objects.filter(remark__startswith="นับผลการพิจารณาใหม่").count() == 2
    assert not previews.preview(office, Kind.AMSS, source, Choices()).does_anything
    unticked = bring_in(office, source, Choices(allows_undecided=False))
    assert (booked(), reported_by_month(office.pk)[2023, 5]) == (["lapsed", "lapsed", "pending"], 0)
    actions.undo_run(run=unticked, by=None)
    assert (booked(), wrong_tallies(office.pk)) == (["confirmed", "confirmed", "pending"], [])


@pytest.mark.django_db
def test_another_choice_leaves_what_somebody_saw_to_and_what_was_forgotten(office: Office) -> None:
    source = rows(PAST, {"book_date": "2023-05-02", "book_date_end": "2023-05-02"}).source()
    bring_in(office, source, Choices())
    first, last = Booking.objects.order_by("pk")
    Kept.objects.filter(act=History.objects.filter(booking=first).first().act).update(cells="", suggestion="")
    History.objects.create(office=office, booking=last, verb="change", act=uuid4(), at=last.created_at, before={}, after={})
    asked = previews.preview(office, Kind.AMSS, source, Choices(allows_undecided=True))
    assert (asked.changed, asked.conflicts, asked.does_anything) == ([], [], False)


@pytest.mark.django_db
def test_a_choice_stays_where_somebody_began_to_decide_over_there(office: Office) -> None:
    bring_in(office, rows({"id": "1", **PAST}, {"id": "3", **AHEAD}).source(), Choices(allows_undecided=True))
    later = rows({"id": "1", "objective": "แก้คำ"}, {"id": "2", **TWIN_ROOM}, {"id": "3", "approve": "1", **AHEAD})
    run = bring_in(office, later.source(), Choices())
    assert sorted(booked()) == ["confirmed", "confirmed", "confirmed"]
    assert (run.facts["is_undecided"], run.facts["allows_undecided"], reported_by_month(office.pk)[2023, 5]) == (False, True, 2)
    with translation.override("en"):
        assert remarks.of_run(run) == [
            "Bookings that were never decided over there and are over count as allowed, as was chosen in an import before."
        ]


@pytest.mark.usefixtures("in_may")
@pytest.mark.django_db
def test_a_request_that_is_over_by_now_counts_as_was_chosen(office: Office, settings: Settings) -> None:
    source = rows(PAST, AHEAD).source()
    bring_in(office, source, Choices(allows_undecided=True))
    assert booked() == ["confirmed", "pending"]
    settings.CLOCK_STARTS_AT = "2023-07-01T09:00:00+07:00"
    assert bring_in(office, source, Choices()).facts["rechosen"] == 1
    assert booked() == ["confirmed", "confirmed"]


@pytest.mark.django_db
def test_an_administrator_reads_of_it_and_chooses(office: Office) -> None:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(make.person(office, group=0, role=Role.ADMINISTRATOR))
    file = SimpleUploadedFile("amss.sql.gz", gzip.compress(mysqldump(rows(PAST))))
    assert client.post(START, {"file": file}).status_code == 303
    check, mapping = (f"{START}{Upload.objects.get().pk}/{step}/" for step in ("check", "mapping"))
    assert OUT_OF_TIME in client.get(check).content.decode()
    typed = filled(client.get(mapping))
    assert typed["allows_undecided"] == ""
    assert client.post(mapping, {**typed, "allows_undecided": "on"})["Location"] == check
    assert kept_choices.of_text(Upload.objects.get().choices).allows_undecided is True
    assert ALLOWED in client.get(check).content.decode()
    assert 'name="allows_undecided" id="id_allows_undecided" checked' in client.get(mapping).content.decode()
    client.post(mapping, typed)
    assert kept_choices.of_text(Upload.objects.get().choices).allows_undecided is False
    assert OUT_OF_TIME in client.get(check).content.decode()


@pytest.mark.django_db
def test_the_choice_is_not_offered_where_anything_was_decided(office: Office) -> None:
    client = Client()
    client.force_login(make.person(office, group=0, role=Role.ADMINISTRATOR))
    client.post(START, {"file": SimpleUploadedFile("amss.sql", mysqldump(rows(PAST, {"approve": "1", **TWIN_ROOM})))})
    mapping = f"{START}{Upload.objects.get().pk}/mapping/"
    typed = filled(client.get(mapping))
    assert "allows_undecided" not in typed
    client.post(mapping, {**typed, "allows_undecided": "on"})
    assert kept_choices.of_text(Upload.objects.get().choices).allows_undecided is False
