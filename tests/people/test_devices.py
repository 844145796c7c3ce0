from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from jonghong.core import clock
from jonghong.people import devices

pytestmark = pytest.mark.pure

SOMSRI, WICHAI = "5" * 64, "9" * 64
requests = RequestFactory()


def remembered(*people: str, cookie: str = "") -> HttpResponse:
    """Return the answer after these people signed in one after the other on one device."""
    response = HttpResponse()
    for key in people:
        response = HttpResponse()
        devices.remember(with_cookie(cookie), response, key)
        cookie = response.cookies[devices.cookie_name()].value
    return response


def with_cookie(value: str):
    request = requests.get("/")
    request.COOKIES[devices.cookie_name()] = value
    return request


def value_of(response: HttpResponse) -> str:
    return response.cookies[devices.cookie_name()].value


def test_device_is_known_for_who_signed_in_on_it() -> None:
    request = with_cookie(value_of(remembered(SOMSRI)))
    assert devices.known_device(request, SOMSRI) != ""
    assert devices.known_device(request, WICHAI) == ""


def test_device_keeps_its_number_for_the_next_person() -> None:
    first = remembered(SOMSRI)
    request = with_cookie(value_of(remembered(WICHAI, cookie=value_of(first))))
    known = devices.known_device(request, SOMSRI)
    assert known == devices.known_device(request, WICHAI)
    assert known == devices.known_device(with_cookie(value_of(first)), SOMSRI)


def test_device_forgets_who_was_there_longest_ago() -> None:
    people = [f"{number:064}" for number in range(devices.MOST_PEOPLE + 1)]
    request = with_cookie(value_of(remembered(*people)))
    assert [bool(devices.known_device(request, key)) for key in people] == [False] + [True] * devices.MOST_PEOPLE


def test_signing_in_again_takes_no_second_place() -> None:
    people = [f"{number:064}" for number in range(devices.MOST_PEOPLE)]
    request = with_cookie(value_of(remembered(*people, *people)))
    assert all(devices.known_device(request, key) for key in people)


@pytest.mark.parametrize(
    "change", [lambda value: value[:-1], lambda value: "x" + value, lambda _value: "", lambda _value: "a:b:c"]
)
def test_cookie_that_was_tampered_with_is_nothing(change) -> None:
    value = change(value_of(remembered(SOMSRI)))
    assert devices.known_device(with_cookie(value), SOMSRI) == ""


def test_device_is_known_for_180_days() -> None:
    request = with_cookie(value_of(remembered(SOMSRI)))
    with time_machine.travel(clock.machine_now() + timedelta(days=179, hours=23)):
        assert devices.known_device(request, SOMSRI) != ""
    with time_machine.travel(clock.machine_now() + timedelta(days=180, minutes=1)):
        assert devices.known_device(request, SOMSRI) == ""


def test_cookie_is_out_of_reach_of_scripts_and_tells_nothing() -> None:
    cookie = remembered(SOMSRI).cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Lax", "", "/")
    assert cookie["max-age"] == 180 * 24 * 60 * 60
    assert SOMSRI[:16] not in cookie.value


def test_cookie_is_bound_to_the_host_when_https(settings: Settings) -> None:
    settings.IS_HTTPS, settings.COOKIE_PREFIX = True, "__Host-"
    cookie = remembered(SOMSRI).cookies["__Host-device"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
