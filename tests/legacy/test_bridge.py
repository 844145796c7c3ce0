"""What the settings of the bridge may say."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from pytest_django import Settings

from jonghong.legacy import addresses, bridge

pytestmark = pytest.mark.pure
GOOD = "mysql://reader:w%40rd@amss.example/amss"
NAMES = ("AMSS_URL", "AMSS_UNTIL", "AMSS_CUTOVER", "AMSS_GRACE_DAYS")


@pytest.fixture(autouse=True)
def _forget() -> None:
    bridge._read_once.cache_clear()


def test_a_whole_address_is_read(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.touch()
    there = bridge.read(f"{GOOD.replace('/amss', ':3307/amss')}?ssl_ca={ca}", "30/9/2570", "1 ต.ค. 2569", "30")
    assert (there.host, there.port, there.user, there.word, there.database) == ("amss.example", 3307, "reader", "w@rd", "amss")
    assert (there.ca, there.is_plain, there.warning) == (str(ca), False, "")
    assert (there.until, there.cutover, there.grace) == (date(2027, 9, 30), date(2026, 10, 1), timedelta(days=30))


@pytest.mark.parametrize(
    ("url", "is_plain", "is_warned_of"),
    [
        (GOOD, False, False),
        (GOOD + "?tls=off", True, True),
        ("mysql://r@127.0.0.1/amss", True, False),
        ("mysql://r@[::1]/amss", True, False),
        ("mysql://r@localhost/amss", True, False),
        ("mysql://r@127.0.0.1.example/amss", False, False),
        ("mysql://r@10.0.0.1/amss", False, False),
    ],
)
def test_tls_is_spoken_but_on_this_machine_or_where_told_otherwise(url: str, *, is_plain: bool, is_warned_of: bool) -> None:
    there = bridge.read(url, "2027-09-30", "", "90")
    assert (there.is_plain, bool(there.warning)) == (is_plain, is_warned_of)
    assert there.port == addresses.PORT


@pytest.mark.parametrize(
    ("url", "until", "cutover", "days", "named"),
    [
        ("amss.example", "2027-09-30", "", "90", "AMSS_URL"),
        ("mysql://amss.example/amss", "2027-09-30", "", "90", "AMSS_URL"),
        ("mysql://r:w@amss.example/", "2027-09-30", "", "90", "AMSS_URL"),
        ("mysql://r:w@/amss", "2027-09-30", "", "90", "AMSS_URL"),
        ("mysql://r:w@amss.example:port/amss", "2027-09-30", "", "90", "AMSS_URL"),
        ("mysql://r:w@[amss/amss", "2027-09-30", "", "90", "AMSS_URL"),
        ("postgres://r:w@amss.example/amss", "2027-09-30", "", "90", "AMSS_URL"),
        (GOOD + "?tls=no", "2027-09-30", "", "90", "AMSS_URL"),
        (GOOD + "?verify=off", "2027-09-30", "", "90", "AMSS_URL"),
        (GOOD + "?tls", "2027-09-30", "", "90", "AMSS_URL"),
        (GOOD + "?tls=off&ssl_ca=/dev/null", "2027-09-30", "", "90", "AMSS_URL"),
        (GOOD + "?ssl_ca=/no/such/file.pem", "2027-09-30", "", "90", "AMSS_URL"),
        (GOOD + "?ssl_ca=/" + "x" * 300, "2027-09-30", "", "90", "AMSS_URL"),
        (GOOD, "", "", "90", "AMSS_UNTIL"),
        (GOOD, "one day", "", "90", "AMSS_UNTIL"),
        (GOOD, "2027-09-30", "31/2/2570", "90", "AMSS_CUTOVER"),
        (GOOD, "2027-09-30", "", "-1", "AMSS_GRACE_DAYS"),
        (GOOD, "2027-09-30", "", "", "AMSS_GRACE_DAYS"),
        (GOOD, "2027-09-30", "", "367", "AMSS_GRACE_DAYS"),
        (GOOD, "2027-09-30", "", "๙๐", "AMSS_GRACE_DAYS"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_and_not_shown(
    url: str, until: str, cutover: str, days: str, named: str
) -> None:
    with pytest.raises(bridge.Unusable) as fact:
        bridge.read(url, until, cutover, days)
    assert str(fact.value).startswith(named)
    assert "w%40rd" not in str(fact.value)


def test_a_bridge_that_cannot_work_is_none_and_said_at_the_start(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.AMSS_URL, settings.AMSS_UNTIL = GOOD, ""
    apps.get_app_config("legacy").ready()
    assert bridge.bridge() is None
    assert [record.message.split()[0] for record in caplog.records] == ["AMSS_UNTIL"]


def test_a_connection_in_clear_is_said_at_the_start(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.AMSS_URL, settings.AMSS_UNTIL = GOOD + "?tls=off", "2027-09-30"
    apps.get_app_config("legacy").ready()
    assert "tls=off" in caplog.text
    assert bridge.bridge() is not None


def test_there_is_none_without_an_address(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.AMSS_URL = ""
    assert bridge.bridge() is None
    assert caplog.records == []


def test_a_missing_extra_is_said_in_a_sentence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "find_spec", lambda _name: None)
    settings.AMSS_URL, settings.AMSS_UNTIL = GOOD, "2027-09-30"
    assert bridge.bridge() is None
    with pytest.raises(bridge.Unusable, match=r"jonghong\[amss\]"):
        bridge.read(GOOD, "2027-09-30", "", "90")
