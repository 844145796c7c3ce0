"""What tests of signing in by AMSS++ share."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from jonghong.legacy import bridge
from jonghong.legacy.bridge import Bridge
from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Person
from tests import make
from tests.legacy import amss
from tests.mariadb import MariaDB, mariadb  # noqa: F401 - a fixture

UNTIL = "2099-12-31"


@pytest.fixture(scope="session")
def legacy(mariadb: MariaDB) -> MariaDB:  # noqa: F811 - the fixture
    """Serve an AMSS++ of a thousand people."""
    amss.fill(mariadb)
    return mariadb


@pytest.fixture
def office(db: None) -> Office:
    """Return the office that is served."""
    return make.office()


@pytest.fixture
def client() -> Client:
    """Return a browser that reads English."""
    client = Client()
    client.cookies["language"] = "en"
    return client


def address(server: MariaDB, options: str = "", host: str = "127.0.0.1") -> str:
    """Return the setting that leads there."""
    return f"mysql://{amss.READER}:{quote(amss.WORD, safe='')}@{host}:{server.port}/{amss.DATABASE}{options}"


def bridge_to(server: MariaDB, options: str = "", host: str = "127.0.0.1") -> Bridge:
    """Return a bridge of its own, with a breaker that is closed."""
    return bridge.read(address(server, options, host), UNTIL, "", "90")


@pytest.fixture
def bridged(legacy: MariaDB, settings: Settings) -> Iterator[MariaDB]:
    """Let the office sign in by that AMSS++; the breaker is closed at first."""
    settings.AMSS_URL, settings.AMSS_UNTIL = address(legacy), UNTIL
    settings.AMSS_CUTOVER, settings.AMSS_GRACE_DAYS = "", "90"
    bridge._read_once.cache_clear()
    yield legacy
    bridge._read_once.cache_clear()


@pytest.fixture
def waiting(office: Office) -> Callable[..., Person]:
    """Return a function that puts somebody of AMSS++ on the list here, who has not signed in yet."""

    def enrol(number: int, role: str = "clerk") -> Person:
        group = office.groups.all()[1]
        return actions.enrol(office=office, name=f"คนที่ {number}", citizen_id=amss.digits_of(number), group=group, role=role)

    return enrol
