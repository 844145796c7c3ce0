"""How often the pages that cost much may be asked for: whoever asks too often waits, and nobody else does."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from jonghong.core import pace
from jonghong.core.pace import MINUTE, PACES, Buckets, Pace, buckets
from jonghong.offices.models import Office
from jonghong.offices.versions import raise_version
from jonghong.people.models import Role
from tests import make

SECOND = MINUTE // 60
SLOW = "That was asked for often. Wait 1 second, then try again."


class Hands:
    """A clock that somebody turns, in nanoseconds."""

    def __init__(self) -> None:
        self.at = 7

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """Let the clock of the buckets stand still."""
    hands = Hands()
    monkeypatch.setattr(buckets, "now", hands)
    yield hands
    buckets.clear()


@pytest.fixture
def office() -> Office:
    office = make.office()
    make.room(office)
    return office


def browser(person: Any = None, language: str = "en") -> Client:
    client = Client()
    if person:
        client.force_login(person)
    client.cookies["language"] = language
    return client


def answers(client: Client, address: str, times: int) -> list[int]:
    return [client.get(address).status_code for _ in range(times)]


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.content.decode())).split())


@pytest.mark.pure
def test_bucket_holds_its_burst_and_fills_by_the_minute_when_it_is_asked() -> None:
    hands = Hands()
    many = Buckets(hands)
    ask = lambda who="one": many.take(who, Pace(burst=3, per_minute=20))  # noqa: E731
    wait = timedelta(seconds=3)
    assert [ask() for _ in range(5)] == [None, None, None, wait, wait]
    assert ask("another") is None
    hands.at += 3 * SECOND
    assert [ask(), ask()] == [None, wait]
    hands.at += 3_600 * SECOND
    assert [ask() for _ in range(4)] == [None, None, None, wait]


@pytest.mark.pure
def test_bucket_that_was_not_asked_for_the_longest_goes_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_BUCKETS", 2)
    many = Buckets(Hands())
    taken = [many.take(who, Pace(1, 60)) is None for who in ("a", "b", "a", "c", "a", "b")]
    assert taken == [True, True, False, True, False, True]


@pytest.mark.pure
def test_exactly_its_burst_is_taken_by_many_threads_at_once() -> None:
    many = Buckets(Hands())
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: many.take("one", Pace(50, 60)), range(400)))
    assert taken.count(None) == 50


@pytest.mark.django_db
def test_who_searches_too_often_waits_and_nobody_else_does(hands: Hands, office: Office) -> None:
    clerk, colleague = make.person(office), make.person(office)
    client = browser(clerk)
    assert answers(client, "/search/?q=ประชุม", 30) == [200] * 30
    slowed = client.get("/search/?q=ประชุม")
    assert (slowed.status_code, slowed["Retry-After"], SLOW in text(slowed)) == (429, "1", True)
    # The finder is searched by the same bucket, its line, too; what costs little is still there.
    assert answers(client, "/find/?q=เช้า", 1) == answers(client, "/find/?on=2023-05-25", 1) == [429]
    assert answers(client, "/find/", 1) == answers(client, "/search/", 1) == answers(client, "/mine/", 1) == [200]
    assert answers(browser(colleague), "/search/?q=ประชุม", 1) == answers(browser(), "/search/?q=ประชุม", 1) == [200]
    hands.at += SECOND
    assert answers(client, "/search/?q=ประชุม", 2) == [200, 429]


@pytest.mark.django_db
def test_strangers_of_a_network_share_a_larger_bucket(hands: Hands, office: Office) -> None:
    visitors = [browser() for _ in range(4)]
    assert [answers(each, "/search/?q=a", 30) for each in visitors] == [[200] * 30] * 4
    assert answers(visitors[0], "/search/?q=a", 1) == [429]
    assert visitors[0].get("/search/?q=a", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert answers(browser(make.person(office)), "/search/?q=a", 1) == [200]


@pytest.mark.django_db
def test_pages_out_of_the_store_count_nothing(hands: Hands, office: Office) -> None:
    client = browser()
    assert answers(client, "/report.csv", 50) == [200] * 50
    assert answers(client, "/report.csv?afresh", 40) == [200] * 39 + [429]
    assert answers(client, "/fiscal.csv", 1) == [429]
    assert answers(client, "/report.csv", 1) == [200]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/fiscal/"])
def test_year_table_counts_only_where_it_is_reckoned(hands: Hands, office: Office, address: str) -> None:
    client = browser(make.person(office))
    assert answers(client, address, 2) == [200] * 2  # the first brings the token's cookie, and is kept by nobody
    etag = client.get(address)["ETag"]
    looks = [client.get(address, headers={"If-None-Match": etag, "X-Look": "1"}).status_code for _ in range(50)]
    assert (answers(client, address, 50), looks) == ([200] * 50, [304] * 50)
    assert answers(client, f"{address}?x=1", 29) == [200] * 28 + [429]
    assert client.head(address).status_code == 429
    assert answers(client, address, 1) == answers(client, "/report.csv", 1) == [200]
    assert answers(browser(), f"{address}?x=1", 121) == [200] * 120 + [429]


@pytest.mark.django_db
def test_made_up_sessions_do_not_reckon_year_tables_at_will(hands: Hands, office: Office) -> None:
    found = [Client().get("/", headers={"cookie": f"session={number:032}"}).status_code for number in range(121)]
    assert found == [200] * 120 + [429]


@pytest.mark.django_db
def test_open_year_tables_are_not_slowed_while_all_changes(hands: Hands, office: Office) -> None:
    clients = [browser(), *(browser(make.person(office)) for _ in range(2))]
    for _look in range(45):  # three minutes, with a change before each look of each tab
        raise_version(office.pk)
        found = {client.get("/", headers={"X-Look": "1"}).status_code for client in clients for _tab in range(3)}
        assert found == {200}
        hands.at += 4 * SECOND


@pytest.mark.django_db
def test_more_may_be_asked_for_where_the_installation_says_so(hands: Hands, office: Office, settings: Any) -> None:
    settings.PACE = 2
    assert answers(browser(make.person(office)), "/search/?q=a", 61) == [200] * 60 + [429]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    ("kind", "method", "address", "facts"),
    [
        ("searching", "get", "/search/", {"q": "a"}),
        ("searching", "get", "/find/", {"q": "เช้า"}),
        ("previews", "get", "/book/", {"repeat": "weekly"}),
        ("previews", "post", "/book/", {"repeat": "weekly"}),
        ("previews", "post", "/booking/1/change/", {"scope": "all"}),
        ("year tables", "get", "/", {"afresh": ""}),
        ("year tables", "get", "/fiscal/", {"afresh": ""}),
        ("taking out", "get", "/report.csv", {"afresh": ""}),
        ("taking out", "get", "/fiscal.csv", {"afresh": ""}),
        ("taking out", "post", "/office/audit/export/", {}),
        ("taking out", "post", "/office/privacy/incident/copy/", {}),
        ("taking out", "get", "/office/people/import/reports/1/rejected.csv", {}),
        ("taking out", "post", "/office/slips/", {"way": "pdf"}),
        ("taking out", "post", "/office/slips/?way=pdf", {}),
        ("taking out", "post", "/my/data/copy/", {}),
        ("taking out", "post", "/office/people/1/data/copy/", {}),
    ],
)
def test_every_page_that_costs_much_asks_to_wait_in_a_sentence(
    hands: Hands, office: Office, language: str, kind: str, method: str, address: str, facts: dict[str, str]
) -> None:
    administrator = make.person(office, role=Role.ADMINISTRATOR)
    client = browser(administrator, language)
    assert getattr(client, method)(address, facts).status_code != 429
    while buckets.take((kind, administrator.pk), PACES[kind].person) is None:
        pass
    answer = getattr(client, method)(address, facts, headers={"HX-Request": "true"})
    assert (answer.status_code, "Retry-After" in answer) == (429, True)
    # What htmx takes of it is the sentence.
    (sentence,) = re.findall(r'<p id="trouble"[^>]*>(.*?)</p>', answer.content.decode())
    assert ("Wait" in sentence) == (language == "en")


@pytest.mark.django_db
def test_what_costs_little_is_not_slowed(hands: Hands, office: Office) -> None:
    officer = make.person(office, role=Role.OFFICER)
    client = browser(officer)
    for kind, paces in PACES.items():
        while buckets.take((kind, officer.pk), paces.person) is None:
            pass
    room = office.rooms.get()
    calls = [
        client.get("/book/", {"room": str(room.pk), "on": "2023-05-25"}),
        client.post("/book/", {"room": room.pk, "on": "2023-05-25"}),
        client.get("/office/slips/?way=pdf"),
        client.post("/office/slips/", {"way": "page"}),
    ]
    assert [answer.status_code for answer in calls] == [200, 422, 200, 422]
