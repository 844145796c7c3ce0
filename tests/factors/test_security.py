"""The page about one's own security, confirming by the second step, and what administrators see to."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from jonghong.audit.models import Record
from jonghong.factors import actions, queries
from jonghong.factors.models import BackupCode, Passkey, Totp
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from jonghong.people.signin import BY_FACTOR_AT, SURE_AT
from tests import make
from tests.factors.authenticator import Device
from tests.factors.conftest import (
    acts_of,
    answer_by_passkey,
    browser,
    code_now,
    enrol_passkey,
    is_in,
    sign_in,
    sign_in_by_app,
    with_app,
)


def page_of(client: Client, path: str = "/my/security/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_page_shows_what_there_is(office: Office, client: Client, clock) -> None:
    person = make.person(office)
    client.force_login(person)
    page = page_of(client)
    assert "You sign in by the password alone." in page
    assert "/my/security/codes/" not in page
    enrol_passkey(client, Device(), name="<b>มือถือ</b>")
    with_app(person)
    BackupCode.objects.filter(pk__in=BackupCode.objects.values("pk")[:9]).delete()
    page = page_of(client)
    assert "You sign in by two steps" in page
    assert "&lt;b&gt;มือถือ&lt;/b&gt;" in page
    assert "Since 25 May 2566 · not used yet" in page
    assert "Set up on 25 May 2566 · not used yet" in page
    assert "1 code is left, for a lost phone." in page
    BackupCode.objects.all().delete()
    actions.pass_by_app(person=person, code=code_now())
    page = page_of(client)
    assert "No backup code is left." in page
    assert "last used 25 May 2566" in page


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("added", "Added. From now on you sign in by two steps."),
        ("removed", "Removed"),
        ("saved", "Saved"),
        ("unsaved", "If you did not put the backup codes away, make new ones here."),
    ],
)
def test_page_says_what_was_done(office: Office, client: Client, note: str, words: str) -> None:
    client.force_login(make.person(office))
    assert words in page_of(client, f"/my/security/?{note}=1")


@pytest.mark.parametrize(
    ("role", "is_needed", "words"),
    [
        (Role.CLERK, True, None),
        (Role.OFFICER, True, "need a second step. You are asked for it when you sign in next."),
        (Role.OFFICER, False, "may sign in by the password alone. An administrator can change that."),
    ],
)
@pytest.mark.django_db
def test_page_says_what_the_office_wants(client: Client, role: str, is_needed: bool, words: str | None) -> None:
    client.force_login(make.person(make.office(officers_need_factor=is_needed), role=role))
    page = page_of(client)
    assert "/office/second-step/" not in page
    assert words is None or words in page
    assert ("In this office" in page) == (words is not None)


def test_page_is_for_people_of_the_office(office: Office, client: Client) -> None:
    assert client.get("/my/security/")["Location"] == "/sign-in/?next=%2Fmy%2Fsecurity%2F"
    client.force_login(make.person(make.office()))
    assert client.get("/my/security/").status_code == 302


def test_passkey_is_renamed_and_removed(office: Office, client: Client) -> None:
    person = make.person(office)
    client.force_login(person)
    enrol_passkey(client, Device())
    path = f"/my/security/passkey/{Passkey.objects.get().pk}/"
    assert 'value="มือถือ"' in page_of(client, path)
    for name in ("", "\0", "ก" * 61):
        assert client.post(path, {"name": name}).status_code == 422
    assert client.post(path, {"name": "คอมพิวเตอร์"})["Location"] == "/my/security/?saved=1"
    assert Passkey.objects.get().name == "คอมพิวเตอร์"
    assert client.post(path + "remove/")["Location"] == "/my/security/?removed=1"
    assert not Passkey.objects.exists()
    assert client.post(path + "remove/").status_code == 404
    assert not Person.objects.get().has_factor


def test_passkeys_of_others_are_not_there(office: Office, client: Client) -> None:
    other = browser()
    other.force_login(make.person(office))
    enrol_passkey(other, Device())
    path = f"/my/security/passkey/{Passkey.objects.get().pk}/"
    client.force_login(make.person(office))
    assert client.get(path).status_code == 404
    assert client.post(path, {"name": "ของฉัน"}).status_code == 404
    assert client.post(path + "remove/").status_code == 404
    assert Passkey.objects.get().name == "มือถือ"


def test_app_is_removed_after_a_question(office: Office, client: Client) -> None:
    person = with_app(make.person(office))
    sign_in_by_app(client, person)
    assert "Codes of the app are no longer taken." in page_of(client, "/my/security/app/remove/")
    assert Totp.objects.exists()
    assert client.post("/my/security/app/remove/")["Location"] == "/my/security/?removed=1"
    assert not Totp.objects.exists()
    assert "No app is set up." in page_of(client, "/my/security/app/remove/")
    assert client.post("/my/security/app/remove/").status_code == 303


def test_officer_is_told_why_the_last_one_stays(office: Office, client: Client) -> None:
    person = with_app(make.person(office, role=Role.OFFICER))
    sign_in_by_app(client, person)
    response = client.post("/my/security/app/remove/")
    assert response.status_code == 403
    assert "Add another one, then remove this." in response.content.decode()
    enrol_passkey(client, Device())
    assert client.post("/my/security/app/remove/").status_code == 303
    path = f"/my/security/passkey/{Passkey.objects.get().pk}/remove/"
    assert client.post(path).status_code == 403
    assert queries.factors_left(person) == 1


def test_new_backup_codes_are_shown_once(office: Office, client: Client) -> None:
    person = make.person(office)
    client.force_login(person)
    assert client.post("/my/security/codes/")["Location"] == "/my/security/"
    sign_in_by_app(browser(), with_app(person))
    assert client.post("/my/security/codes/")["Location"].startswith("/confirm/")
    client.post("/confirm/second-step/", {"way": "app", "code": code_now(later=1)})
    assert "You get ten new codes, each good once." in page_of(client, "/my/security/codes/")
    shown = client.post("/my/security/codes/").content.decode()
    assert shown.count("<li><code>") == 10
    assert "The 10 that are left are void then." in page_of(client, "/my/security/codes/")
    assert person.typed_id not in shown  # type: ignore[attr-defined]


def test_passkey_confirms(office: Office, client: Client, clock) -> None:
    device = Device()
    client.force_login(make.person(office))
    enrol_passkey(client, device)
    clock.shift(timedelta(minutes=6))
    assert client.get("/my/security/codes/")["Location"].startswith("/confirm/")
    assert 'href="/confirm/second-step/?next=%2Fmy%2Fsecurity%2Fcodes%2F"' in page_of(
        client, "/confirm/?next=/my/security/codes/"
    )
    page = page_of(client, "/confirm/second-step/?next=/my/security/codes/")
    assert "Confirm that it is you" in page
    key = client.session.session_key
    assert answer_by_passkey(client, device, path="/confirm/second-step/")["Location"] == "/mine/"
    assert client.session.session_key != key
    assert client.get("/my/security/codes/").status_code == 200


def test_code_of_the_app_confirms(office: Office, client: Client, clock) -> None:
    client.force_login(with_app(make.person(office)))
    clock.shift(timedelta(minutes=6))
    wrong = client.post("/confirm/second-step/", {"way": "app", "code": "000000"})
    assert wrong.status_code == 422
    assert client.get("/my/security/codes/").status_code == 302
    assert client.post("/confirm/second-step/", {"way": "app", "code": code_now()}).status_code == 303
    assert client.get("/my/security/codes/").status_code == 200
    assert Record.objects.get(act="entry.confirmed").facts == {"way": "second step"}


def test_officer_who_came_in_by_one_step_is_out_once_the_office_wants_two(office: Office, client: Client) -> None:
    Office.objects.filter(pk=office.pk).update(officers_need_factor=False)
    officer, clerk, other = make.person(office, role=Role.OFFICER), make.person(office), browser()
    sign_in(client, officer)
    sign_in(other, clerk)
    assert (is_in(client), is_in(other)) == (True, True)
    Office.objects.filter(pk=office.pk).update(officers_need_factor=True)
    assert (is_in(client), is_in(other)) == (False, True)
    assert sign_in(client, officer)["Location"].startswith("/second-step/choose/")
    stepped = with_app(make.person(office, role=Role.OFFICER))
    sign_in_by_app(client, stepped)
    assert is_in(client)


def test_password_alone_takes_no_second_step_away(office: Office, client: Client, clock) -> None:
    person = with_app(make.person(office))
    sign_in_by_app(client, person)
    assert client.get("/my/security/app/remove/").status_code == 200
    clock.shift(timedelta(minutes=6))
    assert client.post("/confirm/", {"password": make.PASSWORD, "next": "/mine/"})["Location"] == "/mine/"
    for path in ("app/remove/", "codes/", "passkey/ask/", "app/"):
        asked = client.post(f"/my/security/{path}", headers={"referer": "http://localhost/my/security/"})["Location"]
        goal = f"/my/security/?{urlencode({'again': f'/my/security/{path}'})}"
        assert asked == f"/confirm/?{urlencode({'next': goal, 'pressed': '1', 'by': 'factor'})}"
    assert client.post("/my/accounts/1/unlink/")["Location"].endswith("&by=factor")
    page = page_of(client, asked)
    assert "Confirm by the second step" in page
    assert 'type="password"' not in page
    assert queries.factors_left(person) == 1
    assert client.post("/confirm/second-step/", {"way": "app", "code": code_now()}).status_code == 303
    assert client.post("/my/security/app/remove/")["Location"] == "/my/security/?removed=1"
    assert 'type="password"' in page_of(client, asked)


def test_without_a_factor_the_password_confirms(office: Office, client: Client) -> None:
    assert client.get("/confirm/second-step/")["Location"].startswith("/sign-in/")
    client.force_login(make.person(office))
    assert client.get("/confirm/second-step/?next=/mine/")["Location"] == "/confirm/?next=%2Fmine%2F"
    assert "/confirm/second-step/" not in page_of(client, "/confirm/")


def test_administrator_switches_the_duty(office: Office, client: Client) -> None:
    boss, officer = make.person(office, role=Role.ADMINISTRATOR), make.person(office, role=Role.OFFICER)
    make.person(office, role=Role.OFFICER, active=False, name="นายออก ไปแล้ว")
    client.force_login(boss)
    page = page_of(client, "/office/second-step/")
    assert "Let the password be enough" in page
    assert officer.name in page
    assert "นายออก ไปแล้ว" not in page
    assert client.post("/office/second-step/", {"required": "0"})["Location"] == "/office/second-step/?saved=1"
    assert not Office.objects.get().officers_need_factor
    record = Record.objects.get(act="office.changed")
    assert (record.actor_id, record.facts) == (boss.pk, {"verb": "require-factor", "is_required": False})
    page = page_of(client, "/office/second-step/?saved=1")
    assert "Require the second step" in page
    assert 'href="/office/second-step/"' in page_of(client)
    client.post("/office/second-step/", {"required": "1"})
    assert Office.objects.get().officers_need_factor


def test_officers_do_not_switch_the_duty(office: Office, client: Client) -> None:
    client.force_login(make.person(office, role=Role.OFFICER))
    for response in (client.get("/office/second-step/"), client.post("/office/second-step/", {"required": "0"})):
        assert response.status_code == 403
        assert "Only an administrator of the office switches the second step." in response.content.decode()
    assert Office.objects.get().officers_need_factor


def test_administrator_takes_a_lost_factor_off(office: Office, client: Client) -> None:
    boss, person = make.person(office, role=Role.ADMINISTRATOR), with_app(make.person(office, role=Role.OFFICER))
    theirs = browser()
    theirs.force_login(person)
    assert is_in(theirs)
    client.force_login(boss)
    path = f"/office/people/{person.pk}/second-step/"
    assert "For a lost phone" in page_of(client, path)
    assert client.post(path)["Location"] == f"{path}?done=1"
    assert "Taken off." in page_of(client, f"{path}?done=1")
    assert "This person has no second step." in page_of(client, path)
    assert not is_in(theirs)
    assert acts_of(office)[-1] == ("factor.removed", boss.pk, {"way": "all"})
    assert sign_in(theirs, person)["Location"].startswith("/second-step/choose/")


def test_nobody_takes_his_own_factor_off_or_a_strangers(office: Office, client: Client) -> None:
    boss = with_app(make.person(office, role=Role.ADMINISTRATOR))
    stranger, clerk = with_app(make.person(make.office())), with_app(make.person(office))
    client.force_login(boss)
    held_in_hand(client)
    own = client.post(f"/office/people/{boss.pk}/second-step/")
    assert own.status_code == 403
    assert "Only another administrator" in own.content.decode()
    assert client.get(f"/office/people/{stranger.pk}/second-step/").status_code == 404
    client.force_login(make.person(office, role=Role.OFFICER))
    assert client.post(f"/office/people/{clerk.pk}/second-step/").status_code == 403
    assert Totp.objects.count() == 3


def test_administrator_confirms_before_either(office: Office, client: Client, clock) -> None:
    client.force_login(make.person(office, role=Role.ADMINISTRATOR))
    clock.shift(timedelta(minutes=6))
    person = with_app(make.person(office))
    for path in ("/office/second-step/", f"/office/people/{person.pk}/second-step/"):
        assert client.get(path)["Location"].startswith("/confirm/")
        assert client.post(path, {"required": "0"})["Location"].startswith("/confirm/")
    assert Totp.objects.count() == 1
    assert Office.objects.get().officers_need_factor


def held_in_hand(client: Client) -> None:
    """Let who is signed in have passed the second step just now."""
    session = client.session
    session[BY_FACTOR_AT] = session[SURE_AT]
    session.save()


def test_administrator_with_a_second_step_confirms_by_that_before_either(office: Office, client: Client, clock) -> None:
    client.force_login(with_app(make.person(office, role=Role.ADMINISTRATOR)))
    person = with_app(make.person(office))
    for path in ("/office/second-step/", f"/office/people/{person.pk}/second-step/"):
        assert client.get(path)["Location"].endswith("&by=factor")
        assert client.post(path, {"required": "0"})["Location"].endswith("&by=factor")
    assert (Totp.objects.count(), Office.objects.get().officers_need_factor) == (2, True)
    held_in_hand(client)
    assert client.post("/office/second-step/", {"required": "0"}).status_code == 303
    assert client.post(f"/office/people/{person.pk}/second-step/").status_code == 303
    assert (Totp.objects.count(), Office.objects.get().officers_need_factor) == (1, False)


@pytest.mark.django_db
def test_real_office_wants_two_steps_and_a_sample_does_not(client: Client) -> None:
    from jonghong.offices.actions import open_office

    office = open_office(name="สำนักงาน", short_name="สนง.")
    sample = open_office(name="ตัวอย่าง", short_name="ตย.", is_sample=True)
    assert (office.officers_need_factor, sample.officers_need_factor) == (True, False)
    client.force_login(make.person(office, group=0, role=Role.OFFICER))
    said = "may sign in by the password alone. An administrator can change that."
    assert said not in page_of(client, "/office/")
    Office.objects.filter(pk=office.pk).update(officers_need_factor=False)
    assert said in page_of(client, "/office/")
