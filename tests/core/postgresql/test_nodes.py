"""Several application nodes on one PostgreSQL: servers with data folders of their own, that have only the secrets in common."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.race_course import DAYS, PEOPLE, Field
from tests.racers import Browser
from tests.servers import SAMPLE_CLOCK, Served, answering, environment_of, filled
from tests.test_race import WON, Meeting, winner_of

pytestmark = pytest.mark.postgresql

JUNE = "/2566/6/"


@dataclass
class Nodes:
    """Two servers on one database, and racers of whom every other one comes to the second."""

    first: Served
    second: Served
    meeting: Meeting

    def see(self, address: str) -> str:
        """Return what both show to everybody at that address; it has to be the same."""
        first, second = (Browser(urlsplit(node.url).netloc).ask("GET", address) for node in (self.first, self.second))
        assert (first[0], second[0]) == (200, 200)
        shown, other = (
            text.partition('<main id="main"')[2].partition("</main>")[0] for _status, _where, text in (first, second)
        )
        assert shown == other
        return shown


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Serve the course from two nodes."""
    one, other = (tmp_path_factory.mktemp("node") for _ in range(2))
    with filled(one, fill="tests.race_course.fill", clock=SAMPLE_CLOCK) as (url, facts):
        shutil.copytree(one / "secrets", other / "secrets")
        places = [environment_of(folder, url, clock=SAMPLE_CLOCK) for folder in (one, other)]
        with answering(places[0], facts, workers=1) as first, answering(places[1], facts, workers=1) as second:
            field = Field(first.url, second.url, number=PEOPLE)
            yield Nodes(first, second, Meeting(first, field))
            field.go_home()


def test_of_twenty_who_come_to_two_nodes_exactly_one_gets_each_slot_and_both_show_whom(nodes: Nodes) -> None:
    meeting = nodes.meeting
    assert meeting.facts["groups"][0] not in nodes.see(JUNE)  # both keep the page from now on
    won = {}
    for room, day in product(range(2), DAYS):
        typed = {**meeting.wish(room, day), "title": f"{room} {day}", "attendees": "9"}
        answers = meeting.field.race([meeting.order(n, page="/book/", form="/book/", **typed) for n in range(PEOPLE)])
        winner = winner_of(answers)
        won[answers[winner]["act"]] = meeting.facts["groups"][winner]
        says = {answer["says"] for number, answer in enumerate(answers) if number != winner}
        assert [won[answers[winner]["act"]] in words for words in says] == [True] * len(says)
    assert meeting.news() == dict.fromkeys(won, 1)
    shown = nodes.see(JUNE)
    assert [group in shown for group in set(won.values())] == [True] * len(set(won.values()))


def test_one_form_sent_to_both_nodes_at_once_books_once(nodes: Nodes) -> None:
    meeting = nodes.meeting
    typed = {**meeting.wish(2, date(2023, 11, 13)), "title": "one form", "attendees": "9", "key": str(uuid4())}
    answers = meeting.field.race([meeting.order(0, page="/book/", form="/book/", **typed)] * PEOPLE)
    ((status, act),) = {(answer["status"], answer["act"]) for answer in answers}
    assert (status, meeting.news()) == (WON, {act: 1})


def test_what_one_node_took_the_other_keeps_when_that_one_ends(nodes: Nodes) -> None:
    browser = Browser(urlsplit(nodes.first.url).netloc)
    browser.become(nodes.meeting.facts["sessions"][1])
    wish = {**nodes.meeting.wish(3, date(2023, 6, 22)), "title": "before it ended", "attendees": "9"}
    assert browser.send("/book/", browser.filled_in("/book/", "/book/", wish))["status"] == WON
    assert nodes.first.stop() == 0
    browser.place = urlsplit(nodes.second.url).netloc
    address = browser.booking_of("before it ended")
    cancelled = browser.send(f"{address}cancel/", browser.filled_in(f"{address}cancel/", f"{address}cancel/", {"which": "one"}))
    assert cancelled["status"] == WON
