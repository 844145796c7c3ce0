"""Confirming again who one is, for who signs in by an account elsewhere."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jonghong.oidc.providers import providers
from jonghong.oidc.queries import identities_of
from jonghong.people.access import Way
from jonghong.people.models import Person


def confirm_way(request: HttpRequest, person: Person, goal: str) -> Way | None:  # noqa: ARG001 - one shape for all ways
    """Return how somebody confirms by a linked account; None for who has none."""
    issuers = {one.issuer for one in providers().values()}
    if not issuers or not identities_of(person).filter(issuer__in=issuers).exists():
        return None
    return Way(_("Confirm by a linked account"), f"{reverse('confirm-by-account')}?{urlencode({'next': goal})}")
