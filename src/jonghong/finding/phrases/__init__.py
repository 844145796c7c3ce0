"""One line of words, understood by rules: what day, what time, how many people, which room, and what remains is the subject."""

from jonghong.finding.phrases.facts import Choice, Days, Fact, Ground, Question, RoomName, Understood
from jonghong.finding.phrases.sentence import LONGEST, understand

__all__ = ["LONGEST", "Choice", "Days", "Fact", "Ground", "Question", "RoomName", "Understood", "understand"]
