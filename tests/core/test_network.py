import pytest
from django.test import RequestFactory
from pytest_django import Settings

from jonghong.core.network import NOWHERE, is_this_machine, network_of

pytestmark = pytest.mark.pure

requests = RequestFactory()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", NOWHERE),
        ("unix:", NOWHERE),
    ],
)
def test_network_is_one_address_or_one_site(address: str, network: str) -> None:
    assert network_of(requests.get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize(
    ("proxies", "header", "network"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (0, None, "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6,7.7.7.7,198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, None, "203.0.113.7"),
        (1, "6.6.6.6, nonsense", NOWHERE),
    ],
)
def test_forwarded_address_counts_from_our_own_proxies(
    settings: Settings,
    proxies: int,
    header: str | None,
    network: str,
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    assert network_of(requests.get("/", REMOTE_ADDR="203.0.113.7", headers=headers)) == network


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("2130706433", False),
    ],
)
def test_what_leaves_no_machine_is_known_by_its_name(host: str, is_here: bool) -> None:
    assert is_this_machine(host) is is_here
