"""The pages of exchanges: asking, answering, and what a visitor may see of it."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from jonghong.bookings import actions as booking_actions
from jonghong.bookings.models import Booking, State
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room
from jonghong.swaps.models import Stand, Swap
from tests.office_pages import HOSTILE, mistakes
from tests.swaps.test_actions import DAY, NEXT, Two

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> Two:
    return Two()


def client_of(two: Two, name: str = "clerk") -> Any:
    client = two.client(name)
    client.cookies["language"] = "en"
    return client


def said(answer: Any) -> str:
    return unescape(answer.content.decode().partition("<main")[2])


def words_of(page: str) -> str:
    """Return a page without its markup."""
    return " ".join(re.sub(r"<[^>]*>|→", " ", page).split())


def asking(two: Two, **other: Any) -> dict[str, Any]:
    return {"mine": two.mine.pk, "kind": "rooms", "message": "คนมาก", **other}


def address(two: Two) -> str:
    return f"/swaps/ask/{two.theirs.pk}/"


def test_a_booking_of_another_group_leads_to_asking(two):
    page = said(client_of(two).get(f"/booking/{two.theirs.pk}/"))
    assert f'href="{address(two)}"' in page
    assert "/swaps/ask/" not in said(client_of(two).get(f"/booking/{two.mine.pk}/"))
    assert "/swaps/ask/" not in said(two.client().get(f"/booking/{two.theirs.pk}/"))


def test_a_taken_room_leads_to_asking_its_holder(two):
    said_of = f"room={two.large.pk}&on={DAY}&half=morning"
    page = said(client_of(two).get(f"/book/?{said_of}"))
    assert "Ask its holder for an exchange" in page
    assert client_of(two).get(f"/swaps/ask/?{said_of}").url == address(two)
    assert "Ask its holder" not in said(client_of(two).get(f"/book/?{said_of}&until={NEXT}"))
    assert "Ask its holder" not in said(client_of(two).get(f"/book/?room={two.large.pk}&on={NEXT}&half=morning"))


def test_a_place_that_nobody_holds_has_nothing_to_exchange(two):
    other = Two()
    for words in (
        f"room={two.large.pk}&on={NEXT}&half=morning",
        f"room={two.large.pk}&on={DAY}&half=afternoon",
        "room=x",
        "",
        f"room={other.large.pk}&on={DAY}&half=morning",
    ):
        assert client_of(two).get(f"/swaps/ask/?{words}").status_code == 404


def test_asking_with_none_of_two_own_bookings_chosen_leaves_the_choice_open(two):
    two.book(two.slot(Half.AFTERNOON, NEXT))
    answer = client_of(two).post(address(two), asking(two, mine=""))
    choice = said(answer).partition('name="mine"')[2].partition("</select>")[0]
    assert (answer.status_code, Swap.objects.count()) == (422, 0)
    assert ('<option value="" selected>–</option>' in choice, choice.count("<option"), choice.count(" selected")) == (
        True,
        3,
        1,
    )


def test_asking_tells_before_that_it_is_possible(two):
    page = said(client_of(two).get(address(two)))
    assert f'value="{two.mine.pk}" selected' in page or page.count("<option") == 1
    assert "This exchange is possible" not in page
    page = said(client_of(two).get(f"{address(two)}?mine={two.mine.pk}&kind=rooms"))
    assert "This exchange is possible" in page
    assert "This exchange is possible" in said(client_of(two).get(f"{address(two)}?mine={two.mine.pk}&kind=places"))
    checked = client_of(two).post(address(two), asking(two, check="1"))
    assert (checked.status_code, Swap.objects.count()) == (200, 0)
    assert "This exchange is possible" in said(checked)
    Room.objects.filter(pk=two.large.pk).update(needs_permission=True)
    assert "waits for permission first" in said(client_of(two).get(f"{address(two)}?mine={two.mine.pk}&kind=rooms"))


def test_asking_tells_before_why_it_is_not_possible(two):
    two.book(two.slot(Half.AFTERNOON, DAY), by=two.officer, room=two.large, group_id=two.groups[0].pk)
    two.change(two.mine, slot=two.slot(Half.AFTERNOON, DAY))
    client = client_of(two)
    page = said(client.get(f"{address(two)}?mine={two.mine.pk}&kind=rooms"))
    assert "This exchange is not possible now." in page
    assert "is already taken at that time." in page
    answer = client.post(address(two), asking(two))
    assert (answer.status_code, Swap.objects.count()) == (422, 0)
    assert 'value="คนมาก"' in said(answer)
    assert client.post(address(two), asking(two, kind="places")).status_code == 303


def test_the_holder_agrees_on_the_page_and_takes_it_back(two):
    answer = client_of(two).post(address(two), asking(two))
    swap = Swap.objects.get()
    assert answer.url == f"/swaps/?about={swap.pk}"
    assert "You read the answer at the bell" in said(client_of(two).get(answer.url))
    assert f'/swaps/{swap.pk}/withdraw/"' in said(client_of(two).get("/swaps/"))
    holder = client_of(two, "stranger")
    assert "1 exchange waits for your answer." in said(holder.get("/mine/"))
    assert f'href="/swaps/{swap.pk}/"' in said(holder.get(f"/booking/{two.theirs.pk}/"))
    assert "You asked for an exchange of this booking." in said(client_of(two).get(f"/booking/{two.mine.pk}/"))
    page = said(holder.get(f"/swaps/{swap.pk}/"))
    for words in ("asks for an exchange", "คนมาก", "เล็ก", "ใหญ่", "2 June 2574", f"/swaps/{swap.pk}/accept/"):
        assert words in page
    answer = holder.post(f"/swaps/{swap.pk}/accept/", {"remark": "ยินดี"})
    page = said(holder.get(answer.url))
    assert "Exchanged: both bookings have moved." in page
    assert two.rooms() == [two.large, two.small]
    came_to = "2 June 2574 · morning becomes เล็ก · Monday 2 June 2574 · morning"
    for path in ("/swaps/", f"/swaps/{swap.pk}/"):
        page = words_of(said(client_of(two).get(path)))
        assert "agreed and done" in page
        assert "undone" not in page.partition("Answered within")[2][:99]
        assert f"ใหญ่ · Monday {came_to}" in page
    act = answer.url.partition("done=")[2]
    answer = holder.post(f"/undo/{act}/", {"next": "/swaps/"})
    assert answer.url.startswith("/swaps/?done=")
    assert two.rooms() == [two.small, two.large]
    assert "ยินดี" in said(client_of(two).get("/swaps/"))
    for path in ("/swaps/", f"/swaps/{swap.pk}/"):
        page = words_of(said(client_of(two).get(path)))
        assert "agreed and done, and undone afterwards" in page
        assert f"ใหญ่ · Monday {came_to}" in page
    assert holder.post(f"/undo/{answer.url.partition('done=')[2]}/").status_code == 303
    assert two.rooms() == [two.large, two.small]
    assert "undone" not in words_of(said(client_of(two).get(f"/swaps/{swap.pk}/")))


def test_a_double_click_on_asking_is_answered_as_one(two):
    client = client_of(two)
    first, second = (client.post(address(two), asking(two)) for _click in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url) == (303, f"/swaps/?about={Swap.objects.get().pk}")


def test_the_holder_declines_with_a_remark(two):
    client_of(two).post(address(two), asking(two))
    swap = Swap.objects.get()
    holder = client_of(two, "stranger")
    answer = holder.post(f"/swaps/{swap.pk}/decline/", {"remark": "ใช้ห้องใหญ่"})
    assert "This exchange: not agreed" in said(holder.get(answer.url))
    assert "ใช้ห้องใหญ่" in said(client_of(two).get(f"/swaps/{swap.pk}/"))
    assert holder.post(f"/swaps/{swap.pk}/decline/").status_code == 409
    assert client_of(two).post(f"/swaps/{swap.pk}/withdraw/").status_code == 409


def test_who_asked_withdraws(two):
    client_of(two).post(address(two), asking(two))
    swap = Swap.objects.get()
    answer = client_of(two).post(f"/swaps/{swap.pk}/withdraw/")
    assert "This exchange: withdrawn" in said(client_of(two).get(answer.url))
    swap.refresh_from_db()
    assert swap.state == Stand.WITHDRAWN


def test_what_was_changed_meanwhile_is_said_and_nothing_is_done(two):
    client_of(two).post(address(two), asking(two))
    swap = Swap.objects.get()
    booking_actions.cancel(booking=two.mine, by=two.clerk)
    holder = client_of(two, "stranger")
    assert "can no longer be done" in said(holder.get("/swaps/"))
    assert "can no longer be done" in said(holder.get(f"/swaps/{swap.pk}/"))
    answer = holder.post(f"/swaps/{swap.pk}/accept/")
    assert answer.status_code == 409
    assert "Nothing was exchanged." in said(answer)
    assert "cancelled" in said(answer)
    swap.refresh_from_db()
    assert swap.state == Stand.VOID


def test_a_remark_that_cannot_be_kept_is_said_beside_it(two):
    client_of(two).post(address(two), asking(two))
    swap = Swap.objects.get()
    for verb in ("accept", "decline"):
        answer = client_of(two, "stranger").post(f"/swaps/{swap.pk}/{verb}/", {"remark": "ก" * 251})
        assert answer.status_code == 422
        assert "Write at most 250 characters" in said(answer)
        assert "ก" * 251 in said(answer)
    swap.refresh_from_db()
    assert swap.state == Stand.OPEN


@pytest.mark.parametrize("field", ["mine", "kind", "message", "check"])
def test_hostile_words_are_refused_in_a_sentence_or_kept_as_text(two, field):
    client = client_of(two)
    for text in HOSTILE:
        answer = client.post(address(two), asking(two, **{field: text}))
        assert answer.status_code in {200, 303, 422}
        if answer.status_code == 422:
            assert list(mistakes(answer)) == [field] or "waits for an answer" in said(answer)
        assert client.get(address(two), {"mine": two.mine.pk, "kind": "rooms", field: text}).status_code == 200
        Swap.objects.filter(state=Stand.OPEN).update(state=Stand.VOID)


def test_other_peoples_bookings_are_not_offered(two):
    other = Two()
    for key in (two.theirs.pk, other.mine.pk, 0):
        assert mistakes(client_of(two).post(address(two), asking(two, mine=key))) == {"mine": "Choose one that is offered."}
    assert mistakes(client_of(two).post(address(two), asking(two, mine=""))) == {"mine": "Fill this in."}


def test_what_cannot_be_exchanged_says_why(two):
    client = client_of(two)
    assert "change it yourself" in said(client.get(f"/swaps/ask/{two.mine.pk}/"))
    answer = client.post(f"/swaps/ask/{two.mine.pk}/", asking(two))
    assert answer.status_code == 422
    Booking.objects.filter(pk=two.theirs.pk).update(state=State.PENDING)
    assert "waiting for permission" in said(client.get(address(two)))
    Booking.objects.filter(pk=two.theirs.pk).update(state=State.CONFIRMED)
    booking_actions.cancel(booking=two.mine, by=two.clerk)
    assert "You have no booking to offer." in said(client.get(address(two)))


def test_a_private_booking_keeps_its_subject(two):
    Booking.objects.update(is_private=True, title="เรื่องลับ")
    page = said(client_of(two).get(address(two)))
    assert "In use" in page
    client_of(two).post(address(two), asking(two))
    page = said(client_of(two, "stranger").get(f"/swaps/{Swap.objects.get().pk}/"))
    assert page.count("เรื่องลับ") == 1
    own, other = (two.mine.group.short_name, two.theirs.group.short_name)
    facts = page.partition('<dl class="deal">')[2].partition("</dl>")[0]
    assert (facts.count(other), facts.count(own), facts.count("In use")) == (1, 0, 1)


def test_whose_a_private_booking_is_stays_untold_when_it_was_changed(two):
    client_of(two).post(address(two), asking(two))
    Booking.objects.update(is_private=True)
    Booking.objects.filter(pk=two.mine.pk).update(version=9)
    holder, page = client_of(two, "stranger"), f"/swaps/{Swap.objects.get().pk}/"
    assert "The other booking was changed in the meantime; it is in room เล็ก now." in said(holder.get(page))
    assert "was changed in the meantime; it is in room" in said(client_of(two).get(page))
    assert "The other booking" not in said(client_of(two).get(page))
    Booking.objects.filter(pk=two.mine.pk).update(state=State.CANCELLED)
    assert "The booking in room เล็ก is cancelled." in said(holder.get(page))
    assert two.mine.group.short_name not in said(holder.post(f"{page}accept/")).partition("</main>")[0]
    assert "void, because a booking was changed or cancelled" in said(holder.get(page))


def test_pages_are_for_the_two_sides_and_the_officers_of_the_office(two):
    client_of(two).post(address(two), asking(two))
    swap, other = Swap.objects.get(), Two()
    page = f"/swaps/{swap.pk}/"
    assert [client_of(two, name).get(page).status_code for name in two.people] == [200, 200, 200, 200]
    third = other.client("clerk")
    assert third.get(page).status_code in {302, 404}
    other.ask()
    theirs = Swap.objects.latest("pk")
    for path in ("", "accept/", "decline/", "withdraw/"):
        client = client_of(two, "officer")
        assert (client.post if path else client.get)(f"/swaps/{theirs.pk}/{path}").status_code == 404
    assert client_of(two).get(f"/swaps/ask/{other.theirs.pk}/").status_code == 404
    assert f"/swaps/{theirs.pk}/" not in said(client_of(two, "officer").get("/swaps/"))
    assert f"about={theirs.pk}" not in said(client_of(two).get(f"/swaps/?about={theirs.pk}"))
    for address_of in ("/swaps/", page, "/swaps/ask/", address(two)):
        assert two.client().get(address_of).url.startswith("/sign-in/")


def test_somebody_of_a_third_group_may_not_look(two):
    from tests import make

    two.ask()
    third = make.person(two.office, group=0)
    client = Client()
    client.force_login(third)
    assert client.get(f"/swaps/{Swap.objects.get().pk}/").status_code == 403
    assert client.post(f"/swaps/{Swap.objects.get().pk}/accept/").status_code == 403


def test_nobody_asks_for_anything(two):
    assert "Nobody asks for an exchange." in said(client_of(two).get("/swaps/?about=x"))
