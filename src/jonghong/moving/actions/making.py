"""The groups, rooms and people that a source needs and the office does not have yet."""

from dataclasses import dataclass, field

from jonghong.moving.facts import PersonDraft, plain
from jonghong.moving.judging.people import NOBODY
from jonghong.moving.matching import NO_GROUP, Preview, high_role, keys_of, same_name
from jonghong.moving.previews import LONGEST_GROUP, LONGEST_ROOM, LONGEST_SHORT, fitted
from jonghong.offices.actions import add_group
from jonghong.offices.models import Office
from jonghong.people import actions as people
from jonghong.people.models import RANKS, Role
from jonghong.people.permissions import Rights
from jonghong.rooms.actions import add_room


@dataclass
class Links:
    """Key of a draft -> id of what it is here, and which of these this import made."""

    groups: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    made: dict[str, list[int]] = field(default_factory=lambda: {"groups": [], "rooms": [], "people": []})
    waiting: list[int] = field(default_factory=list)  # people whose roles wait for a second administrator
    withheld: dict[int, str] = field(default_factory=dict)  # people -> the role over there that nobody granted here


def make(office: Office, preview: Preview, by: Rights | None) -> Links:
    """Make what is missing, and return what every draft is here."""
    links = Links()
    links.groups = _make_groups(office, preview, links)
    links.rooms = _make_rooms(office, preview, links)
    _make_people(office, preview, links, by)
    return links


def _make_groups(office: Office, preview: Preview, links: Links) -> dict[str, int]:
    choices, by_name, found = preview.choices.groups, dict[str, int](), dict[str, int]()
    for key, one in preview.groups.items():
        name = fitted(one.name or NO_GROUP, LONGEST_GROUP)
        if one.id is None and plain(name) not in by_name:
            short = fitted(choices[key].short_name or name, LONGEST_SHORT)
            by_name[plain(name)] = add_group(office=office, name=name, short_name=short).pk
        found[key] = one.id or by_name[plain(name)]
    links.made["groups"] = list(by_name.values())
    return found


def _make_rooms(office: Office, preview: Preview, links: Links) -> dict[str, int]:
    choices, by_name, found = preview.choices.rooms, dict[str, int](), dict[str, int]()
    for key, one in preview.rooms.items():
        name = fitted(one.name or key, LONGEST_ROOM)
        if one.id is None and plain(name) not in by_name:
            choice = choices[key]
            room = add_room(
                office=office,
                name=name,
                capacity=_seats(choice.capacity),
                hue=choice.hue,
                # A room that was deleted over there and made again stands there twice.
                is_open=any(
                    preview.drafts.rooms[other].is_open for other in preview.rooms if _is_new_room(preview, other, name)
                ),
            )
            by_name[plain(name)] = room.pk
        found[key] = one.id or by_name[plain(name)]
    links.made["rooms"] = list(by_name.values())
    return found


def _is_new_room(preview: Preview, key: str, name: str) -> bool:
    """Tell whether the room of that key becomes the new one of that name."""
    one = preview.rooms[key]
    return one.id is None and same_name(fitted(one.name or key, LONGEST_ROOM), name)


def _seats(capacity: int | None) -> int | None:
    return capacity if capacity and 0 < capacity <= 32_767 else None


def _make_people(office: Office, preview: Preview, links: Links, by: Rights | None) -> None:
    """Put on the list who is not on it yet, not activated; who is here already stays as he is."""
    missing: dict[str, list[str]] = {}
    for key, one in preview.people.items():
        if one.id is None:
            missing.setdefault(keys_of(preview.drafts.people[key])[0], []).append(key)
    newcomers = [_newcomer([preview.drafts.people[key] for key in keys], preview, links) for keys in missing.values()]
    brought = people.bring_in(office=office, newcomers=newcomers, changes=[], actor=by)
    links.made["people"], links.waiting = brought.new, brought.proposed
    links.people = {key: one.id for key, one in preview.people.items() if one.id}
    for keys, pk in zip(missing.values(), brought.new, strict=True):
        links.people |= dict.fromkeys(keys, pk)
        roles = [high_role(preview.drafts.people[key]) for key in keys if key not in preview.choices.roles]
        if len(roles) == len(keys) and any(roles):
            links.withheld[pk] = max(filter(None, roles), key=RANKS.index)


def _newcomer(drafts: list[PersonDraft], preview: Preview, links: Links) -> people.Newcomer:
    """Return one person out of the drafts that have his number; the highest role of each group counts, if it was granted."""
    first = drafts[0]
    is_granted = any(draft.key in preview.choices.roles for draft in drafts)
    # Who has no number can never come in: he is kept for what he booked, and is no staff that waits for a code.
    is_active = bool(first.digits) and any(draft.is_active for draft in drafts)
    roles: dict[int, str] = {}
    here = [draft.groups or {"": Role.CLERK.value} for draft in drafts if is_active and draft.is_active]
    for key, role in (item for groups in here for item in groups.items()):
        group = links.groups[key]
        role = role if is_granted else Role.CLERK.value  # noqa: PLW2901 - the same, as it is given
        roles[group] = max(role, roles.get(group, role), key=RANKS.index)
    return people.Newcomer(
        digits=first.digits,
        name=preview.people[first.key].name or NOBODY,
        email="",
        roles=roles,
        external="" if first.digits else first.key,
        is_active=is_active,
    )
