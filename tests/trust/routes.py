"""Every address of the product, read from its URL table."""

import re
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters

SAMPLES = {"be": 2023, "month": 6, "slug": "x", "str": "x", "uuid": "12345678-1234-5678-1234-567812345678"}


@dataclass(frozen=True)
class Route:
    """A route: its name, as it stands in the table, and the words that it wants."""

    name: str
    pattern: str
    wants: tuple[str, ...]
    view: str

    @property
    def invented(self) -> str:
        """Its address with words that name nothing."""
        return re.sub(
            r"<(?:(\w+):)?\w+>",
            lambda word: str(get_converters()[kind := word[1] or "str"].to_url(SAMPLES.get(kind, 1))),
            self.pattern,
        )

    def address(self, words: Any) -> str:
        """Return its address with those of the words that it wants."""
        return reverse(self.name, kwargs={name: words[name] for name in self.wants})


def routes(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "/") -> list[Route]:
    """Return every route of the product, as the URL table has them."""
    found: list[Route] = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, route)
        else:
            view = pattern.callback
            words = tuple(pattern.pattern.converters)
            found.append(Route(pattern.name or "", route, words, f"{view.__module__}.{view.__name__}"))
    return found
