"""Requests that no browser makes, byte by byte, to the real server: it goes on, and none comes to a failure of ours."""

from collections.abc import Iterator

import pytest

from fuzz import raw
from fuzz.raw import Server
from fuzz.tallies import COUNT, amount, shares
from tests.fuzz.conftest import Tell
from tools.scanning.target import come, holes, sample_office

# A server answers alike from either database.
pytestmark = [pytest.mark.sqlite, pytest.mark.unmeasured]
REQUESTS = 600


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample office."""
    with sample_office(tmp_path_factory.mktemp("office")) as served:
        yield Server(served.url, served.process.pid)


@pytest.mark.parametrize("share", shares())
def test_requests_that_no_browser_makes_stop_no_server(server: Server, share: int, tell: Tell) -> None:
    assert len(server.workers()) == 2
    tally, found = raw.run(server, amount(REQUESTS), share=share)
    tell(tally)
    assert not found, "\n".join(found)
    assert {"hung up on", "200", "400"} <= set(tally.outcomes) or COUNT
    assert come(server.url, "clerk").get("/mine/").status == 200


def test_forms_that_do_not_end_keep_nobody_from_being_answered(server: Server) -> None:
    assert raw.held_up(server, 60) == []


@pytest.mark.parametrize("name", raw.TWO_FRAMINGS)
def test_request_behind_one_whose_end_is_in_doubt_is_not_answered(server: Server, name: str) -> None:
    assert raw.smuggle(server.url, name) in ([400], [411])


def test_second_answer_of_a_connection_is_heard(server: Server) -> None:
    first = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nabcde"
    assert raw.statuses_of(server.url, first + raw.SMUGGLED) == [403, 404]


def test_failing_or_silent_server_is_found(server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    with holes(tmp_path_factory.mktemp("holes")) as url:
        assert raw.status_of(Server(url, 0).place, b"GET /sql/number/?id=%27 HTTP/1.0\r\n\r\n") == 500
    gone = Server("http://127.0.0.1:9", server.pid)
    _tally, found = raw.run(gone, 8)
    assert found == ["the server no longer answers"]
