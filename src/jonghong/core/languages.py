"""Which language a visitor is spoken to."""

from django.conf import settings
from django.http import HttpRequest


def language_of(request: HttpRequest) -> str:
    """Return ``th`` or ``en``: Thai unless the visitor chose otherwise; browsers' wishes are not asked."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
