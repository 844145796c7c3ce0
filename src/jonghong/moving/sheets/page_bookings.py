"""Judging the bookings on the public page of a month. Pure."""

from datetime import date

from jonghong.moving.facts import BookingDraft, Code, Judged, Known, Plan, Source, SourceRow
from jonghong.moving.sheets import cells, days, hours, page_texts, pages
from jonghong.moving.sheets.bookings import NO_TITLE, finished
from jonghong.moving.sheets.facts import PAGE, Unclear
from jonghong.moving.sheets.named import Named
from jonghong.moving.sheets.states import CONFIRMED


def judge(source: Source, known: Known) -> Plan:
    """Return what the bookings on a page become; days that follow each other stay bookings of their own."""
    named = Named()
    rows = [_judged(row, named, known) for row in source.tables.get(PAGE, [])]
    return finished(Plan(source, rows, list(named.things.values())), known)


def parts(text: str) -> tuple[str, str, str, str]:
    """Return the subject, the group, when it is and how many come, of "เรื่อง กลุ่ม (เช้า-บ่าย 20 คน)"; empty where it does not say.

    The group is the last line, or in one line the last word.
    """
    when = people = ""
    tails = [found for found in page_texts.TAIL.finditer(text) if found.end() == len(text)]
    if tails and page_texts.is_tail(tails[-1]["said"], may_count=True):
        said = page_texts.mended_half(tails[-1]["said"])
        count = page_texts.COUNT.search(said)
        people = count[0] if count else ""
        when = page_texts.COUNT.sub("", said).strip(" ,")
        text = text[: tails[-1].start()]
    subject, _, group = text.strip().rpartition("\n")
    if not subject:
        subject, _, group = text.strip().rpartition(" ")
    return (subject, group, when, people) if subject else (group, "", when, people)


def _judged(row: SourceRow, named: Named, known: Known) -> Judged:
    judged = Judged(row)
    said = {name: row.cells.get(name) or "" for name in pages.COLUMNS}
    subject, group, when, people = parts(said[pages.TEXT])
    title, notes = cells.tidy(subject)
    group, _notes = cells.tidy(group)
    attendees, unread = cells.people(people)
    judged.note(*(note for note in notes if note is not Code.TEXT_TIDIED), *unread)
    judged.note(*[Code.UNKNOWN_GROUP] * (not group), *[Code.NO_TITLE] * (not title))
    facts = {
        "title": title or NO_TITLE,
        "group": named.group(group) if group else "",
        "attendees": str(attendees or ""),
        "state": CONFIRMED,
    }
    try:
        room = cells.tidy(said[pages.ROOM])[0]
        facts |= {"room": named.room(room)} if room else {}
        day = days.read_day(page_texts.whole_day(said[pages.DAY], said[pages.MONTH]), known.now.date())
        facts |= {"first": day.isoformat(), "last": day.isoformat()}
        draft = _draft(facts, day, when, attendees, known)
    except Unclear as fact:
        judged.reason, judged.suggestion = fact.code, {name: text for name, text in (facts | fact.suggestion).items() if text}
        return judged
    judged.thing = draft
    judged.note(*[Code.NO_HOURS] * (not when))
    return judged


def _draft(facts: dict[str, str], day: date, when: str, attendees: int | None, known: Known) -> BookingDraft:
    if "room" not in facts:
        raise Unclear(Code.NO_ROOM)
    if not when and attendees is None:
        raise Unclear(Code.HOURS_UNREADABLE)  # a page of another make, whose cells may say anything
    start, end, half, _notes = hours.read_hours(when, "", "", known)
    return BookingDraft(
        room=facts["room"],
        group=facts["group"],
        booker="",
        first=day,
        last=day,
        start=start,
        end=end,
        half=half.value,
        state=facts["state"],
        title=facts["title"],
        attendees=attendees,
    )
