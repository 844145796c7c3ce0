"""What rows of a sheet name: rooms, groups and people. Pure."""

from dataclasses import dataclass, field

from jonghong.moving.facts import GroupDraft, Known, PersonDraft, RoomDraft, Thing
from jonghong.moving.sheets import cells
from jonghong.people import identity

NO_NAME = "ไม่ทราบชื่อ"


@dataclass
class Named:
    """Rooms, groups and people that rows of a sheet name, by their keys."""

    things: dict[tuple[type, str], Thing] = field(default_factory=dict)

    def room(self, name: str) -> str:
        """Return the key of a room."""
        return self._key(RoomDraft(cells.room_key(name) or name, name))

    def group(self, name: str) -> str:
        """Return the key of a group."""
        return self._key(GroupDraft(cells.group_key(name) or name, name))

    def person(self, cell: str, known: Known) -> str:
        """Return the key of somebody of whom only the name is known, or only the number.

        A name becomes somebody only where one person here has it: a name alone does not tell who that is, or was.
        """
        try:
            digits = identity.normalised(cell)
        except identity.BadCitizenId:
            name = cells.tidy(cell)[0]
            key = cells.person_key(name) if name else ""
            return self._key(PersonDraft(key, "", name, is_active=False)) if key in known.people else key
        return self._key(PersonDraft(digits, digits, NO_NAME, is_active=False))

    def is_name_alone(self, key: str) -> bool:
        """Tell whether the key is of a name that nobody here has."""
        return bool(key) and (PersonDraft, key) not in self.things

    def _key(self, thing: RoomDraft | GroupDraft | PersonDraft) -> str:
        self.things.setdefault((type(thing), thing.key), thing)
        return thing.key
