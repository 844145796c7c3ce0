"""What the page of the audit says of acts and their facts, in words."""

import pytest

from jonghong.audit.acts import Act
from jonghong.audit.origin import from_clock
from tests.auditing.conftest import Place
from tests.auditing.test_pages import PAGE, english, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "the system warned the administrators There is no fresh backup",
                "proposed what takes two people {clerk} · before: Group clerk ({group}) · roles: Administrator ({group})",
                "looked at the audit kind: Second steps",
                "looked at the audit page: Incident",
                "asked for what they may not do two people for what gives power (GET): no right to it",
                "proposed what takes two people {clerk} · proposal no.: 4",
            ),
        ),
        ("th", ("ธุรการกลุ่ม ({group})", "ผู้ดูแลระบบ ({group})", "ระบบ")),
    ],
)
def test_facts_are_told_in_words(place: Place, language: str, lines: tuple[str, ...]) -> None:
    group = place.office.groups.all()[0]
    with from_clock():
        place.recorded(Act.ALERTED, None, kind="backup")
    held = {"was": {str(group.pk): "clerk"}, "roles": {str(group.pk): "administrator"}}
    place.recorded(Act.PROPOSED, place.officer, f"person:{place.clerk.pk}", **held)
    place.recorded(Act.PROPOSED, place.officer, f"person:{place.clerk.pk}", was={}, proposal=4)
    place.recorded(Act.AUDIT_VIEWED, place.officer, kind="factor")
    place.recorded(Act.AUDIT_VIEWED, place.officer, page="incident")
    place.recorded(Act.DENIED, place.clerk, route="two-people", method="GET", why="rights")
    client = place.signed_in(place.administrator)
    client.cookies["language"] = language
    said = text(client.get(PAGE))
    for line in lines:
        assert line.format(clerk=place.clerk.name, group=group.short_name) in said, line


def test_an_account_is_taken_into_use_by_whatever_way(place: Place) -> None:
    place.recorded(Act.ACTIVATED, place.clerk, f"person:{place.clerk.pk}")
    page = text(english(place.signed_in(place.administrator)).get(PAGE))
    assert (f"{place.clerk.name} took the account into use" in page, "activation code 1" in page) == (True, False)
