"""Who stands behind a session that a provider opened."""

from django.http import HttpRequest

from jonghong.people.signin import OwnPassword


class Outside(OwnPassword):
    """A way of signing in that takes no password: views of this app open the session, this reads its person."""

    def authenticate(self, request: HttpRequest | None) -> None:  # type: ignore[override]
        """Prove nobody: Django asks this only of who claims nothing."""
