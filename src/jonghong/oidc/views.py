"""Signing in by a provider: going there, coming back, and the accounts that somebody linked."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe

from jonghong.core.htmx import go
from jonghong.core.network import network_of
from jonghong.core.views import safe_next
from jonghong.core.waits import wait_first
from jonghong.oidc import actions, arrivals, flows, queries
from jonghong.oidc.fetching import Unanswered
from jonghong.oidc.providers import Provider, providers
from jonghong.oidc.refusals import LastWayIn, NotLetIn
from jonghong.people import guessing, numbers, sessions, signin
from jonghong.people.access import PersonRequest, for_people, for_sure_by_factor
from jonghong.people.actions import note_refusal, note_slowed
from jonghong.people.guessing import TooManyGuesses
from jonghong.people.models import Person
from jonghong.people.views import waiting

WAY = "jonghong.oidc.signin.Outside"


@never_cache
@require_POST
def go_to_provider(request: PersonRequest, provider: str) -> HttpResponse:
    """Begin to sign in: send the visitor to the provider."""
    return depart(request, asked(provider), goal=safe_next(request))


@never_cache
@require_POST
@for_people
@for_sure_by_factor
def link_account(request: PersonRequest, provider: str) -> HttpResponse:
    """Begin to link an account: send who is signed in to the provider."""
    return depart(request, asked(provider), goal=reverse("accounts") + "?linked=1", purpose="link")


@require_safe
@for_people
def confirm_by_account(request: PersonRequest) -> HttpResponse:
    """Offer to confirm who is there by an account that is linked, as who has no password has to."""
    assert isinstance(request.user, Person)
    issuers = set(queries.identities_of(request.user).values_list("issuer", flat=True))
    offers = [one for one in providers().values() if one.issuer in issuers]
    return render(request, "oidc/confirm.html", {"offers": offers, "goal": safe_next(request)})


@never_cache
@require_POST
@for_people
def confirm_at_provider(request: PersonRequest, provider: str) -> HttpResponse:
    """Begin to confirm: send who is signed in to the provider."""
    return depart(request, asked(provider), goal=safe_next(request), purpose="confirm")


@never_cache
@require_GET
@sensitive_variables()
def come_back(request: PersonRequest, provider: str) -> HttpResponse:
    """Let in whom the provider confirms, link the account, or take it as a confirmation.

    The one address that changes something when it is only visited: the protocol lets a provider send people back by a plain
    redirect. What makes it safe is the state, which this visitor's own session began and which is good once.
    """
    there = asked(provider)
    guess = guessing.Guess(request.office.pk, network=network_of(request))
    try:
        guessing.take(guess)
        flow = arrivals.flow_of(request, there)
        uri = redirect_uri(request, there)
        arrival = arrivals.arrive(request.GET, there, flow, office=request.office, redirect_uri=uri)
        address = concluded(request, flow, arrival)
    except NotLetIn as fact:
        return refused(request, there, fact)
    except TooManyGuesses as fact:
        return slowed(request, there, fact)
    guessing.forgive(guess)
    return go(request, address)


@require_safe
@for_people
def accounts(request: PersonRequest) -> HttpResponse:
    """Show the accounts elsewhere that let somebody in."""
    assert isinstance(request.user, Person)
    mine = list(queries.identities_of(request.user))
    labels = {one.issuer: one.label for one in reversed(providers().values())}
    open_ones = [one for one in providers().values() if one.issuer not in {account.issuer for account in mine}]
    page = {"mine": mine, "labels": labels, "open_ones": open_ones, "note": request.GET}
    return render(request, "oidc/accounts.html", page)


@never_cache
@require_POST
@for_people
@for_sure_by_factor
def unlink_account(request: PersonRequest, identity_id: int) -> HttpResponse:
    """Let an account elsewhere stand for nobody any more."""
    assert isinstance(request.user, Person)
    mine = get_object_or_404(queries.identities_of(request.user), pk=identity_id)
    try:
        actions.unlink(identity=mine)
    except LastWayIn:
        return go(request, reverse("accounts") + "?last=1")
    return go(request, reverse("accounts") + "?unlinked=1")


def asked(name: str) -> Provider:
    """Return the provider of that name. Raises Http404."""
    found = providers().get(name)
    if found is None:
        raise Http404
    return found


def depart(request: PersonRequest, provider: Provider, *, goal: str, purpose: str = "sign in") -> HttpResponse:
    """Show the page that leads on to the provider by itself.

    Not a redirect: our content security policy lets a form lead nowhere but here, and browsers hold redirects to that, too.
    """
    try:
        there = arrivals.known(provider)
    except Unanswered as fact:
        return refused(request, provider, NotLetIn(fact.why))
    uri = redirect_uri(request, there)
    person = request.rights.person_id if purpose != "sign in" else None
    address = flows.begin(request.session, there, goal=goal, redirect_uri=uri, purpose=purpose, person=person)
    return render(request, "oidc/departure.html", {"provider": there, "address": address})


def redirect_uri(request: PersonRequest, provider: Provider) -> str:
    """Return the one address to which that provider sends people back, as it has to be registered there."""
    path = reverse("oidc-back", kwargs={"provider": provider.name})
    if settings.PUBLIC_URL.hostname:
        return f"{settings.PUBLIC_URL.scheme}://{settings.PUBLIC_URL.netloc}{path}"
    return request.build_absolute_uri(path)


def concluded(request: PersonRequest, flow: flows.Flow, arrival: arrivals.Arrival) -> str:
    """Do what the journey was for, and return where to go on. Raises NotLetIn."""
    if flow.purpose == "sign in":
        person = actions.admit(office=request.office, arrival=arrival)
        sessions.forget_expired()
        keys = numbers.every_key(arrival.citizen_id) if arrival.citizen_id else ()
        return signin.enter(request, person, backend=WAY, goal=flow.goal, keys=keys)
    if not isinstance(request.user, Person) or request.rights.person_id != flow.person:
        raise NotLetIn("another session")
    if flow.purpose == "link":
        actions.link(person=request.user, arrival=arrival)
    else:
        actions.require_linked(person=request.user, arrival=arrival, since=flow.begun)
        signin.confirm(request, way="oidc")
    return flow.goal


def refused(request: PersonRequest, provider: Provider, fact: NotLetIn) -> HttpResponse:
    """Say in one sentence for all reasons that it did not work, and write down the reason."""
    note_refusal(office=request.office, why=fact.why, way="oidc", provider=provider.name)
    return render(request, "oidc/refused.html", {"provider": provider}, status=403)


def slowed(request: PersonRequest, provider: Provider, fact: TooManyGuesses) -> HttpResponse:
    """Say how long to wait."""
    note_slowed(office=request.office, fact=fact)
    page = {"provider": provider, "sentence": waiting(fact.wait)}
    return wait_first(request, "oidc/refused.html", page, fact.wait)
