"""What bringing in a list would do: the same plan is shown first and carried out then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.crypto import salted_hmac

from jonghong.offices.models import Group
from jonghong.people import numbers
from jonghong.people.models import OFFICERS, RANKS, Role
from jonghong.people.permissions import Rights, may_manage_person
from jonghong.roster.choices import NEW, Choices
from jonghong.roster.reading import Entry, Reason, group_key

MOST_DIGITS = 4  # in the name of a group
LONGEST_GROUP = Group._meta.get_field("name").max_length or 0
Place = int | str  # the key of a group, or the name of one that is made


@dataclass(frozen=True)
class Standing:
    """How somebody stands on the list of the office."""

    person_id: int
    name: str
    email: str
    is_active: bool
    roles: Mapping[int, str]


@dataclass(frozen=True)
class Known:
    """What of an office a plan looks at: people by the keyed hashes of their numbers, and all groups."""

    people: Mapping[str, Standing]
    groups: Sequence[Group]


@dataclass
class Somebody:
    """One person of the file, out of one row or several; ``standing`` is None for who is new."""

    digits: str = field(repr=False)
    name: str
    standing: Standing | None
    rows: list[int] = field(default_factory=list)
    email: str = ""
    roles: dict[Place, str] = field(default_factory=dict)

    @property
    def news(self) -> list[str]:
        """What of somebody on the list changes: name, email, roles."""
        assert self.standing
        is_other = {
            "name": self.name != self.standing.name,
            "email": self.email not in {"", self.standing.email},
            "roles": bool(self.roles),
        }
        return [what for what, is_so in is_other.items() if is_so]


@dataclass(frozen=True)
class Rejected:
    """A row that is not taken, and why; ``before`` is an earlier row that a reason speaks of."""

    number: int
    reasons: tuple[Reason, ...]
    before: int = 0


@dataclass(frozen=True)
class Strange:
    """A group that the office does not have, by its name in the file, and in how many rows it stands."""

    key: str
    name: str
    rows: int
    is_out_of_use: bool = False

    @property
    def may_be_made(self) -> bool:
        """Whether it can be made: a name that no group has, and that is no number that went astray."""
        digits = sum(map(str.isdigit, self.name))
        return not self.is_out_of_use and len(self.name) <= LONGEST_GROUP and digits <= MOST_DIGITS


@dataclass
class Plan:
    """What would be done; ``strange``, ``doubtful`` and ``may_leave`` hold what is to be decided, also where it is already.

    ``absent`` are those on the list of whom no row speaks, ``may_leave`` those of them who are in the officer's hands.
    """

    new: list[Somebody] = field(default_factory=list)
    changed: list[Somebody] = field(default_factory=list)
    unchanged: list[Somebody] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    strange: list[Strange] = field(default_factory=list)
    doubtful: list[Entry] = field(default_factory=list)
    absent: list[Standing] = field(default_factory=list)
    may_leave: list[Standing] = field(default_factory=list)
    leaving: list[int] = field(default_factory=list)
    namesakes: list[Somebody] = field(default_factory=list)

    @property
    def new_groups(self) -> list[str]:
        """The names of the groups that would be made."""
        places = (place for one in (*self.new, *self.changed) for place in one.roles)
        return list(dict.fromkeys(place for place in places if isinstance(place, str)))

    @property
    def known(self) -> list[int]:
        """The numbers of those on the list of people whose data the plan shows."""
        changed = (one.standing.person_id for one in self.changed if one.standing)
        return sorted({*changed, *(one.person_id for one in self.absent)})

    @property
    def gives_offices(self) -> bool:
        """Whether anybody becomes a room officer or an administrator by it."""
        return any(role in OFFICERS for one in (*self.new, *self.changed) for role in one.roles.values())

    @property
    def does_anything(self) -> bool:
        """Whether it would change anything."""
        return bool(self.new or self.changed or self.leaving)

    @property
    def seal(self) -> str:
        """A sign by which a plan is known again: another one, where anything has changed meanwhile, has another."""
        told = [
            [(numbers.newest_key(one.digits), one.name, one.email, sorted(map(str, one.roles.items()))) for one in people]
            for people in (self.new, self.changed)
        ]
        return salted_hmac("jonghong.roster.plans", repr([told, self.leaving, self.rejected])).hexdigest()


class Planner:
    """Makes a plan, row by row, for somebody with these rights; None is the console, which may do all."""

    def __init__(self, known: Known, choices: Choices, rights: Rights | None) -> None:
        self.known, self.choices, self.rights = known, choices, rights
        self.groups = {group_key(name): group for group in known.groups for name in (group.short_name, group.name)}
        self.in_use = {group.pk for group in known.groups if group.is_active}
        self.people: dict[str, Somebody] = {}
        self.strange: dict[str, list[Entry]] = {}
        self.present: set[int] = set()
        self.plan = Plan()

    def plan_for(self, entries: Iterable[Entry]) -> Plan:
        """Return the plan."""
        for entry in entries:
            self._take(entry)
        for one in self.people.values():
            self._sort(one)
        self.plan.strange = [Strange(key, rows[0].group, len(rows), key in self.groups) for key, rows in self.strange.items()]
        self._see_who_is_absent()
        return self.plan

    def _take(self, entry: Entry) -> None:
        standing = self._standing(entry.digits)
        if standing:
            self.present.add(standing.person_id)
        place = self._place(entry)
        reasons = [*entry.reasons, *self._doubts(entry, standing), *([place] if isinstance(place, Reason) else [])]
        if not isinstance(place, Reason):
            reasons += self._trespasses(entry, standing, place)
        if reasons:
            self.plan.rejected.append(Rejected(entry.number, tuple(dict.fromkeys(reasons)), entry.before))
            return
        assert not isinstance(place, Reason)
        one = self.people.setdefault(entry.digits, Somebody(entry.digits, entry.name, standing))
        one.rows.append(entry.number)
        one.email = one.email or entry.email
        if role := _role_given(entry, standing, place):
            one.roles[place] = role

    def _standing(self, digits: str) -> Standing | None:
        found = (self.known.people.get(key) for key in (numbers.every_key(digits) if digits else ()))
        return next(filter(None, found), None)

    def _place(self, entry: Entry) -> Place | Reason:
        """Return the group of a row, or why there is none."""
        if Reason.FORMULA in entry.reasons:
            return Reason.FORMULA  # its group may be what is not known
        if not entry.group:
            return self.choices.group if self.choices.group in self.in_use else Reason.NO_GROUP
        key = group_key(entry.group)
        group = self.groups.get(key)
        if group and group.is_active:
            return group.pk
        if not entry.reasons:
            self.strange.setdefault(key, []).append(entry)
        chosen = self.choices.groups.get(key, "")
        if chosen == NEW and Strange(key, entry.group, 1, is_out_of_use=group is not None).may_be_made:
            return self.strange[key][0].group if key in self.strange else entry.group
        return int(chosen) if chosen.isdecimal() and int(chosen) in self.in_use else Reason.UNKNOWN_GROUP

    def _doubts(self, entry: Entry, standing: Standing | None) -> list[Reason]:
        """Return the doubt about a number that nobody has confirmed; who is on the list already was."""
        if entry.reasons or standing or not entry.is_doubtful:
            return []
        self.plan.doubtful.append(entry)
        return [] if self.choices.is_sure_of_all or entry.number in self.choices.sure else [Reason.NOT_SURE]

    def _trespasses(self, entry: Entry, standing: Standing | None, place: Place) -> list[Reason]:
        """Return what whoever brings the list in may not do."""
        found = []
        if standing and not standing.is_active:
            found.append(Reason.HAS_LEFT)
        role = _role_given(entry, standing, place)
        if role and not self._manages(role):
            found.append(Reason.ROLE_NOT_YOURS)
        changes = standing and (role or entry.name != standing.name or entry.email not in {"", standing.email})
        if standing and changes and not self._manages(*standing.roles.values()):
            found.append(Reason.NOT_YOURS)
        return found

    def _manages(self, *roles: str) -> bool:
        return self.rights is None or may_manage_person(self.rights, frozenset(roles))

    def _sort(self, one: Somebody) -> None:
        if one.standing is None:
            self.plan.new.append(one)
        elif one.news:
            self.plan.changed.append(one)
        else:
            self.plan.unchanged.append(one)

    def _see_who_is_absent(self) -> None:
        here = [one for one in self.known.people.values() if one.is_active]
        self.plan.absent = sorted((one for one in here if one.person_id not in self.present), key=lambda one: one.name)
        self.plan.may_leave = [one for one in self.plan.absent if self._may_leave(one)]
        keys = [one.person_id for one in self.plan.may_leave]
        self.plan.leaving = [key for key in keys if self.choices.do_all_leave or key in self.choices.leaving]
        names = {one.name for one in here}
        self.plan.namesakes = [one for one in self.plan.new if one.name in names]

    def _may_leave(self, one: Standing) -> bool:
        """Tell whether somebody can be noted as having left: nobody does that to himself by a list."""
        return self._manages(*one.roles.values()) and not (self.rights and one.person_id == self.rights.person_id)


def _role_given(entry: Entry, standing: Standing | None, place: Place) -> str:
    """Return the role that a row adds or raises in a group; empty where it leaves things as they are."""
    held = standing.roles.get(place, "") if standing and isinstance(place, int) else ""
    wanted = entry.role or ("" if held else Role.CLERK.value)
    if not wanted or (held and RANKS.index(wanted) <= RANKS.index(held)):
        return ""
    return wanted
