"""Two offices in which there is one of everything, each thing belonging to somebody: what rights are asked about.

An office that the product serves is the first one made; whatever belongs to the other must be nowhere to be seen.
"""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from jonghong.activation.actions import ask
from jonghong.bookings import actions
from jonghong.bookings.actions.closures import Choice
from jonghong.bookings.models import Booking, Closure, History, Series
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import TimeSlot, slot_of
from jonghong.core import clock, tables
from jonghong.factors.models import Passkey, Totp
from jonghong.moving import actions as moving, sheets
from jonghong.moving.choices import Choices
from jonghong.moving.models import Kept
from jonghong.offices.models import Holiday
from jonghong.people.actions import issue_code
from jonghong.people.models import Deputy, Matter, Person, Proposal, Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.rooms.actions import set_equipment
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of
from jonghong.roster import actions as roster, uploads
from jonghong.swaps import actions as swaps
from jonghong.waiting import actions as queue
from jonghong.waiting.actions import Need
from tests import make

# Far ahead, on a Monday: nothing is over, whatever the day.
DAY = date(2031, 6, 2)
EARLIER = datetime(2023, 1, 1, tzinfo=UTC)
NAMES = ("clerk", "colleague", "stranger", "deputy", "officer", "administrator", "newcomer", "leaver")
GROUPS = {"stranger": 2, "officer": 0, "administrator": 0}
ROLES = {"officer": Role.OFFICER, "administrator": Role.ADMINISTRATOR}
# Who is signed in from the beginning: signing in takes as long as being answered.
SIGNED_IN = ("half", "outsider", "stranger", "clerk", "deputy", "officer", "administrator", "unsure")
STAYS = timedelta(minutes=4)  # within what any of these lives
SURE_AT = "sure_at"  # of people.signin
# What reading may write: who looked is told by the audit, and when somebody was here last by the session.
TOLD = {"audit_record", "audit_chain", "django_session", "people_session"}


@dataclass
class Estate:
    """An office with its people by name, and one of everything; what is the clerk's bears no other name."""

    people: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.office = make.office()
        self.groups = list(self.office.groups.all())
        for name in NAMES:
            role = ROLES.get(name, Role.CLERK)
            self.people[name] = make.person(self.office, group=GROUPS.get(name, 1), role=role, active=name != "leaver")
        deputy = self.people["deputy"]
        self.deputy = self._row(Deputy, person=deputy, starts_on=date(2020, 1, 1), ends_on=date(2090, 1, 1), created_at=EARLIER)
        newcomer = self.people["newcomer"]
        newcomer.activated_at = None
        newcomer.save()
        issue_code(person=newcomer)
        self.compare = self._ask_for_account("newcomer")
        self._prove(self.people["clerk"])
        self.small, self.large = (make.room(self.office, name=name, capacity=20) for name in ("เล็ก", "ใหญ่"))
        set_equipment(room=self.small, equipment=["เครื่องฉาย"])
        self.guarded = make.room(self.office, name="ขออนุญาต", needs_permission=True)
        self.holiday = self._row(Holiday, date=DAY + timedelta(days=7), name="วันหยุดของชุด")
        self.proposal = self._propose("newcomer")
        self._book()
        self._meet()
        self._list()
        self._move_in()

    def _ask_for_account(self, name: str) -> str:
        """Let somebody ask for an account, and return the number that they read out."""
        person = self.people[name]
        number: str = person.typed_id  # type: ignore[attr-defined]
        asked = ask(office=self.office, citizen_id=number, name=person.name, group=self.groups[1], network=name)
        return asked.number

    def _propose(self, name: str) -> Proposal:
        """Let the officer propose somebody as a deputy: that waits for the administrator."""
        span = {"starts_on": DAY + timedelta(days=400), "ends_on": DAY + timedelta(days=401)}
        facts: dict[str, Any] = {"days": [day.isoformat() for day in span.values()], "remark": ""}
        facts["was"] = {str(self.groups[1].pk): Role.CLERK.value}
        return self._row(
            Proposal,
            matter=Matter.DEPUTY,
            person=self.people[name],
            facts=facts,
            proposed_by=self.people["officer"],
            proposed_at=clock.now(),
            ends_at=clock.now() + timedelta(days=7),
        )

    def _row(self, model: Any, **facts: Any) -> Any:
        return model.objects.create(office=self.office, **facts)

    def _prove(self, person: Person) -> None:
        """Give somebody an app and a passkey, as second steps of signing in."""
        self.passkey = self._row(
            Passkey, person=person, name="โทรศัพท์", credential_id=f"passkey-{person.pk}", public=b"", created_at=EARLIER
        )
        self._row(Totp, person=person, secret="JBSWY3DPEHPK3PXP", last_step=0, confirmed_at=EARLIER)
        Person.objects.filter(pk=person.pk).update(has_factor=True)

    def _book(self) -> None:
        """Give the clerk a booking, a private one, a request, a series; the stranger one."""
        self.booking = self.book(self.small)
        self.private = self.book(self.small, half=Half.AFTERNOON, is_private=True, title="ความลับของกลุ่ม")
        self.request = self.book(self.guarded)
        self.theirs = self.book(self.large, by="stranger")
        self.undone = self.book(self.large, half=Half.AFTERNOON)
        self.act = History.objects.get(booking=self.undone).act
        weekly = [self.slot(day=DAY + timedelta(days=7 * week)) for week in (1, 2)]
        self.series = self.book(self.large, *weekly).series
        Series.objects.filter(pk=self.series.pk).update(skips_holidays=True)

    def _meet(self) -> None:
        """Let the clerk wait, be kept a place and be asked for an exchange; close a room."""
        others = self.slot(day=DAY + timedelta(days=30))
        taken = self.book(self.large, others, by="stranger")
        need = Need(self.groups[1].pk, 12, "ประชุม")
        queue.join(office=self.office, by=self.rights("clerk"), room_id=self.large.pk, slots=[others], need=need)
        actions.cancel(booking=taken, by=self.rights("stranger"))
        self.held = Booking.objects.get(office=self.office, state="held")
        (self.waiter,) = queue.join(
            office=self.office, by=self.rights("clerk"), room_id=self.large.pk, slots=[self.slot()], need=need
        )
        self.swap = swaps.ask(mine=self.theirs, theirs=self.booking, by=self.rights("stranger"), rooms_only=True)
        kept = self.book(self.small, self.slot(day=DAY + timedelta(days=91)))
        span: dict[str, Any] = {"starts_at": kept.starts_at - timedelta(hours=1), "ends_at": kept.ends_at + timedelta(hours=1)}
        facts = {**span, "room": self.small, "reason": "ซ่อมแอร์", "decisions": {kept: Choice.CANCEL}}
        actions.close(office=self.office, by=self.rights("officer"), **facts)
        self.closure = Closure.objects.get(office=self.office)

    def _list(self) -> None:
        """Let a list of people that the administrator sent wait, and another one be brought in of which a row was not taken."""
        heads = ("เลขประจำตัวประชาชน", "ชื่อ-สกุล", "กลุ่ม")
        rows = (make.citizen_id(4_000 + self.office.pk), "นายใหม่ ในรายชื่อ", self.groups[1].name), ("1", "นายผิด ในรายชื่อ", "")
        sent, wrong = (tables.read(tables.rows_to_csv([heads, row])) for row in rows)
        self.upload = roster.take(office=self.office, by=self.rights("administrator"), file="ก.csv", table=sent)
        choices = uploads.first_choices(wrong)
        self.intake = roster.bring_in(office=self.office, content=uploads.Content("ข.csv", wrong), choices=choices)

    def _move_in(self) -> None:
        """Let a table of a former system wait, and bring another in: a row is unclear, one set aside, one has no room left."""
        heads = ("วันที่", "เวลา", "ห้อง", "กลุ่ม", "เรื่อง")
        soon = clock.now().date() + timedelta(days=28 - clock.now().weekday())
        self.book(self.small, self.slot(day=soon), by="stranger")
        rows = [
            ("1/6/2565", "เช้า", self.small.name, self.groups[1].name, "ประชุมเก่า"),
            ("วันไหน", "เช้า", self.small.name, self.groups[1].name, "ประชุมวันไหน"),
            ("31/2/2565", "เช้า", self.small.name, self.groups[1].name, "ประชุมที่คัดออก"),
            (soon.isoformat(), "เช้า", self.small.name, self.groups[1].name, "ประชุมชน"),
        ]
        kind, source = sheets.read(tables.rows_to_csv([heads, *rows]))
        facts: dict[str, Any] = {"office": self.office, "kind": kind, "file": "เก่า.csv", "source": source}
        self.run = moving.bring_in(**facts, choices=Choices())
        self.kept, self.clashing = (Kept.objects.get(office=self.office, reason=code) for code in ("T01", "D17"))
        self.aside = Kept.objects.get(office=self.office, reason="T03")
        moving.set_aside(kept=self.aside, by=self.rights("officer"), remark="ซ้ำ")
        _kind, waiting = sheets.read(tables.rows_to_csv([heads, rows[0]]))
        self.moving = moving.take(**facts | {"source": waiting}, by=self.rights("administrator"))

    def rights(self, name: str) -> Rights:
        return rights_of(Person.objects.get(pk=self.people[name].pk))

    def slot(self, half: Half = Half.MORNING, day: date = DAY) -> TimeSlot:
        return slot_of(day, half, halves_of(self.office), None)

    def book(self, room: Room, *slots: TimeSlot, by: str = "clerk", half: Half = Half.MORNING, **facts: Any) -> Booking:
        """Let somebody book, for their own group, and return the first of what was made."""
        group = self.groups[GROUPS.get(by, 1)]
        act = actions.book(
            office=self.office,
            by=self.rights(by),
            room_id=room.pk,
            slots=slots or [self.slot(half)],
            details=Details(**{"title": "ประชุม", "group_id": group.pk, "attendees": 15, **facts}),
        )
        made = History.objects.filter(act=act).order_by("pk")[0].booking
        made.office = self.office
        return made

    def words(self) -> dict[str, Any]:
        """Return what stands in addresses, by the name it has there."""
        return {
            "act": self.act,
            "booking_id": self.booking.pk,
            "closure_id": self.closure.pk,
            "day": DAY.day,
            "deputy_id": self.deputy.pk,
            "file": "0123456789abcdef.webp",
            "group_id": self.groups[1].pk,
            "holiday_id": self.holiday.pk,
            "intake_id": self.intake.pk,
            "kept_id": self.kept.pk,
            "language": "en",
            "month": DAY.month,
            "passkey_id": self.passkey.pk,
            "person_id": self.people["newcomer"].pk,
            "proposal_id": self.proposal.pk,
            "room_id": self.small.pk,
            "run_id": self.run.pk,
            "series_id": self.series.pk,
            "session_id": 0,
            "swap_id": self.swap.pk,
            "upload_id": self.upload.pk,
            "waiter_id": self.waiter.pk,
            "year": DAY.year,
        }


def client_of(person: Person | None, *, language: str = "en", **facts: Any) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client(**{"raise_request_exception": False, **facts})
    if person:
        client.force_login(person)
    client.cookies["language"] = language
    return client


def every_table(but: frozenset[str] | set[str]) -> Iterator[tuple[str, Any]]:
    """Yield each table with a cursor at all of its rows; the driver is asked, for Django's own cursor takes twice as long."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    with closing(connection.connection.cursor()) as cursor:
        for table in names:
            if table not in but:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                yield table, cursor


def digest(*, but: frozenset[str] | set[str] = frozenset(TOLD)) -> dict[str, str]:
    """Return what stands in every table, as a hash by its name."""
    return {
        table: sha256("\n".join(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
        for table, cursor in every_table(but)
    }


# What no two requests have in common: numbers drawn by chance, and what is made of them, as whatever is sealed.
BY_CHANCE = re.compile(
    r"(^|_)(act|compare|typed_name|key|seal|hash|password|session_data|session_key|request|after|before|token|salt|sealed"
    r"|choices|cells|suggestion)$"
)


def rows(*, but: frozenset[str] | set[str] = frozenset(TOLD)) -> dict[str, list[str]]:
    """Return what stands in every table, without what is drawn by chance."""
    found = {}
    for table, cursor in every_table(but):
        kept = [number for number, column in enumerate(cursor.description) if not BY_CHANCE.search(column[0])]
        found[table] = sorted(repr([row[number] for number in kept]) for row in cursor.fetchall())
    return found


@contextmanager
def numbering_stands() -> Iterator[None]:
    """Let the next rows bear the same numbers afterwards: PostgreSQL takes back rows, but no number that a row was given."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences")
        numbering = cursor.fetchall()
        yield
        for name, last in numbering:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])


class World:
    """The office that is served, and another one; and whoever comes to the one that is served."""

    def __init__(self) -> None:
        self.home, self.other = Estate(), Estate()
        self._came_at = clock.machine_now()
        self._keys = {role: self._key_of(role) for role in SIGNED_IN}

    def client(self, role: str, **facts: Any) -> Client:
        """Return a browser of somebody in that role; see ``matrix.ROLES``.

        Who came when this office was made is still signed in, unless the clock went on so far that the session may be over.
        """
        person = self.person(role)
        key = self._keys.get(role, "")
        if not key or not timedelta() <= clock.machine_now() - self._came_at < STAYS:
            key = self._key_of(role) if person else ""
        client = client_of(None, **facts)
        if key:
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client

    def person(self, role: str) -> Person | None:
        """Return who it is in that role; None for nobody."""
        if role == "outsider":
            return self.other.people["administrator"]
        return self.home.people.get({"unsure": "administrator", "half": "officer"}.get(role, role))

    def _key_of(self, role: str) -> str:
        """Let somebody in that role sign in, and return the key of the session."""
        person = self.person(role)
        assert person
        client = client_of(None if role == "half" else person)
        if role == "half":
            self._half(client, person)
        elif role == "unsure":
            session = client.session
            session[SURE_AT] = 0
            session.save()
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def _half(self, client: Client, person: Person) -> None:
        """Let somebody be half in: the password was right, the second step is missing."""
        session = client.session
        session["half"] = {
            "person": person.pk,
            "backend": settings.AUTHENTICATION_BACKENDS[0],
            "hash": person.get_session_auth_hash(),
            "until": clock.machine_now().timestamp() + 300,
        }
        session.save()

    @cached_property
    def foreign(self) -> re.Pattern[str]:
        """What stands in the other office only: names that no page of this one may show."""
        estate = self.other
        names = [estate.office.name, *(person.name for person in estate.people.values()), *(f"ลับ{estate.office.pk}",)]
        return re.compile("|".join(f"{re.escape(name)}(?!\\d)" for name in names))
