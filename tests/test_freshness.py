"""Stored pages are exact: what one process wrote every process shows at once, and what was rolled back nobody ever saw."""

import http.client
import re
from collections.abc import Iterator
from datetime import date
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from jonghong.bookings import actions
from jonghong.bookings.models import Booking
from jonghong.core.pagecache import store
from tests.race_course import Course
from tests.racers import Browser
from tests.servers import SAMPLE_CLOCK, Served, free_port, serving, start, wait_until_it_answers

PAGES = ("/2566/6/", "/2566/7/", "/", "/fiscal/")
OTHER_DAY = date(2023, 7, 20)


@pytest.fixture(scope="module")
def two_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """Serve one database from two processes; give the first server and the place of the second."""
    with serving(tmp_path_factory.mktemp("two"), fill="tests.race_course.fill", clock=SAMPLE_CLOCK, workers=1) as first:
        port = free_port()
        second = start("serve", f"--port={port}", "--workers=1", environment=first.environment)
        try:
            wait_until_it_answers(port, second)
            yield first, f"127.0.0.1:{port}"
        finally:
            second.terminate()
            second.wait(60)


def ask(place: str, path: str, etag: str = "", session: str = "") -> tuple[int, str, str]:
    """Return status, ETag and text of a page."""
    browser = http.client.HTTPConnection(place, timeout=60)
    browser.request("GET", path, headers={"If-None-Match": etag, "Cookie": f"session={session}" if session else ""})
    answer = browser.getresponse()
    text = answer.read().decode()
    browser.close()
    return answer.status, answer.headers["ETag"], text


def test_what_one_process_writes_the_other_shows_at_once(two_servers: tuple[Served, str]) -> None:
    server, second = two_servers
    first = urlsplit(server.url).netloc
    session = server.facts["sessions"][0]
    clerk = Browser(first)
    clerk.become(session)
    etags = {path: ask(first, path)[1] for path in PAGES}
    for number in range(5):
        for place in (first, second):
            assert [ask(place, path, etags[path])[0] for path in PAGES] == [304] * 4
            assert f"เรื่องที่ {number}" not in ask(place, "/2566/6/", session=session)[2]
        typed = {"room": str(server.facts["rooms"][number]), "on": "2023-06-20", "half": "day", "title": f"เรื่องที่ {number}"}
        assert clerk.send("/book/", clerk.filled_in("/book/", "/book/", typed))["status"] == 303
        # July was not touched; the other process, which wrote nothing, is asked first.
        assert [ask(second, path, etags[path])[0] for path in PAGES] == [200, 304, 200, 200]
        assert f"เรื่องที่ {number}" in ask(second, "/2566/6/")[2]
        assert f"เรื่องที่ {number}" in ask(second, "/2566/6/", session=session)[2]
        etags = {path: ask(second, path)[1] for path in PAGES}
        assert {path: ask(first, path)[1] for path in PAGES} == etags


def test_a_refused_booking_leaves_every_stored_page_as_it_is(two_servers: tuple[Served, str]) -> None:
    server, second = two_servers
    loser = Browser(urlsplit(server.url).netloc)
    loser.become(server.facts["sessions"][1])
    etags = {path: ask(second, path)[1] for path in PAGES}
    taken = {"room": str(server.facts["rooms"][0]), "on": "2023-07-03", "half": "morning", "title": "ประชุม"}
    assert loser.send("/book/", loser.filled_in("/book/", "/book/", taken))["status"] == 409
    assert [ask(second, path, etags[path])[0] for path in PAGES] == [304] * 4


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_rolled_back_raises_no_version() -> None:
    course = Course()
    kept, moved = course.slot(date(2023, 6, 20)), course.slot(OTHER_DAY)
    course.book(0, 0, kept)
    booking = Booking.objects.get()
    etags = etags_of_stored()
    stored = dict(store.pages)
    with transaction.atomic():
        course.book(1, 1, kept)
        course.change(0, booking, 2, moved)
        actions.cancel(booking=Booking.objects.latest("pk"), by=course.rights(1))
        transaction.set_rollback(True)
    assert etags_of_stored() == etags
    assert store.pages == stored
    course.change(0, booking, 2, moved)
    after = etags_of_stored()
    assert [after[path] == etags[path] for path in PAGES] == [False] * 4


@pytest.mark.django_db
def test_a_signed_in_page_is_kept_once_its_token_fits_the_cookie(django_assert_num_queries: Any) -> None:
    course = Course()
    client = Client()
    client.force_login(course.people[0])
    first = client.get("/2566/6/")
    assert (first.cookies["csrf"].value != "", store.pages) == (True, {})
    second = client.get("/2566/6/")
    assert (second.cookies["csrf"].value, len(store.pages)) == (first.cookies["csrf"].value, 1)
    with django_assert_num_queries(2):  # the version and the session
        third = client.get("/2566/6/")
    assert (third.content, third.cookies) == (second.content, SimpleCookie())
    token = re.search('name="csrfmiddlewaretoken" value="(.*?)"', third.content.decode())
    assert token
    signing_out = Client(enforce_csrf_checks=True)
    signing_out.cookies = client.cookies
    assert signing_out.post("/sign-out/", {"csrfmiddlewaretoken": token[1]}).status_code == 303
    assert client.get("/2566/6/").content != third.content


def etags_of_stored() -> dict[str, str]:
    """Return the ETag with which each page is answered now."""
    return {path: Client().get(path)["ETag"] for path in PAGES}
