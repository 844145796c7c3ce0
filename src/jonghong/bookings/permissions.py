"""Who may do what with a booking: asked by pages to be kind and by actions to be right."""

from typing import Protocol

from jonghong.people.permissions import Rights


class Owned(Protocol):
    """What a right over a booking depends on."""

    organizer_id: int | None
    group_id: int
    is_private: bool


class Guarded(Protocol):
    """A room, or what is offered of one."""

    @property
    def needs_permission(self) -> bool:
        """Whether its bookings wait for permission."""


def may_book_for(rights: Rights, group_id: int) -> bool:
    """Tell whether he may book in the name of that group: his own, or any for an officer."""
    return rights.is_officer or group_id in rights.group_ids


def may_change(rights: Rights, booking: Owned) -> bool:
    """Tell whether he may change or cancel it: its owner, members of its group, officers."""
    is_owner = rights.is_signed_in and booking.organizer_id == rights.person_id
    return is_owner or may_book_for(rights, booking.group_id)


def must_ask(rights: Rights, room: Guarded) -> bool:
    """Tell whether what he books in that room waits for permission; who gives it need not ask for it."""
    return room.needs_permission and not may_decide(rights)


def may_decide(rights: Rights) -> bool:
    """Tell whether he answers requests that wait for permission: room officers and who acts for one."""
    return rights.is_officer


def may_close(rights: Rights) -> bool:
    """Tell whether he closes rooms for a time, and moves or cancels what stands there: room officers."""
    return rights.is_officer


def may_see_subject(rights: Rights, booking: Owned) -> bool:
    """Tell whether he may read what it is about; a private booking shows only that the room is in use."""
    return not booking.is_private or may_change(rights, booking)


def may_see_people(rights: Rights, booking: Owned) -> bool:
    """Tell whether he may read names, phones and the history: people of the office, never the public."""
    return rights.is_signed_in and may_see_subject(rights, booking)
