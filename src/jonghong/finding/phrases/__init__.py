"""One line of words, understood by rules: day, time, how many people, room, equipment; what remains is the subject."""

from jonghong.finding.phrases.facts import Choice, Days, Fact, Ground, Question, RoomName, ThingName, Understood
from jonghong.finding.phrases.sentence import LONGEST, understand

__all__ = ["LONGEST", "Choice", "Days", "Fact", "Ground", "Question", "RoomName", "ThingName", "Understood", "understand"]
