"""A line while it is read, and the questions about it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jonghong.core import thai
from jonghong.finding.phrases.days import Said
from jonghong.finding.phrases.facts import Choice, Days, Fact, Ground, Question, Understood, Unsure
from jonghong.finding.phrases.line import Line
from jonghong.rooms.hours import Half, Hours

Part = tuple[int, int]  # of the line, half-open
# What answers put into the line.
WORDS: dict[str, dict[str, str]] = {
    "th": {"morning": "เช้า", "afternoon": "บ่าย", "day": "เช้า-บ่าย", "people": "คน", "until": "ถึง", "room": "ห้อง", "with": "มี"},
    "en": {
        "morning": "morning",
        "afternoon": "afternoon",
        "day": "all day",
        "people": "people",
        "until": "until",
        "room": "room ",
        "with": "with ",
    },
}


@dataclass
class Reading:
    """The line while it is read, kind after kind; what one kind understood is no longer there for the next."""

    line: Line
    ground: Ground
    said: Understood
    loose: Said | None = field(default=None)  # a week or a month, until it is known what else is said

    def ask(self, about: Unsure, choices: Iterable[tuple[Fact, str]], *parts: Part, fault: thai.BadDate | None = None) -> None:
        """Ask about the words of some parts; each choice is what it means and the words that say so."""
        answers = tuple(Choice(self.line.anew(words, *parts), fact) for fact, words in choices)
        said = " ".join(self.line.words(*part) for part in sorted(parts))
        self.said.questions.append(Question(about, said, answers, fault))

    def ask_at_end(self, about: Unsure, choices: Iterable[tuple[Fact, str]]) -> None:
        """Ask about what is missing; an answer puts it at the end of the line."""
        at = len(self.line.text)
        self.ask(about, choices, (at, at))

    def word(self, name: str) -> str:
        """Return a word of the visitor's language: a half of the day, "people" and the like."""
        return WORDS[self.ground.language][name]

    def days(self, *all_days: Days) -> list[tuple[Fact, str]]:
        """Return days as choices."""
        return [(each, thai.format_span(each.first, each.last, self.ground.language)) for each in all_days]

    def hours(self, *all_hours: Hours) -> list[tuple[Fact, str]]:
        """Return hours as choices, each once."""
        return [(each, f"{thai.format_time(each.start)}-{thai.format_time(each.end)}") for each in dict.fromkeys(all_hours)]

    def halves(self, *halves: Half) -> list[tuple[Fact, str]]:
        """Return halves of the day as choices."""
        return [(half, self.word(half.value)) for half in halves]
