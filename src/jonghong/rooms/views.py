"""The pages on which officers keep the rooms, and the photos that everybody may see."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.core import clock
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.offices.access import OfficeRequest, for_officers
from jonghong.offices.ordering import DIRECTIONS
from jonghong.rooms import actions
from jonghong.rooms.forms import RoomForm
from jonghong.rooms.models import HUES, Room
from jonghong.rooms.queries import rooms_of, rooms_to_keep

form_page = require_http_methods(["GET", "HEAD", "POST"])
YEAR = 365 * 24 * 60 * 60


@require_safe
def room(request: OfficeRequest, room_id: int) -> HttpResponse:
    """Show one room to anybody: photo, seats, what stands in it."""
    found = get_object_or_404(rooms_of(request.office).prefetch_related("equipment"), pk=room_id)
    return render(request, "rooms/about.html", {"room": found, "today": clock.today(request.office.zone)})


@for_officers
@require_safe
def manage_rooms(request: OfficeRequest) -> HttpResponse:
    """List the rooms in order."""
    rooms = list(rooms_to_keep(request.office).prefetch_related("equipment"))
    return render(request, "rooms/rooms.html", {"rooms": rooms, "saved": request.GET.get("saved", "")})


@for_officers
@form_page
def add_room(request: OfficeRequest) -> HttpResponse:
    """Add a room."""
    used = set(rooms_of(request.office).values_list("hue", flat=True))
    hue = next((each for each in HUES if each not in used), next(iter(HUES)))
    form = room_form(request, initial={"hue": hue, "is_open": True})
    if form.is_valid() and (room := form.keep(actions.add_room, office=request.office)):
        return to_rooms(request, room)
    return render(request, "rooms/room.html", {"form": form}, status=status_of(form))


@for_officers
@form_page
def change_room(request: OfficeRequest, room_id: int) -> HttpResponse:
    """Change a room."""
    room = get_object_or_404(rooms_to_keep(request.office), pk=room_id)
    facts = ("name", "capacity", "hue", "is_open", "needs_permission")
    things = [thing.name for thing in room.equipment.all()]
    form = room_form(request, initial={**{fact: getattr(room, fact) for fact in facts}, "equipment": things})
    if form.is_valid() and form.keep(actions.change_room, room=room):
        return to_rooms(request, room)
    return render(request, "rooms/room.html", {"form": form, "room": room}, status=status_of(form))


@for_officers
@require_POST
def move_room(request: OfficeRequest, room_id: int) -> HttpResponse:
    """Let a room change places with its neighbour."""
    room = get_object_or_404(Room, office=request.office, pk=room_id)
    if direction := DIRECTIONS.get(request.POST.get("direction")):
        actions.move_room(room=room, direction=direction)
    return go(request, f"{reverse('manage-rooms')}#room-{room.pk}")


@require_safe
def photo(request: OfficeRequest, file: str) -> FileResponse:
    """Send the photo of one of the office's rooms; its name is made anew with each photo, so it may be kept for long."""
    name = file.replace("\0", "?")  # no name has a NUL, and PostgreSQL refuses to look for one
    get_object_or_404(rooms_of(request.office), photo=name)
    try:
        content = default_storage.open(name)
    except FileNotFoundError as fault:
        raise Http404 from fault
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return FileResponse(content, content_type="image/webp", headers=headers)


def room_form(request: OfficeRequest, *, initial: dict[str, Any]) -> RoomForm:
    """Return the form about a room, with the equipment that the office knows."""
    things = request.office.equipment.values_list("name", flat=True)
    sent = posted(request)
    files = None if sent is None else request.FILES
    return RoomForm(sent, files, initial=initial, things=list(things))


def to_rooms(request: OfficeRequest, room: Room) -> HttpResponse:
    """Go back to the list, which points at the room."""
    return go(request, f"{reverse('manage-rooms')}?saved={room.pk}#room-{room.pk}")
