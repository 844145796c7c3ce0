"""Letters as rows: written, taken, ended, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.post import actions
from jonghong.post.models import Letter, Why
from jonghong.post.queries import Standing, is_on, standing
from tests import make

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
TO = "wichai@example.go.th"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_on")]


def send(office: Office, **facts: object) -> Letter:
    made = actions.send(**{"office": office, "address": TO, "subject": "เรื่อง", "text": "ABCD-2345", **facts})  # type: ignore[arg-type]
    assert made
    return made


def again(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


@time_machine.travel(NOW, tick=False)
def test_letter_waits_from_the_moment_it_is_written(office: Office) -> None:
    letter = send(office)
    assert (letter.address, letter.body, letter.subject) == (TO, "ABCD-2345", "เรื่อง")
    assert (letter.next_try_at, letter.good_until) == (NOW, NOW + timedelta(days=3))
    assert actions.take_one() == letter
    assert standing(office) == Standing(waiting=1, since=NOW, given_up=0)


def test_letter_goes_with_the_act_that_it_tells_of(office: Office) -> None:
    with transaction.atomic():
        send(office)
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


def test_letter_hides_address_and_text_in_the_database(office: Office) -> None:
    send(office)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM post_letter")
        (row,) = cursor.fetchall()
    assert "ABCD" not in repr(row)
    assert "wichai" not in repr(row)


@pytest.mark.parametrize("address", [TO, ""])
def test_nothing_is_written_where_mail_is_off_or_nobody_is_to_get_it(office: Office, settings: Settings, address: str) -> None:
    settings.MAIL_FROM = "" if address else "room@example.go.th"
    assert is_on() is not bool(address)
    assert actions.send(office=office, address=address, subject="x", text="y") is None
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["x", "a@b\r\nBcc: c@d.th", "a b@example.go.th", "วิชัย@example.go.th", "a@example.go.th,b@example.go.th", "\0@x.th"],
)
def test_address_that_cannot_be_one_is_given_up_and_undoes_nothing(office: Office, address: str) -> None:
    letter = again(send(office, address=address))
    assert letter.given_up_at
    assert (letter.why, letter.address, letter.body) == (Why.BAD_ADDRESS, "", "")
    assert actions.take_one() is None
    assert standing(office).given_up == 1


@pytest.mark.parametrize("subject", ["ก\r\nBcc: other@example.go.th", "ก\nข", "x" * 500])
def test_subject_is_one_line_of_a_fair_length(office: Office, subject: str) -> None:
    kept = send(office, subject=subject).subject
    assert "\n" not in kept
    assert "\r" not in kept
    assert len(kept) <= 200


@time_machine.travel(NOW, tick=False)
def test_letter_is_given_to_one_until_the_lease_has_run_out(office: Office) -> None:
    first, second = send(office), send(office)
    assert [actions.take_one(), actions.take_one(), actions.take_one()] == [first, second, None]
    with time_machine.travel(NOW + actions.LEASE, tick=False):
        assert actions.take_one() == first


@time_machine.travel(NOW, tick=False)
def test_letter_that_was_sent_forgets_its_text(office: Office) -> None:
    letter = send(office)
    actions.note_sent(letter)
    kept = again(letter)
    assert (kept.sent_at, kept.body, kept.tries, kept.why) == (NOW, "", 1, "")


@time_machine.travel(NOW, tick=False)
def test_letter_waits_twice_as_long_after_each_failure_and_an_hour_at_most(office: Office) -> None:
    letter, waits = send(office), []
    for _try in range(8):
        actions.note_failed(letter, Why.PUT_OFF)
        letter = again(letter)
        waits.append((letter.next_try_at - NOW) // timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (letter.given_up_at, letter.body) == (None, "ABCD-2345")


@pytest.mark.parametrize("why", [Why.REFUSED, Why.UNREADABLE])
def test_letter_is_given_up_at_once_where_nothing_else_can_come_of_it(office: Office, why: Why) -> None:
    letter = send(office)
    actions.note_failed(letter, why)
    kept = again(letter)
    assert kept.given_up_at
    assert (kept.why, kept.body) == (why, "")


@time_machine.travel(NOW, tick=False)
def test_letter_is_given_up_before_it_would_come_too_late(office: Office) -> None:
    letter = send(office, good_until=NOW + timedelta(seconds=59))
    actions.note_failed(letter, Why.SLOW)
    assert (again(letter).given_up_at, again(letter).why) == (NOW, Why.SLOW)


def test_late_news_of_an_earlier_try_change_nothing(office: Office) -> None:
    letter = send(office)
    actions.note_sent(letter)
    sent_at = again(letter).sent_at
    actions.note_failed(letter, Why.REFUSED)
    actions.note_late(letter)
    assert (again(letter).sent_at, again(letter).given_up_at) == (sent_at, None)


@time_machine.travel(NOW, tick=False)
def test_letters_are_forgotten_a_month_after_they_were_done_with(office: Office) -> None:
    done, waits = send(office), send(office)
    actions.note_sent(done)
    with time_machine.travel(NOW + actions.KEPT + timedelta(seconds=1), tick=False):
        fresh = send(office)
        actions.note_sent(fresh)
        actions.forget_old()
    assert set(Letter.objects.all()) == {waits, fresh}


def test_standing_is_told_for_each_office(office: Office) -> None:
    send(make.office())
    assert standing(office) == Standing(waiting=0, since=None, given_up=0)
    assert str(send(office)).endswith(str(Letter.objects.latest("pk").created_at.date()))


@pytest.mark.django_db(transaction=True)
def test_letters_are_not_taken_inside_of_a_transaction(office: Office) -> None:
    send(office)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        actions.take_one()
