"""Why somebody who comes back from a provider is not let in."""


class NotLetIn(Exception):
    """Not let in; ``why`` is for the audit, in a word or two of ours. People are told one sentence for all of them."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class LastWayIn(Exception):
    """Without this account its owner could not sign in any more."""
