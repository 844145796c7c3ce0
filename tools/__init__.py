"""For those who work on jonghong: ``./jonghong test``, ``check`` and ``translate``. Not part of the wheel."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def asks_for_help(words: list[str], about: str | None) -> bool:
    """Tell whether the words ask what a command is; then that is printed."""
    is_asked = bool({"-h", "--help"} & set(words))
    if is_asked:
        print(about)
    return is_asked
