"""One line of words, read by rules: "ศุกร์หน้าบ่าย เพชร ประชุมครู 40 คน". Pure.

What can be read in two ways becomes a question whose answers write the line anew; nothing is guessed.
"""

import re

from jonghong.finding.phrases.facts import Fact, Ground, Understood, Unsure
from jonghong.finding.phrases.line import Line, tidy
from jonghong.finding.phrases.numbers import NUMBER, value_of
from jonghong.finding.phrases.reading import Reading
from jonghong.finding.phrases.rooms import Named, named_in
from jonghong.finding.phrases.subject import drop_asking, keep_subject, remaining
from jonghong.finding.phrases.things import things_in
from jonghong.finding.phrases.which_days import ask_for_day, read_days, read_loose_days
from jonghong.finding.phrases.which_hours import read_hours

LONGEST = 200  # characters; nothing further is read
MOST_PEOPLE = 100_000

_COUNTED = r"คน|ท่าน|ที่นั่ง|(?:people|persons?|pax|seats?|attendees)(?![a-z])"
_ABOUT = r"จำนวน|ประมาณ|ราวๆ|ราว|สำหรับ|ไม่เกิน|(?:มี)?ผู้เข้า(?:ร่วม)?(?:ประชุม|อบรม)?|(?<![a-z])(?:for|about|around|with)"
_PEOPLE = re.compile(
    rf"(?:(?:{_ABOUT})\s?)*(?:(?<![0-9.]){NUMBER}\s?(?:-|–|ถึง|to)\s?)?(?<![0-9.])(?P<number>{NUMBER})\s?(?:{_COUNTED})",
    re.IGNORECASE,
)
_PEOPLE_NO_UNIT = re.compile(
    r"(?:(?:จำนวน|ผู้เข้า(?:ร่วม)?(?:ประชุม|อบรม)?)\s?|(?<![a-z])for )(?P<number>[0-9]{1,6})(?=$|[\s\0])",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(r"(?:^|(?<=[\s\0]))(?P<number>[0-9]{1,4})(?=$|[\s\0])")


def understand(text: str, ground: Ground) -> Understood:
    """Return what a line says, and what has to be asked. Never fails, whatever the text; reads its first 200 characters."""
    line = Line(tidy(text, LONGEST))
    reading = Reading(line, ground, Understood(line.text))
    quoted = keep_subject(line)
    drop_asking(line)
    for read in (read_days, read_hours, _read_people, _read_room, _read_things, _ask_number, read_loose_days, ask_for_day):
        read(reading)
    reading.said.title = " ".join(filter(None, [remaining(line), quoted]))
    return reading.said


def _read_people(reading: Reading) -> None:
    """Read how many people come; of "40-50 คน" the most."""
    found = reading.line.take(_PEOPLE) or reading.line.take(_PEOPLE_NO_UNIT)
    number = value_of(found["number"]) if found else 0
    reading.said.people = number if 1 <= number <= MOST_PEOPLE else None


def _read_things(reading: Reading) -> None:
    """Read what the room has to have; ask where the name stands among words of the subject."""
    found = []
    for wanted in things_in(reading.line, reading.ground.things):
        part = (wanted.start, wanted.end)
        if wanted.is_word:
            word = reading.line.words(*part)
            about: list[tuple[Fact, str]] = [(wanted.thing, f"{reading.word('with')}{wanted.thing.name}"), (word, f'"{word}"')]
            reading.ask(Unsure.THING_OR_SUBJECT, about, part)
        else:
            found.append(wanted.thing)
        reading.line.mark(*part)
    reading.said.things = tuple(dict.fromkeys(found))


def _read_room(reading: Reading) -> None:
    """Read which room is named; ask where several begin so, or where the name may be the subject."""
    for named in named_in(reading.line, reading.ground.rooms):
        part = (named.start, named.end)
        if reading.said.room or not reading.line.words(*part):
            return
        if len(named.rooms) == 1 and not named.is_word:
            reading.said.room = named.rooms[0]
            reading.line.mark(*part)
        else:
            _ask_room(reading, named)
            return


def _ask_room(reading: Reading, named: Named) -> None:
    part, word = (named.start, named.end), reading.line.words(named.start, named.end)
    rooms: list[tuple[Fact, str]] = [(room, f"{reading.word('room')}{room.name}") for room in named.rooms]
    about = Unsure.ROOM_OR_SUBJECT if named.is_word else Unsure.WHICH_ROOM
    reading.ask(about, [*rooms, (word, f'"{word}"')], part)
    reading.line.mark(*part)


def _ask_number(reading: Reading) -> None:
    """Ask whether a number that stands alone counts people."""
    found = None if reading.said.people else _NUMBER_ALONE.search(reading.line.unread)
    number = int(found["number"]) if found else 0
    if not found or number <= 1:
        return
    word = reading.line.words(*found.span())
    reading.ask(Unsure.PEOPLE, [(number, f"{number} {reading.word('people')}"), (word, f'"{word}"')], found.span())
    reading.line.mark(*found.span())
