"""S4: who is first gets the room, however many come at once, by whatever path; nobody gets half of anything.

First against a running server, with processes as clients; then verb against verb, with threads; then row against row, where
nothing but the guard stands in the way. Everything is counted, nothing is timed.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, time
from functools import partial
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from jonghong.bookings import actions, guard
from jonghong.bookings.models import Booking, History
from jonghong.bookings.refusals import RoomTaken
from jonghong.rooms.hours import Hours
from tests.race_course import DAYS, PEOPLE, Course, Field, at_once, findings
from tests.racers import Order
from tests.servers import SAMPLE_CLOCK, Served, run, serving

WON, LOST = 303, 409


class Meeting:
    """A server with the course, the racers that came to it, and the acts that were seen before."""

    def __init__(self, server: Served, field: Field) -> None:
        self.server, self.field = server, field
        self.facts = server.facts
        self.seen: set[str] = set()
        self.news()

    def order(self, number: int, *, page: str, form: str, **typed: str) -> Order:
        """Return what one of the twenty has to do: fill in and send a form."""
        return {"do": "submit", "session": self.facts["sessions"][number], "page": page, "form": form, "typed": typed}

    def wish(self, room: int, day: date, half: str = "morning", **words: str) -> dict[str, str]:
        """Return what is typed into the form to wish for a room."""
        return {"room": str(self.facts["rooms"][room]), "on": day.isoformat(), "half": half, **words}

    def news(self) -> dict[str, int]:
        """Return each act that was written since the last call, with the number of its rows; and all has to be in order."""
        printed = run("-m", "tests.fill", "tests.race_course.findings", environment=self.server.environment)
        found = json.loads(printed)
        assert found["flaws"] == []
        new = {act: rows for act, rows in found["acts"].items() if act not in self.seen}
        self.seen |= set(new)
        return new


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    """Serve the course to the tests of this file, each of which has days of its own, and bring twenty racers to it."""
    with serving(tmp_path_factory.mktemp("race"), fill="tests.race_course.fill", clock=SAMPLE_CLOCK) as server:
        field = Field(server.url, number=PEOPLE)
        yield Meeting(server, field)
        field.go_home()


def winner_of(answers: list[dict[str, Any]]) -> int:
    """Return who won a race; there is exactly one, and all others were refused."""
    statuses = [answer["status"] for answer in answers]
    assert Counter(statuses) == {WON: 1, LOST: PEOPLE - 1}
    return statuses.index(WON)


def test_s4_twenty_clients_for_each_of_twenty_slots(meeting: Meeting) -> None:
    acts = []
    for room, day in product(range(4), DAYS):
        typed = {**meeting.wish(room, day), "title": "ประชุม", "attendees": "15"}
        answers = meeting.field.race([meeting.order(n, page="/book/", form="/book/", **typed) for n in range(PEOPLE)])
        winner = winner_of(answers)
        acts.append(answers[winner]["act"])
        losers = [answer for answer in answers if answer["status"] == LOST]
        for loser in losers:
            assert meeting.facts["groups"][winner] in loser["says"]
            assert "12.00" in loser["says"]
            assert len(loser["offers"]) == 3
    assert meeting.news() == dict.fromkeys(acts, 1)


def test_twenty_busy_clients_book_move_cancel_and_take_back(meeting: Meeting) -> None:
    chance = random.Random(2566)
    days = [day.replace(month=9) for day in DAYS[:3]]
    slots: list[dict[str, str]] = [
        {"half": "morning"},
        {"half": "afternoon"},
        {"half": "day"},
        {"half": "exact", "starts": "11:00", "ends": "14:30"},
        {"half": "morning", "until": days[2].isoformat()},
    ]
    orders = [
        {
            "do": "busy_day",
            "session": meeting.facts["sessions"][number],
            "wishes": [meeting.wish(chance.randrange(2), chance.choice(days), **chance.choice(slots)) for _ in range(5)],
            "seed": f"เรื่อง {number}",
        }
        for number in range(PEOPLE)
    ]
    done = [deed for deeds in meeting.field.race(orders) for deed in deeds]
    endings = Counter((verb, status) for verb, status, _act in done)
    assert set(endings) <= {*product(("book", "change", "undo"), (WON, LOST)), ("cancel", WON)}
    assert min(endings["book", WON], endings["book", LOST]) > 3
    assert set(meeting.news()) == {act for _verb, status, act in done if status == WON}


def test_twenty_clients_move_what_they_have_into_one_slot(meeting: Meeting) -> None:
    acts = []
    for day in DAYS[:3]:
        typed = meeting.wish(4, day.replace(month=10), "afternoon")
        addresses = [f"/booking/{booking}/change/" for booking in meeting.facts["bookings"]]
        answers = meeting.field.race([meeting.order(n, page=at, form=at, **typed) for n, at in enumerate(addresses)])
        acts.append(answers[winner_of(answers)]["act"])
    assert meeting.news() == dict.fromkeys(acts, 1)


def test_twenty_clients_take_back_their_cancellations_of_one_slot(meeting: Meeting) -> None:
    won = []
    for acts in meeting.facts["cancelled"]:
        orders = [meeting.order(n, page=f"/mine/?done={act}", form=f"/undo/{act}/") for n, act in enumerate(acts)]
        answers = meeting.field.race(orders)
        winner = winner_of(answers)
        won.append(answers[winner]["act"])
        losers = [answer for answer in answers if answer["status"] == LOST]
        assert [meeting.facts["groups"][winner] in loser["says"] for loser in losers] == [True] * len(losers)
    assert meeting.news() == dict.fromkeys(won, 1)


def test_one_form_sent_from_twenty_connections_at_once_books_once(meeting: Meeting) -> None:
    booked = {}
    first, last = (day.replace(month=11) for day in (DAYS[0], DAYS[3]))
    for room, until in [(0, ""), (1, ""), (2, last.isoformat()), (3, last.isoformat())]:
        typed = {**meeting.wish(room, first, until=until), "title": "ประชุม", "key": str(uuid4())}
        typed["days_answer"] = f"all {first} {last}"
        answers = meeting.field.race([meeting.order(0, page="/book/", form="/book/", **typed)] * PEOPLE)
        ((status, act),) = {(answer["status"], answer["act"]) for answer in answers}
        assert status == WON
        booked[act] = 4 if until else 1
    assert meeting.news() == booked


# Verb against verb, below the pages


def test_twenty_threads_for_one_slot_when_halves_days_and_exact_times_mix(course: Course) -> None:
    noon = Hours(time(11), time(13, 30))
    for day in DAYS:
        slots = [course.slot(day), course.slot(day, "day"), course.slot(day, "exact", noon)]
        works = [partial(course.book, number, 0, slots[number % 3]) for number in range(PEOPLE)]
        results = at_once(works)
        assert Counter(type(result).__name__ for result in results) == {"UUID": 1, "RoomTaken": PEOPLE - 1}
        winner = next(number for number, result in enumerate(results) if not isinstance(result, RoomTaken))
        holders = {holder.group for result in results if isinstance(result, RoomTaken) for holder in result.holders}
        assert holders == {course.groups[winner].short_name}
    assert (findings()["flaws"], Booking.objects.count(), History.objects.count()) == ([], len(DAYS), len(DAYS))


def test_two_room_moves_in_both_directions_never_wait_in_a_ring(course: Course) -> None:
    quarters = [Hours(time(8 + number), time(9 + number)) for number in range(8)]
    for number, hours in enumerate(quarters):
        course.book(number, number % 2, course.slot(DAYS[0], "exact", hours))
    bookings = list(Booking.objects.order_by("pk"))

    def to_and_fro(number: int) -> int:
        slot = course.slot(DAYS[0], "exact", quarters[number])
        booking = bookings[number]
        for turn in range(10):
            course.change(number, booking, (number + turn + 1) % 2, slot)
            booking.refresh_from_db()
        return booking.version

    assert at_once([partial(to_and_fro, number) for number in range(8)]) == [11] * 8
    found = findings()
    assert (found["flaws"], found["held"], set(found["acts"].values())) == ([], 8, {1})


def test_many_days_in_opposite_order_never_wait_in_a_ring(course: Course) -> None:
    days = [date(2023, 6, 29), date(2023, 6, 30), date(2023, 7, 3), date(2023, 7, 4)]
    slots = [course.slot(day) for day in days]
    wishes = [slots, slots[::-1], slots[1:], slots[:2]]
    for room in range(5):
        results = at_once([partial(course.book, number, room, *wishes[number % 4]) for number in range(PEOPLE)])
        assert {type(result).__name__ for result in results} == {"UUID", "RoomTaken"}
    assert findings()["flaws"] == []


def test_book_move_and_take_back_race_for_one_slot(course: Course) -> None:
    for day in DAYS:
        slot, evening = course.slot(day), course.slot(day, "exact", Hours(time(18), time(19)))
        course.book(1, 0, slot)
        cancelled = actions.cancel(booking=Booking.objects.latest("pk"), by=course.rights(1))
        course.book(2, 1, evening)
        moving = Booking.objects.latest("pk")
        works: list[Callable[[], Any]] = [
            partial(actions.undo, office=course.office, act=cancelled, by=course.rights(1)),
            partial(course.change, 2, moving, 0, slot),
            *(partial(course.book, number, 0, slot) for number in range(3, 9)),
        ]
        random.Random(day.day).shuffle(works)
        assert Counter(type(result).__name__ for result in at_once(works)) == {"UUID": 1, "RoomTaken": 7}
    assert findings()["flaws"] == []


def test_one_act_done_twice_at_once_is_done_once(course: Course) -> None:
    key = uuid4()
    slots = [course.slot(day) for day in DAYS[:2]]
    (booked,) = twelve_times(partial(course.book, 0, 0, *slots, key=key))
    booking = Booking.objects.earliest("pk")
    (moved,) = twelve_times(partial(course.change, 0, booking, 1, course.slot(DAYS[4]), key=key))
    booking.refresh_from_db()
    (cancelled,) = twelve_times(partial(actions.cancel, booking=booking, by=course.rights(0), key=key))
    (undone,) = twelve_times(partial(actions.undo, office=course.office, act=cancelled, by=course.rights(0)))
    assert findings() == {"flaws": [], "acts": {str(booked): 2, str(moved): 1, str(cancelled): 1, str(undone): 1}, "held": 2}


def twelve_times(work: Callable[[], Any]) -> set[Any]:
    return set(at_once([work] * 12))


# Row against row: the guard alone


def row(course: Course, number: int, hours: Hours, **facts: Any) -> Booking:
    """Return a row that asks nobody."""
    start, end = hours.on(DAYS[0], course.office.zone)
    return Booking(
        office=course.office,
        room=course.rooms[0],
        group=course.groups[number],
        date=DAYS[0],
        half="exact",
        starts_at=start,
        ends_at=end,
        title=f"{number}",
        created_at=start,
        **{"state": "confirmed", **facts},
    )


def held_off(work: Callable[[], Any]) -> bool:
    """Write past every check; return whether the guard held it off. PostgreSQL may end a ring of waiting rows instead."""
    try:
        with transaction.atomic():
            work()
    except IntegrityError as error:
        assert guard.NAME in str(error)
        return True
    except OperationalError as error:
        assert "deadlock detected" in str(error)
        return True
    return False


def test_rows_inserted_at_once_leave_one_that_holds(course: Course) -> None:
    for hour in (8, 10, 12):
        rows = [row(course, number, Hours(time(hour, number), time(hour + 1, 59))) for number in range(8)]
        results = at_once([partial(held_off, each.save) for each in rows])
        assert Counter(results) == {False: 1, True: 7}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bookings_booking")
        assert cursor.fetchone() == (3,)


def test_rows_updated_at_once_leave_one_that_holds(course: Course) -> None:
    apart = [row(course, number, Hours(time(number), time(number, 30))) for number in range(8)]
    Booking.objects.bulk_create(apart)
    goal = row(course, 0, Hours(time(12), time(13)))
    moves = [Booking.objects.filter(pk=each.pk) for each in apart[:4]]
    kept = [Booking.objects.filter(pk=each.pk) for each in apart[4:]]
    for each in kept:
        each.update(state="cancelled", starts_at=goal.starts_at, ends_at=goal.ends_at)
    works = [
        *(partial(each.update, starts_at=goal.starts_at, ends_at=goal.ends_at) for each in moves),
        *(partial(each.update, state="confirmed") for each in kept),
    ]
    assert Counter(at_once([partial(held_off, work) for work in works])) == {False: 1, True: 7}
    holding = Booking.objects.filter(starts_at=goal.starts_at, state__in=("pending", "confirmed"))
    assert holding.count() == 1
