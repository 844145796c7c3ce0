"""What the command line does; one module for each command."""


class Stop(Exception):
    """A command cannot go on; the message tells a person why, and what to do, in Thai and in English."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(f"{thai}\n{english}")


def say(thai: str, english: str) -> None:
    """Tell on the terminal what is being done."""
    print(f"{thai} · {english}", flush=True)
