"""The verbs by which requests are answered, and who may take an answer back."""

from datetime import timedelta

import pytest
from django.utils import translation
from time_machine import Traveller

from jonghong.bookings import actions
from jonghong.bookings.models import Booking, History, State, Verb
from jonghong.bookings.refusals import AlreadyDecided, MayNot, NoSuchRoom
from jonghong.people.models import Role
from jonghong.people.permissions import rights_of
from tests import make
from tests.desk.guarded import DAY, Guarded

pytestmark = pytest.mark.django_db


def test_who_gives_permission_need_not_ask_for_it(place: Guarded) -> None:
    place.ask(by="officer", group_id=place.groups[0].pk)
    assert place.states() == ["confirmed"]


@pytest.mark.parametrize("by", ["clerk", "colleague", "stranger"])
def test_only_officers_answer(place: Guarded, by: str) -> None:
    booking = place.ask()
    for verb in (actions.approve, actions.decline):
        with pytest.raises(MayNot):
            verb(bookings=[booking], by=getattr(place, by))
    assert place.states() == ["pending"]


def test_an_officer_of_another_office_answers_nothing_here(place: Guarded) -> None:
    other = Guarded()
    booking = place.ask()
    with pytest.raises(MayNot):
        actions.approve(bookings=[booking], by=other.officer)
    with pytest.raises(NoSuchRoom):
        actions.approve(bookings=[booking, other.ask()], by=place.officer)
    assert (place.states(), other.states()) == (["pending"], ["pending"])


def test_an_answer_to_ones_own_request_concerns_nobody_else(place: Guarded) -> None:
    booking = place.ask()
    Booking.objects.update(organizer=place.officer.person_id)
    actions.decline(bookings=[booking], by=place.officer)
    assert History.objects.get(verb=Verb.DECLINE).concerns is None


def test_a_declined_place_is_free_at_once(place: Guarded) -> None:
    actions.decline(bookings=[place.ask()], by=place.officer)
    place.ask(by="stranger")
    assert place.states() == ["declined", "pending"]


@pytest.mark.parametrize("answer", ["approve", "decline"])
def test_the_asker_does_not_take_back_an_answer(place: Guarded, answer: str) -> None:
    booking = place.ask()
    act = getattr(actions, answer)(bookings=[booking], by=place.officer)
    for by in (place.clerk, place.colleague):
        with pytest.raises(MayNot):
            actions.undo(office=place.office, act=act, by=by)


def test_the_asker_does_not_permit_himself_by_taking_back_that_an_answer_was_taken_back(place: Guarded) -> None:
    booking = place.ask()
    act = actions.approve(bookings=[booking], by=place.officer)
    undone = actions.undo(office=place.office, act=act, by=place.officer)
    with pytest.raises(MayNot):
        actions.undo(office=place.office, act=undone, by=place.clerk)
    assert place.states() == ["pending"]
    actions.undo(office=place.office, act=undone, by=place.officer)
    assert place.states() == ["confirmed"]


def test_another_officer_takes_an_answer_back(place: Guarded) -> None:
    booking = place.ask()
    act = actions.decline(bookings=[booking], by=place.officer)
    actions.undo(office=place.office, act=act, by=rights_of(make.person(place.office, role=Role.ADMINISTRATOR)))
    assert place.states() == ["pending"]


def test_the_asker_takes_back_what_he_did_himself(place: Guarded) -> None:
    (booking,) = place.book(room=place.small)
    act = place.change(booking, room=place.large)
    assert place.states() == ["pending"]
    actions.undo(office=place.office, act=act, by=place.clerk)
    booking.refresh_from_db()
    assert (booking.state, booking.room, booking.expires_at) == (State.CONFIRMED, place.small, None)


def test_a_withdrawn_request_waits_again_when_that_is_taken_back(place: Guarded) -> None:
    booking = place.ask()
    act = actions.cancel(booking=booking, by=place.clerk)
    actions.undo(office=place.office, act=act, by=place.clerk)
    assert place.states() == ["pending"]


def test_moving_what_was_permitted_asks_anew(place: Guarded) -> None:
    booking = place.ask()
    actions.approve(bookings=[booking], by=place.officer)
    booking.refresh_from_db()
    place.change(booking, slot=place.slot(day=DAY + timedelta(days=1)))
    assert place.states() == ["pending"]
    booking.refresh_from_db()
    place.change(booking, by=place.officer, slot=place.slot())
    assert place.states() == ["confirmed"]


def test_changing_its_words_leaves_what_was_permitted(place: Guarded) -> None:
    booking = place.ask()
    actions.approve(bookings=[booking], by=place.officer)
    booking.refresh_from_db()
    place.change(booking, title="ชื่อใหม่")
    assert place.states() == ["confirmed"]


def test_who_is_late_reads_what_became_of_each(place: Guarded, clock: Traveller) -> None:
    one, other = place.ask(title="หนึ่ง"), place.ask(day=DAY + timedelta(days=1), title="สอง")
    actions.approve(bookings=[one], by=place.officer)
    actions.cancel(booking=other, by=place.clerk)
    with translation.override("en"), pytest.raises(AlreadyDecided) as refusal:
        actions.decline(bookings=[other, one], by=place.officer)
    told = [(fate.title, fate.who, fate.did, f"{fate.at:%H:%M}", fate.waits) for fate in refusal.value.fates]
    officer, clerk = place.people["officer"].name, place.people["clerk"].name
    assert told == [("หนึ่ง", officer, "permitted", "09:00", False), ("สอง", clerk, "cancelled", "09:00", False)]
