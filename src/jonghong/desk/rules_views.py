"""The pages on which officers read and set the rules of booking."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.bookings import actions
from jonghong.bookings.actions.rulesets import Contradictory, plain
from jonghong.bookings.refusals import Refused
from jonghong.bookings.rules import all_settings
from jonghong.bookings.rules.settings import merged, rules_set
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import problem
from jonghong.desk.rules_forms import RulesForm
from jonghong.desk.rules_keeping import forget, keep, kept
from jonghong.desk.rules_words import card_of, of_office
from jonghong.offices.access import for_officers
from jonghong.people.access import PersonRequest
from jonghong.rooms.models import Room
from jonghong.rooms.queries import rooms_of


@for_officers
@require_safe
def rules(request: PersonRequest) -> HttpResponse:
    """Show the rules of the office and in what its rooms differ, in sentences."""
    settings, names = all_settings(request.office), _group_names(request)
    saved = request.GET.get("saved", "")
    words = {
        "general": card_of(settings.general, None, names),
        "cards": [card_of(settings.of(room.pk), room, names) for room in rooms_of(request.office)],
        "saved": saved,
        "can_undo": saved not in {"", "undone"} and kept(request) is not None,
    }
    return render(request, "desk/rules.html", words)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def rules_of_office(request: PersonRequest) -> HttpResponse:
    """Set the rules of the office."""
    return _rules_page(request, None)


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def rules_of_room(request: PersonRequest, room_id: int) -> HttpResponse:
    """Set in what one room differs from the office."""
    return _rules_page(request, get_object_or_404(Room, office=request.office, pk=room_id))


@for_officers
@require_POST
def undo_rules(request: PersonRequest) -> HttpResponse:
    """Put back what held before the last change, unless somebody has changed it since."""
    change = kept(request)
    if change is None:
        raise Http404
    room = get_object_or_404(Room, office=request.office, pk=change.room_id) if change.room_id else None
    try:
        actions.set_rules(office=request.office, by=request.rights, room=room, facts=change.before, expected=change.after)
    except Refused as refusal:
        advice = str(refusal) if isinstance(refusal, Contradictory) else _("Somebody has set other rules since.")
        return problem(request, status=409, title=_("This was not undone"), advice=advice)
    forget(request)
    return go(request, f"{reverse('manage-rules')}?saved=undone")


def _rules_page(request: PersonRequest, room: Room | None) -> HttpResponse:
    """Show the form of the office or of a room, or keep what it says; an address with fields asks how these would read."""
    groups, facts = list(request.office.groups.all()), rules_set(request.office, room)
    form = RulesForm(posted(request), groups=groups, facts=facts, is_room=room is not None)
    if form.is_valid():
        try:
            before, after = actions.set_rules(office=request.office, by=request.rights, room=room, facts=form.facts)
        except Contradictory as refusal:
            form.tell(refusal.mistakes)
        else:
            keep(request, room, before, after)
            return go(request, f"{reverse('manage-rules')}?saved={room.pk if room else 'office'}")
    asked = RulesForm(request.GET, groups=groups, facts=facts, is_room=room is not None) if request.GET else form
    if asked.is_bound:
        asked.is_valid()
        facts = plain(asked.facts, is_office=room is None)
    general = all_settings(request.office).general
    settings = merged(rules_set(request.office, None), facts) if room else merged(facts, {})
    names = _group_names(request)
    words = {
        "form": form,
        "room": room,
        "card": card_of(settings, room, names),
        "of_office": of_office(general, names) if room else {},
    }
    return render(request, "desk/rules_form.html", words, status=status_of(form))


def _group_names(request: PersonRequest) -> dict[int, str]:
    return dict(request.office.groups.values_list("pk", "name"))
