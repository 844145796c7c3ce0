"""The pages on which administrators keep to the law on personal data, and the notice that everybody may read."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.people import actions as people
from jonghong.people.models import Person
from jonghong.people.signin import SURE_AT
from jonghong.privacy.datamap import Keeping
from jonghong.privacy.incidents import incident_of
from jonghong.privacy.models import Notice, Retention, Told
from jonghong.privacy.wording import kept_for
from tests import make
from tests.office_pages import HOSTILE, mistakes
from tests.privacy.seeds import NAME, NOW, Seeded
from tests.roster.conftest import row
from tests.roster.test_actions import brought, of

pytestmark = pytest.mark.django_db
ADMINISTRATORS = ["/office/privacy/", "/office/privacy/notice/", "/office/privacy/record/", "/office/privacy/incident/"]


@pytest.fixture(autouse=True)
def _at() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place() -> Seeded:
    return Seeded()


def unsure(place: Seeded, name: str = "admin") -> Client:
    """Return a browser in which somebody proved long ago who he is."""
    client = place.client(name)
    session = client.session
    session[SURE_AT] = 0
    session.save()
    return client


def sure(place: Seeded, name: str = "admin") -> Client:
    """Return a browser in which somebody proved a moment ago who he is."""
    client = place.client(name)
    client.cookies["language"] = "en"
    return client


@pytest.mark.parametrize("language", ["th", "en"])
def test_everybody_may_read_the_notice(place: Seeded, language: str) -> None:
    client = Client()
    client.cookies["language"] = language
    page = client.get("/privacy/").content.decode()
    assert place.office.name in page
    assert ("1.1" in page, "/privacy/" in client.get("/sign-in/").content.decode()) == (True, True)
    assert "/privacy/" in client.get("/register/").content.decode()


def test_the_notice_says_what_the_office_wrote(place: Seeded) -> None:
    client = sure(place)
    said = {"controller": "สพป. โทร 045", "officer": "dpo@example.go.th", "addition": "หนึ่ง\r\n\r\nสอง <b>"}
    assert client.post("/office/privacy/notice/", said)["Location"] == "/office/privacy/notice/?saved=1"
    page = Client().get("/privacy/").content.decode()
    assert [text in page for text in ("สพป. โทร 045", "dpo@example.go.th", "1.2", "สอง &lt;b&gt;", "<b>")] == [True] * 4 + [
        False
    ]
    client.post("/office/privacy/notice/", said)
    assert Notice.objects.get(office=place.office).number == 2
    assert "Saved" in client.get("/office/privacy/notice/?saved=1").content.decode()


def test_who_chooses_a_password_was_shown_a_version(place: Seeded) -> None:
    newcomer = make.person(place.office, name="คนใหม่")
    code = people.issue_code(person=newcomer)
    typed = newcomer.typed_id  # type: ignore[attr-defined]
    people.activate(office=place.office, citizen_id=typed, code=code, password=make.PASSWORD)
    assert Told.objects.get(person=newcomer).version == "1.1"
    page = sure(place)
    page.force_login(Person.objects.get(pk=newcomer.pk))
    assert "version 1.1" in page.get("/my/data/").content.decode()


@pytest.mark.parametrize("address", ADMINISTRATORS)
def test_only_administrators_see_these_pages(place: Seeded, address: str) -> None:
    assert Client().get(address).status_code == 302
    assert [place.client(name).get(address).status_code for name in ("clerk", "officer", "admin")] == [403, 403, 200]


def test_the_menu_leads_administrators_there(place: Seeded) -> None:
    pages = [place.client(name).get("/office/groups/").content.decode() for name in ("officer", "admin")]
    assert ["/office/privacy/" in page for page in pages] == [False, True]


def test_how_long_what_is_kept_is_changed(place: Seeded) -> None:
    client = sure(place)
    typed = {"booking_years": "3", "account_days": "30", "security_days": "400"}
    assert client.post("/office/privacy/", typed)["Location"] == "/office/privacy/?saved=1"
    kept = Retention.objects.get(office=place.office)
    assert (kept.booking_years, kept.account_days, kept.security_days) == (3, 30, 400)
    assert "30 days more" in Client().get("/privacy/", headers={"cookie": "language=en"}).content.decode()
    assert "Saved" in client.get("/office/privacy/?saved=1").content.decode()


@pytest.mark.parametrize("text", [*HOSTILE, "0", "-1", "31", "1.5", ""])
def test_what_is_no_span_is_refused_in_a_sentence(place: Seeded, text: str) -> None:
    response = sure(place).post("/office/privacy/", {"booking_years": text, "account_days": "90", "security_days": "365"})
    assert set(mistakes(response)) == {"booking_years"}


@pytest.mark.parametrize("text", HOSTILE)
def test_the_notice_takes_or_refuses_any_text(place: Seeded, text: str) -> None:
    response = sure(place).post("/office/privacy/notice/", {"controller": text, "officer": text, "addition": text})
    assert response.status_code in {302, 303, 422}


def test_what_is_too_old_is_let_go_by_a_button_for_whoever_is_sure(place: Seeded) -> None:
    with time_machine.travel(NOW.replace(year=2029), tick=False):
        assert unsure(place).post("/office/privacy/keep/")["Location"].startswith("/confirm/")
        client = sure(place)
        assert ">2<" in client.get("/office/privacy/").content.decode()
        assert client.post("/office/privacy/keep/")["Location"] == "/office/privacy/?done=1"
        assert "ผู้จองเดิม" in client.get(f"/booking/{place.own.pk}/").content.decode()
        assert "Done." in client.get("/office/privacy/?done=1").content.decode()


def test_somebody_who_left_is_erased_by_an_administrator_who_is_sure(place: Seeded) -> None:
    address = f"/office/people/{place.someone.pk}/data/"
    client = sure(place)
    assert "cannot be erased" in client.get(address).content.decode()
    refused = client.post(address, {"reason": "ขอเอง", "is_sure": "on"})
    assert (refused.status_code, "Note first that they have left" in refused.content.decode()) == (422, True)
    place.leave()
    assert address in client.get("/office/privacy/").content.decode()
    assert set(mistakes(client.post(address, {}))) == {"reason", "is_sure"}
    assert unsure(place).post(address, {"reason": "x", "is_sure": "on"})["Location"].startswith("/confirm/")
    done = client.post(address, {"reason": "ขอเอง", "is_sure": "on"})
    assert done["Location"] == "/office/privacy/?erased=1"
    assert "Erased." in client.get(done["Location"]).content.decode()
    assert not Person.objects.filter(name=NAME).exists()
    assert client.get(address).status_code == 404


def test_an_officer_gives_a_copy_and_does_not_erase(place: Seeded) -> None:
    place.leave()
    address = f"/office/people/{place.someone.pk}/data/"
    client = sure(place, "officer")
    assert "Erase" not in client.get(address).content.decode()
    assert client.post(address, {"reason": "x", "is_sure": "on"}).status_code == 403
    assert unsure(place, "officer").post(f"{address}copy/")["Location"].startswith("/confirm/")
    assert client.post(f"{address}copy/").json()["person"] == place.someone.pk
    record = Record.objects.latest("number")
    assert (record.act, record.actor_id, record.subject) == (
        "privacy.exported",
        place.officer.person_id,
        f"person:{place.someone.pk}",
    )


def test_only_an_administrator_gives_sessions_letters_and_audit(place: Seeded) -> None:
    address = f"/office/people/{place.someone.pk}/data/"
    held = {}
    for name in ("officer", "admin"):
        sections = sure(place, name).post(f"{address}copy/").json()["sections"]
        held[name] = {table["table"] for section in sections for table in section["tables"]}
    inner = {"audit.record", "people.session", "post.letter", "oidc.identity", "privacy.told"}
    assert (held["officer"] & inner, inner <= held["admin"]) == (set(), True)
    assert {"people.person", "bookings.booking"} <= held["officer"]
    pages = [sure(place, name).get(address).content.decode() for name in ("officer", "admin")]
    assert ["the audit are left out" in page for page in pages] == [True, False]
    assert pages[0].count('<th scope="row">') < pages[1].count('<th scope="row">')


def test_people_of_another_office_are_not_found(place: Seeded) -> None:
    other = make.person(make.office())
    client = sure(place)
    assert client.get(f"/office/people/{other.pk}/data/").status_code == 404
    assert client.post(f"/office/people/{other.pk}/data/copy/").status_code == 404


def test_the_record_of_processing_names_every_activity(place: Seeded) -> None:
    page = sure(place).get("/office/privacy/record/").content.decode()
    assert [text in page for text in ("Accounts of staff", "Bookings of rooms", "Audit", "people.person", "citizen_key")] == [
        True
    ] * 5


@pytest.mark.parametrize("keeping", Keeping)
def test_every_keeping_is_said_in_words(keeping: Keeping) -> None:
    assert kept_for(keeping, Retention())


def planted(place: Seeded) -> list[int]:
    """Let an officer take what they should not; return the numbers of whom it touched."""
    officer = place.people["officer"].pk
    numbers = [place.someone.pk, place.people["clerk"].pk, place.people["stranger"].pk]
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        audit.record(office_id=place.office.pk, act=Act.PEOPLE_VIEWED, actor_id=officer, people=numbers)
        for number in numbers:
            audit.record(office_id=place.office.pk, act=Act.PERSON_EXPORTED, actor_id=officer, subject=f"person:{number}")
        audit.record(office_id=place.office.pk, act=Act.EXPORTED, actor_id=None, subject="report:x")
    return numbers


def test_a_planted_mass_export_is_found_and_listed(place: Seeded) -> None:
    numbers = planted(place)
    client = sure(place)
    page = client.get("/office/privacy/incident/").content.decode()
    assert ("3 people touched" in page, NAME in page) == (True, True)
    officer = place.people["officer"].pk
    taken = client.post(f"/office/privacy/incident/copy/?since=24/5/2566&until=24/5/2566&who={officer}")
    assert taken["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert head == ["At what time", "Number of the record", "What", "Who", "Network", "Whom", "Number"]
    assert sorted({int(row[6]) for row in rows}) == sorted(numbers)
    assert (len(rows), {row[3] for row in rows}) == (6, {place.people["officer"].name})
    record = Record.objects.latest("number")
    assert (record.act, record.facts["people"]) == ("export.made", [p.pk for p in Person.objects.filter(pk__in=numbers)])


def test_whom_a_list_of_people_touched_is_listed(place: Seeded) -> None:
    changed, left = place.people["clerk"], place.people["stranger"]
    since = NOW + timedelta(minutes=1)
    with time_machine.travel(since, tick=False):
        made = brought(place.office, row(77), of(changed, name="นางชื่อใหม่"), leaving=frozenset({left.pk}))
    found = incident_of(place.office, since=since, until=NOW + timedelta(minutes=2))
    assert [touch.record.act for touch in found.touches] == ["person.imported"]
    assert {person.pk for person in found.people} == {*made.people["new"], changed.pk, left.pk}


def test_acts_of_nobody_known_and_on_nobody_are_listed_too(place: Seeded) -> None:
    planted(place)
    taken = sure(place).post("/office/privacy/incident/copy/?since=24/5/2566&until=24/5/2566").content.decode()
    assert "nobody known" in taken


def test_a_name_that_begins_a_formula_is_made_harmless(place: Seeded) -> None:
    Person.objects.filter(pk=place.someone.pk).update(name="=HYPERLINK(1)")
    planted(place)
    taken = sure(place).post("/office/privacy/incident/copy/?since=24/5/2566&until=24/5/2566").content.decode()
    assert (",'=HYPERLINK(1)," in taken, ",=HYPERLINK" in taken) == (True, False)


@pytest.mark.parametrize(
    ("since", "until"),
    [("x", "y"), ("25/5/2566", "24/5/2566"), ("1/1/2560", "24/5/2566"), ("", ""), *((text, text) for text in HOSTILE)],
)
def test_days_that_make_no_sense_are_refused_in_a_sentence(place: Seeded, since: str, until: str) -> None:
    client = sure(place)
    response = client.get("/office/privacy/incident/", {"since": since, "until": until})
    assert mistakes(response)
    sent = client.post("/office/privacy/incident/copy/?since=x&until=y")
    assert sent["Location"] == "/office/privacy/incident/?since=x&until=y"


def test_more_than_is_shown_is_said(place: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(place)
    monkeypatch.setattr("jonghong.privacy.incidents.MOST", 1)
    assert "There is more than is shown" in sure(place).get("/office/privacy/incident/").content.decode()


def test_quiet_days_are_said_to_be_quiet(place: Seeded) -> None:
    page = sure(place).get("/office/privacy/incident/", {"since": "1/1/2566", "until": "2/1/2566"}).content.decode()
    assert "nobody saw, took or changed" in page
