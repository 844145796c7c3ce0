"""Each act leaves exactly the records that it should; a verb that nobody has put on one of these lists fails the test."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.audit.queries import faults, records_of
from tests.audit.scenes import Scene

ROOT = Path(__file__).resolve().parents[2]
BOOKING, OFFICE, ROOM, RULES = Act.BOOKING, Act.OFFICE_CHANGED, Act.ROOM_CHANGED, Act.RULES_CHANGED
CLERK, OTHER, OFFICER, NOBODY = "clerk", "other", "officer", ""

# Verb -> scene -> (act, the verb it tells, how many bookings, who).
Told = tuple[Act, str | None, int | None, str]
DONE: dict[str, dict[str, list[Told]]] = {
    "bookings.book": {"book": [(BOOKING, "book", 2, CLERK)]},
    "bookings.book_places": {"book_places": [(BOOKING, "book", 2, CLERK)]},
    "bookings.change": {"change": [(BOOKING, "change", 1, CLERK)]},
    "bookings.cancel": {"cancel": [(BOOKING, "cancel", 1, CLERK)]},
    "bookings.hold": {"cancel_with_a_queue": [(BOOKING, "cancel", 1, OTHER), (BOOKING, "hold", 1, NOBODY)]},
    "bookings.cancel_dates": {"cancel_dates": [(BOOKING, "cancel", 3, CLERK)]},
    "bookings.cancel_these": {"cancel_these": [(BOOKING, "cancel", 1, OFFICER)]},
    "bookings.change_series": {"change_series": [(BOOKING, "change", 3, CLERK)]},
    "bookings.approve": {"approve": [(BOOKING, "approve", 1, OFFICER)]},
    "bookings.decline": {"decline": [(BOOKING, "decline", 1, OFFICER)]},
    "bookings.close": {
        "close": [(BOOKING, "close", 1, OFFICER)],
        "close_what_is_free": [(BOOKING, "close", 0, OFFICER)],
    },
    "bookings.reopen": {"reopen": [(BOOKING, "reopen", None, OFFICER)]},
    "bookings.undo": {"undo": [(BOOKING, "undo", 1, CLERK)]},
    "bookings.exchange": {"exchange": [(BOOKING, "swap", 2, OTHER)]},
    "bookings.note": {"note": [(BOOKING, "ask", 1, OTHER)]},
    "bookings.take_up": {"take_up": [(BOOKING, "take_up", 1, CLERK)]},
    "bookings.give_up": {"give_up": [(BOOKING, "give_up", 1, CLERK)]},
    "bookings.lapse_due": {"lapse_due": [(BOOKING, "lapse", 1, NOBODY)], "lapse_nothing": []},
    "bookings.load": {"load": [(BOOKING, "load", 1, NOBODY)]},
    "bookings.set_rules": {
        "set_rules": [(RULES, None, None, OFFICER)],
        "set_rules_of_a_room": [(RULES, None, None, OFFICER)],
    },
    "waiting.join": {"join": [(Act.QUEUE, "join", None, CLERK)]},
    "waiting.leave": {"leave_queue": [(Act.QUEUE, "leave", None, CLERK)]},
    "waiting.offer_on": {"cancel_with_a_queue": [(BOOKING, "cancel", 1, OTHER), (BOOKING, "hold", 1, NOBODY)]},
    "swaps.ask": {"ask": [(BOOKING, "ask", 1, CLERK)]},
    "swaps.accept": {"accept": [(BOOKING, "swap", 2, OTHER)]},
    "swaps.decline": {
        "decline_swap": [(BOOKING, "refuse", 1, OTHER)],
        "decline_swap_of_what_is_gone": [(Act.SWAP, "declined", None, OTHER)],
    },
    "swaps.withdraw": {"withdraw": [(Act.SWAP, "withdrawn", None, CLERK)]},
    "offices.open_office": {"open_office": [(OFFICE, "open", None, NOBODY)]},
    "offices.change_office": {"change_office": [(OFFICE, "change", None, NOBODY)]},
    "offices.require_factor": {"require_factor": [(OFFICE, "require-factor", None, NOBODY)]},
    "offices.require_second": {"require_second": [(OFFICE, "require-second", None, NOBODY)]},
    "offices.add_group": {"add_group": [(OFFICE, "add-group", None, NOBODY)]},
    "offices.change_group": {"change_group": [(OFFICE, "change-group", None, NOBODY)]},
    "offices.move_group": {"move_group": [(OFFICE, "move-group", None, NOBODY)]},
    "offices.add_holiday": {"add_holiday": [(OFFICE, "add-holiday", None, NOBODY)]},
    "offices.change_holiday": {"change_holiday": [(OFFICE, "change-holiday", None, NOBODY)]},
    "offices.remove_holiday": {"remove_holiday": [(OFFICE, "remove-holiday", None, NOBODY)]},
    "offices.add_drafted_holidays": {"add_drafted_holidays": [(OFFICE, "draft-holidays", None, NOBODY)]},
    "rooms.add_room": {"add_room": [(ROOM, "add", None, NOBODY)]},
    "rooms.change_room": {"change_room": [(ROOM, "change", None, NOBODY)]},
    "rooms.move_room": {"move_room": [(ROOM, "move", None, NOBODY)]},
    "rooms.set_equipment": {"set_equipment": [(ROOM, "equip", None, NOBODY)]},
    "rooms.set_photo": {"set_photo": [(ROOM, "show", None, NOBODY)]},
    "rooms.remove_photo": {"remove_photo": [(ROOM, "hide", None, NOBODY)]},
    "people.enrol": {"enrol": [(Act.ENROLLED, None, None, OFFICER)]},
    "people.change_person": {"change_person": [(Act.PERSON_CHANGED, None, None, OFFICER)]},
    "people.leave": {"leave": [(Act.PERSON_LEFT, None, None, OFFICER)]},
    "people.come_back": {"come_back": [(Act.PERSON_BACK, None, None, OFFICER)]},
    "people.activate": {"activate": [(Act.ACTIVATED, None, None, CLERK)]},
    "people.open_account": {"activate": [(Act.ACTIVATED, None, None, CLERK)]},
    "people.set_password": {"change_password": [(Act.PASSWORD_CHANGED, None, None, CLERK)]},
    "people.change_password": {"change_password": [(Act.PASSWORD_CHANGED, None, None, CLERK)]},
    "people.issue_code": {"issue_code": [(Act.CODE_ISSUED, None, None, OFFICER)]},
    "people.issue_codes": {"issue_codes": [(Act.CODE_ISSUED, None, None, OFFICER)] * 2},
    "people.revoke_code": {"revoke_code": [(Act.CODE_REVOKED, None, None, OFFICER)]},
    "people.name_deputy": {"name_deputy": [(Act.DEPUTY_NAMED, None, None, OFFICER)]},
    "people.end_deputy": {"end_deputy": [(Act.DEPUTY_ENDED, None, None, OFFICER)], "end_deputy_twice": []},
}
SCENES = list({scene: (scene, told) for scenes in DONE.values() for scene, told in scenes.items()}.values())

# Verb -> the acts it records, and which tests of its own app, or files of it, name them.
FACTORS, OIDC, PRIVACY, PEOPLE = "tests/factors/*.py", "tests/oidc/*.py", "tests/privacy/*.py", "tests/people/*.py"
ACTIVATION, ROSTER = "src/jonghong/activation/actions/*.py", "src/jonghong/roster/actions.py"
MOVING = "tests/moving/*.py"
PASSED = (Act.FACTOR_PASSED, Act.FACTOR_FAILED)
ELSEWHERE: dict[str, tuple[tuple[Act, ...], str]] = {
    "activation.approve": ((Act.ACTIVATION_APPROVED,), ACTIVATION),
    "activation.ask": ((Act.ACTIVATION_ASKED,), ACTIVATION),
    "activation.answer_wishes": ((Act.CODE_MAILED,), ACTIVATION),
    "activation.decline": ((Act.ACTIVATION_DECLINED,), ACTIVATION),
    "activation.mail_codes": ((Act.CODE_MAILED,), ACTIVATION),
    "activation.set_password": ((Act.ACTIVATED,), "src/jonghong/people/actions/accounts.py"),
    "activation.wish": ((Act.ACTIVATION_ASKED,), ACTIVATION),
    "audit.office_changed": ((OFFICE,), "tests/audit/*.py"),
    "audit.prune": ((Act.AUDIT_PRUNED,), "tests/audit/*.py"),
    "audit.view": ((Act.PEOPLE_VIEWED, Act.PERSON_VIEWED), "tests/audit/*.py"),
    "auditing.warn": ((Act.ALERTED,), "tests/auditing/*.py"),
    "backups.finish_restore": ((Act.RESTORED,), "tests/backups/*.py"),
    "backups.note_made": ((Act.BACKED_UP,), "tests/backups/*.py"),
    "factors.add_passkey": ((Act.FACTOR_ADDED,), FACTORS),
    "factors.make_backup_codes": ((Act.BACKUP_CODES_MADE,), FACTORS),
    "factors.pass_by_app": (PASSED, FACTORS),
    "factors.pass_by_backup_code": (PASSED, FACTORS),
    "factors.pass_by_passkey": (PASSED, FACTORS),
    "factors.remove_app": ((Act.FACTOR_REMOVED,), FACTORS),
    "factors.remove_passkey": ((Act.FACTOR_REMOVED,), FACTORS),
    "factors.require_factor": ((OFFICE,), FACTORS),
    "factors.set_up_app": ((Act.FACTOR_ADDED,), FACTORS),
    "factors.take_off": ((Act.FACTOR_REMOVED,), FACTORS),
    "legacy.bring_over": ((Act.VOUCHED,), "tests/legacy/*.py"),
    "legacy.note_stopped": ((Act.NOT_SIGNED_IN,), "tests/legacy/*.py"),
    "legacy.replace_password": ((Act.PASSWORD_CHANGED,), "tests/legacy/*.py"),
    "moving.bring_in": ((Act.MOVED_IN,), MOVING),
    "moving.mend": ((Act.MOVED_ROW,), MOVING),
    "moving.move": ((Act.MOVED_ROW,), MOVING),
    "moving.put_back": ((Act.MOVED_ROW,), MOVING),
    "moving.set_aside": ((Act.MOVED_ROW,), MOVING),
    "moving.settle": ((Act.MOVED_ROW,), MOVING),
    "moving.undo_run": ((Act.MOVED_BACK,), MOVING),
    "oidc.admit": ((Act.SIGNED_IN, Act.VOUCHED), OIDC),
    "oidc.link": ((Act.IDENTITY_LINKED,), OIDC),
    "oidc.unlink_all": ((Act.IDENTITY_UNLINKED,), OIDC),
    "oidc.unlink": ((Act.IDENTITY_UNLINKED,), OIDC),
    "people.confirm": ((Act.NOT_CONFIRMED,), PEOPLE),
    "people.end_all_sessions": ((Act.SESSION_ENDED,), PEOPLE),
    "people.end_other_sessions": ((Act.SESSION_ENDED,), PEOPLE),
    "people.end_session": ((Act.SESSION_ENDED,), PEOPLE),
    "people.approve_proposal": ((Act.PROPOSAL_APPROVED,), PEOPLE),
    "people.decline_proposal": ((Act.PROPOSAL_DECLINED,), PEOPLE),
    "people.lapse_proposals": ((Act.PROPOSAL_LAPSED,), PEOPLE),
    "people.require_second": ((OFFICE, Act.PROPOSED), PEOPLE),
    "people.withdraw_proposal": ((Act.PROPOSAL_WITHDRAWN,), PEOPLE),
    "people.note_confirmed": ((Act.CONFIRMED,), PEOPLE),
    "people.note_entry": ((Act.SIGNED_IN,), PEOPLE),
    "people.note_refusal": ((Act.NOT_SIGNED_IN, Act.GUESSED_MUCH), PEOPLE),
    "people.note_sign_out": ((Act.SIGNED_OUT,), PEOPLE),
    "people.note_slowed": ((Act.SLOWED,), PEOPLE),
    "people.vouch_for": ((Act.VOUCHED,), OIDC),
    "privacy.change_retention": ((OFFICE,), "src/jonghong/privacy/actions/retaining.py"),
    "privacy.erase": ((Act.PERSON_ERASED,), PRIVACY),
    "privacy.erase_again": ((Act.PERSON_ERASED,), PRIVACY),
    "privacy.keep_to_retention": ((Act.ANONYMISED,), PRIVACY),
    "privacy.write_notice": ((OFFICE,), "src/jonghong/privacy/actions/saying.py"),
    "roster.bring_in": ((Act.ROSTER_IMPORTED,), ROSTER),
    "roster.bring_in_upload": ((Act.ROSTER_IMPORTED,), ROSTER),
}
# Verb -> why there is nothing to record.
READS, HIS_OWN, OF_A_SAMPLE = "it only reads", "it is his own, and tells of nobody", "a sample holds nobody's data"
LETTERS, WAITS, BY_ITS_CALLER = "what a letter tells of is recorded", "nothing is done yet", "whoever calls it records it"
QUIET: dict[str, str] = {
    "activation.forget_old": "what is out of time is of no use to anybody",
    "audit.record": "it is the record",
    "audit.record_all": "it is the records",
    "bookings.carry_forward": BY_ITS_CALLER,
    "bookings.change_done": READS,
    "bookings.load_requests": BY_ITS_CALLER,
    "bookings.put_back_requests": BY_ITS_CALLER,
    "bookings.rewrite_requests": BY_ITS_CALLER,
    "bookings.take_back_requests": BY_ITS_CALLER,
    "factors.note_tried": LETTERS,
    "factors.rename_passkey": HIS_OWN,
    "notices.mark_read": HIS_OWN,
    "oidc.require_linked": READS,
    "moving.decide": WAITS,
    "moving.forget_due": "what is out of time is of no use to anybody",
    "moving.give_up": WAITS,
    "moving.in_the_way": READS,
    "moving.keep_mapping": "columns of a table tell of nobody",
    "moving.remove_mapping": "columns of a table tell of nobody",
    "moving.take": WAITS,
    "offices.remove_groups": BY_ITS_CALLER,
    "people.bring_in": BY_ITS_CALLER,
    "people.hash_anew": "the key is taken into use by a command, which records it",
    "people.hashed": READS,
    "people.remove_people": BY_ITS_CALLER,
    "post.forget_old": LETTERS,
    "post.note_failed": LETTERS,
    "post.note_late": LETTERS,
    "post.note_sent": LETTERS,
    "post.send": LETTERS,
    "post.take_one": LETTERS,
    "privacy.note_told": BY_ITS_CALLER,
    "privacy.take_day": WAITS,
    "roster.decide": WAITS,
    "roster.forget_due": "what is out of time is of no use to anybody",
    "roster.give_up": WAITS,
    "roster.learn": WAITS,
    "roster.rejected_rows": READS,
    "roster.take": WAITS,
    "rooms.remove_rooms": BY_ITS_CALLER,
    "sample.issue_known_code": OF_A_SAMPLE,
    "sample.open_series": OF_A_SAMPLE,
    "sample.set_known_password": OF_A_SAMPLE,
    "swaps.require_exchangeable": READS,
}


def verbs() -> Iterator[str]:
    """Yield the name of every verb: app and function."""
    for app in settings.INSTALLED_APPS:
        name = f"{app}.actions"
        if app.startswith("jonghong.") and find_spec(name):
            yield from (f"{app.removeprefix('jonghong.')}.{verb}" for verb in public_functions(import_module(name)))


def public_functions(module: ModuleType) -> list[str]:
    """Return the functions that others may call: those that a package names, or all that a file defines."""
    named = getattr(module, "__all__", None)
    found = {name: value for name, value in vars(module).items() if isfunction(value) and not name.startswith("_")}
    return sorted(name for name, value in found.items() if (name in named if named else value.__module__ == module.__name__))


@pytest.mark.pure
def test_every_verb_stands_on_one_of_the_lists() -> None:
    listed = [*DONE, *ELSEWHERE, *QUIET]
    assert sorted(listed) == sorted(verbs())


@pytest.mark.pure
@pytest.mark.parametrize("verb", ELSEWHERE)
def test_what_is_shown_elsewhere_names_its_acts_there(verb: str) -> None:
    acts, where = ELSEWHERE[verb]
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(ROOT.glob(where)))
    assert [act for act in acts if act.name not in text and act.value not in text] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "told"), SCENES, ids=[name for name, _told in SCENES])
def test_each_act_leaves_exactly_its_records(name: str, told: list[Told]) -> None:
    scene = Scene()
    people = {scene.clerk.pk: CLERK, scene.other.pk: OTHER, scene.officer.pk: OFFICER, None: NOBODY}
    verb = getattr(scene, name)()
    before = list(Record.objects.values_list("pk", flat=True))
    verb()
    made = Record.objects.exclude(pk__in=before).order_by("number")
    assert [(each.act, each.facts.get("verb"), each.facts.get("bookings"), people[each.actor_id]) for each in made] == told
    assert set(made) <= set(records_of(scene.office))
    assert list(faults(scene.office)) == []


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_one_act() -> None:
    from uuid import uuid4

    from jonghong.bookings import actions

    scene, key = Scene(), uuid4()
    for _time in range(2):
        facts: dict[str, Any] = {
            "room_id": scene.small.pk,
            "slots": [scene.slot()],
            "details": scene.details(scene.by),
            "key": key,
        }
        actions.book(office=scene.office, by=scene.by, **facts)
    assert [record.facts for record in records_of(scene.office)] == [{"verb": "book", "bookings": 1}]


@pytest.mark.django_db
def test_facts_are_short_and_name_nobody() -> None:
    for name, _told in SCENES:
        scene = Scene()
        getattr(scene, name)()()
        texts = [str(record.facts) for record in Record.objects.all()]
        for word in ("ประชุม", "ทดสอบ", "ใหม่", "อื่น", "ซ่อม", "วันหยุด"):
            assert [text for text in texts if word in text] == []
        assert max(map(len, texts), default=0) < 300
