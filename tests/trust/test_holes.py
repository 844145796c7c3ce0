"""What our own checks find on a site with twelve known holes: a check that finds nothing there has shown nothing here."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.trust.holes import views
from tests.trust.hostile import ELSEWHERE, MARKUP
from tests.trust.test_sending import leads_away, links_of
from tests.trust.world import digest

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # the holes are written for it


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.trust.holes.urls"
    # The product's own middleware asks for an office before any view; holes have none.
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    views.make_table()
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize("address", ["/sql/text/?q='", "/sql/number/?id='", "/sql/list/?ids='"])
def test_an_injected_quote_makes_a_failure_that_hostile_words_find(client: Client, address: str) -> None:
    assert client.get(address).status_code == 500


def test_injected_words_read_more(client: Client) -> None:
    assert client.get("/sql/number/?id=1").content != client.get("/sql/number/?id=1 OR 1=1").content


def test_kept_and_sent_back_texts_are_found_as_markup(client: Client) -> None:
    client.post("/stored/", {"text": MARKUP[0]})
    assert MARKUP[0] in client.get("/stored/").content.decode()
    assert MARKUP[6] in client.get("/reflected/", {"name": MARKUP[6]}).content.decode()


def test_a_way_to_another_site_is_found(client: Client) -> None:
    away = [goal for goal in ELSEWHERE if any(map(leads_away, links_of(client.get("/away/", {"next": goal}))))]
    assert len(away) > 12


def test_a_row_of_somebody_else_is_found(client: Client) -> None:
    assert "note of boon" in client.get("/note/2/").content.decode()


def test_a_form_without_a_token_is_found(client: Client) -> None:
    before = digest()
    assert (client.post("/note/add/", {"text": "x"}).status_code, digest() != before) == (302, True)


def test_a_look_that_deletes_is_found(client: Client) -> None:
    before = digest()
    client.get("/note/1/delete/")
    assert digest() != before


def test_a_way_out_of_the_folder_is_found(client: Client) -> None:
    assert "known to everybody" in client.get("/file/?name=__main__.py").content.decode()
    assert b"[project]" in client.get("/file/?name=../../../pyproject.toml").content


def test_a_server_that_asks_for_others_is_found(client: Client, tmp_path: Path) -> None:
    (tmp_path / "inside").write_text("of this machine alone", encoding="ascii")
    assert b"of this machine alone" in client.get("/fetch/", {"url": (tmp_path / "inside").as_uri()}).content


def test_a_door_that_tells_who_is_known_is_found(client: Client) -> None:
    answers = {client.post("/sign-in/", {"name": name, "word": "x"}).content for name in ("anan", "nobody")}
    assert len(answers) == 2
