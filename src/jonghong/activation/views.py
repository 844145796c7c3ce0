"""The pages on which officers give out activation codes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from jonghong.activation.forms import SlipsForm
from jonghong.core.forms import posted, status_of
from jonghong.people import actions, queries
from jonghong.people.access import PersonRequest, for_keepers_of_people
from jonghong.people.permissions import managed_people
from jonghong.people.refusals import Refused

form_page = require_http_methods(["GET", "HEAD", "POST"])


@for_keepers_of_people
@form_page
@never_cache
@sensitive_variables()
def manage_slips(request: PersonRequest) -> HttpResponse:
    """Show who waits for a code; by POST make the codes and show them, this once, as a page to print."""
    people = list(managed_people(request.rights, request.office))
    groups = queries.waiting_by_group(people, request.office)
    form = SlipsForm(posted(request), groups=groups, people=people)
    if form.is_valid():
        try:
            slips = actions.issue_codes(
                office=request.office,
                people=form.chosen(),
                issued_by=request.rights,
                latest=form.cleaned_data["latest"],
            )
        except Refused as fact:
            form.add_error(None, str(fact))
        else:
            return render(request, "activation/slips_print.html", {"slips": slips, "address": register_address(request)})
    words = {"form": form, "groups": groups, "latest": queries.latest_code(request.office)}
    return render(request, "activation/slips.html", words, status=status_of(form))


def register_address(request: HttpRequest) -> str:
    """Return the address that a slip tells people to open: by the office's own name, else as the officer came here."""
    if settings.PUBLIC_URL.netloc:
        return f"{settings.PUBLIC_URL.scheme}://{settings.PUBLIC_URL.netloc}{reverse('register')}"
    return request.build_absolute_uri(reverse("register"))
