"""Dates of a series, against what people mean and against dateutil's own reading of RFC 5545."""

from datetime import date, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, strategies as st

from jonghong.bookings.recurrence import (
    LAST,
    MOST_DATES,
    MOST_INTERVAL,
    Frequency,
    NotARule,
    Recurrence,
    TooManyDates,
    Written,
    from_rfc,
)

pytestmark = pytest.mark.pure

MON, TUE, WED, FRI = 0, 1, 2, 4
FIRST = date(2023, 8, 2)  # a Wednesday


def days(text: str) -> list[date]:
    return [date.fromisoformat(word) for word in text.split()]


WEDNESDAYS = Recurrence(Frequency.WEEKLY, weekdays=(WED,), until=date(2023, 12, 31))
CASES = {
    "every day": (Recurrence(Frequency.DAILY, count=3), "2023-08-02 2023-08-03 2023-08-04"),
    "every third day": (Recurrence(Frequency.DAILY, interval=3, until=date(2023, 8, 9)), "2023-08-02 2023-08-05 2023-08-08"),
    "every Wednesday": (Recurrence(Frequency.WEEKLY, weekdays=(WED,), count=3), "2023-08-02 2023-08-09 2023-08-16"),
    "Monday and Wednesday": (Recurrence(Frequency.WEEKLY, weekdays=(MON, WED), count=3), "2023-08-02 2023-08-07 2023-08-09"),
    # The weeks count from the first date, not from the week of the day asked for.
    "every second Tuesday": (
        Recurrence(Frequency.WEEKLY, 2, (TUE,), until=date(2023, 9, 10)),
        "2023-08-08 2023-08-22 2023-09-05",
    ),
    "every second week, two days": (Recurrence(Frequency.WEEKLY, 2, (MON, FRI), count=3), "2023-08-04 2023-08-14 2023-08-18"),
    "the 31st": (Recurrence(Frequency.MONTHLY, month_day=31, until=date(2023, 12, 31)), "2023-08-31 2023-10-31 2023-12-31"),
    "29 February": (Recurrence(Frequency.MONTHLY, 12, month_day=29, count=2), "2023-08-29 2024-08-29"),
    "the second Tuesday": (
        Recurrence(Frequency.BY_WEEKDAY, weekdays=(TUE,), nth=2, count=3),
        "2023-08-08 2023-09-12 2023-10-10",
    ),
    "the fifth Tuesday": (Recurrence(Frequency.BY_WEEKDAY, weekdays=(TUE,), nth=5, count=2), "2023-08-29 2023-10-31"),
    "the last Friday": (Recurrence(Frequency.BY_WEEKDAY, weekdays=(FRI,), nth=LAST, count=2), "2023-08-25 2023-09-29"),
    "chosen": (Recurrence(Frequency.CHOSEN, chosen=(date(2023, 8, 1), date(2023, 9, 9))), "2023-08-01 2023-09-09"),
    "over before it begins": (Recurrence(Frequency.WEEKLY, weekdays=(TUE,), until=date(2023, 8, 7)), ""),
}


@pytest.mark.parametrize("case", CASES)
def test_dates_of_a_rule(case):
    recurrence, expected = CASES[case]
    assert recurrence.dates(FIRST) == days(expected)


def test_dates_skip_29_february_in_other_years():
    leaps = Recurrence(Frequency.MONTHLY, 12, month_day=29, count=3).dates(date(2024, 2, 29))
    assert leaps == days("2024-02-29 2028-02-29 2032-02-29")


def test_s7_wednesdays_from_2_august_to_31_december():
    dates = WEDNESDAYS.dates(FIRST)
    by_month = [sum(day.month == month for day in dates) for month in range(8, 13)]
    assert (dates[0], dates[-1], by_month) == (FIRST, date(2023, 12, 27), [5, 4, 4, 5, 4])


@pytest.mark.parametrize(
    ("recurrence", "skips"),
    [
        (Recurrence(Frequency.MONTHLY, month_day=28, count=1), False),
        (Recurrence(Frequency.MONTHLY, month_day=29, count=1), True),
        (Recurrence(Frequency.BY_WEEKDAY, weekdays=(0,), nth=5, count=1), True),
        (Recurrence(Frequency.BY_WEEKDAY, weekdays=(0,), nth=LAST, count=1), False),
        (WEDNESDAYS, False),
    ],
)
def test_short_months_are_skipped_only_by_days_they_lack(recurrence, skips):
    assert recurrence.may_skip_months is skips


@pytest.mark.parametrize("end", [{}, {"count": MOST_DATES + 1}, {"until": date(2399, 12, 31)}])
def test_too_many_dates_are_refused(end):
    with pytest.raises(TooManyDates, match=str(MOST_DATES)):
        Recurrence(Frequency.DAILY, **end).dates(FIRST)


def test_the_most_dates_are_given():
    assert len(Recurrence(Frequency.DAILY, count=MOST_DATES).dates(FIRST)) == MOST_DATES


@pytest.mark.parametrize(
    "facts",
    [
        {"frequency": Frequency.WEEKLY},
        {"frequency": Frequency.WEEKLY, "weekdays": (7,)},
        {"frequency": Frequency.WEEKLY, "weekdays": (2, 1)},
        {"frequency": Frequency.WEEKLY, "weekdays": (1,), "month_day": 3},
        {"frequency": Frequency.DAILY, "weekdays": (1,)},
        {"frequency": Frequency.DAILY, "interval": 0},
        {"frequency": Frequency.DAILY, "interval": MOST_INTERVAL + 1},
        {"frequency": Frequency.DAILY, "count": 0},
        {"frequency": Frequency.DAILY, "count": 2, "until": FIRST},
        {"frequency": Frequency.DAILY, "chosen": (FIRST,)},
        {"frequency": Frequency.MONTHLY},
        {"frequency": Frequency.MONTHLY, "month_day": 32},
        {"frequency": Frequency.BY_WEEKDAY, "weekdays": (1,), "nth": 6},
        {"frequency": Frequency.BY_WEEKDAY, "weekdays": (1, 2), "nth": 1},
        {"frequency": Frequency.CHOSEN},
        {"frequency": Frequency.CHOSEN, "chosen": (FIRST, FIRST)},
        {"frequency": Frequency.CHOSEN, "chosen": (FIRST,), "until": FIRST},
    ],
)
def test_facts_that_make_no_rule_are_refused(facts):
    with pytest.raises(NotARule):
        Recurrence(**facts)


def test_a_rule_is_written_in_the_words_of_the_rfc():
    lines = WEDNESDAYS.to_rfc(date(2023, 8, 1), [date(2023, 8, 9)]).splitlines()
    assert lines == [
        "DTSTART;VALUE=DATE:20230802",
        "RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20231231",
        "EXDATE;VALUE=DATE:20230809",
    ]
    last = Recurrence(Frequency.BY_WEEKDAY, 3, (FRI,), nth=LAST, count=4)
    assert last.to_rfc(FIRST).splitlines()[1] == "RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR;COUNT=4"
    chosen = Recurrence(Frequency.CHOSEN, chosen=(FIRST, date(2023, 9, 1)))
    assert chosen.to_rfc(FIRST) == "DTSTART;VALUE=DATE:20230802\nRDATE;VALUE=DATE:20230802,20230901"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RRULE:FREQ=DAILY;COUNT=2",
        "DTSTART;VALUE=DATE:20230802",
        "DTSTART;VALUE=DATE:2023",
        "DTSTART;VALUE=DATE:20230231\nRRULE:FREQ=DAILY;COUNT=2",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=SECONDLY;COUNT=2",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=CHOSEN;COUNT=2",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=DAILY;COUNT=0",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=DAILY;COUNT=2;BYHOUR=3",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=WEEKLY;BYDAY=XX;COUNT=2",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=MONTHLY;BYDAY=1MO,2TU;COUNT=2",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=DAILY;COUNT=2\nSUMMARY:x",
        "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=DAILY;COUNT=" + "9" * 6000,
        "x" * 20_001,
    ],
)
def test_a_text_that_is_no_rule_of_ours_is_refused(text):
    with pytest.raises(NotARule):
        from_rfc(text)


def test_a_rule_is_split_at_one_of_its_dates():
    rule = Written(Recurrence(Frequency.WEEKLY, 2, (WED,), count=4), FIRST, frozenset(days("2023-08-16 2023-09-13")))
    earlier, later = rule.before(date(2023, 8, 30)), rule.since(date(2023, 8, 30))
    assert earlier == Written(
        Recurrence(Frequency.WEEKLY, 2, (WED,), until=date(2023, 8, 29)), FIRST, frozenset({date(2023, 8, 16)})
    )
    assert later == Written(Recurrence(Frequency.WEEKLY, 2, (WED,), count=2), date(2023, 8, 30), frozenset({date(2023, 9, 13)}))
    assert (rule.before(FIRST), rule.since(date(2023, 9, 14))) == (None, None)


def test_chosen_dates_are_split():
    rule = Written(Recurrence(Frequency.CHOSEN, chosen=tuple(days("2023-08-02 2023-08-05 2023-08-09"))), FIRST, frozenset())
    assert rule.before(date(2023, 8, 5)).dates() == days("2023-08-02")
    assert rule.since(date(2023, 8, 5)).dates() == days("2023-08-05 2023-08-09")


some_days = st.dates(date(1950, 1, 1), date(2300, 1, 1))
ends = st.one_of(
    st.builds(lambda count: {"count": count}, st.integers(1, 60)),
    st.builds(lambda until: {"until": until}, st.dates(date(1950, 1, 1), date(2030, 1, 1))),
)
weekday_sets = st.sets(st.integers(0, 6), min_size=1).map(lambda found: {"weekdays": tuple(sorted(found))})
nths = st.builds(lambda day, nth: {"weekdays": (day,), "nth": nth}, st.integers(0, 6), st.sampled_from([LAST, 1, 2, 3, 4, 5]))
shapes = st.one_of(
    st.just({"frequency": Frequency.DAILY}),
    weekday_sets.map(lambda found: {"frequency": Frequency.WEEKLY, **found}),
    st.integers(1, 31).map(lambda day: {"frequency": Frequency.MONTHLY, "month_day": day}),
    nths.map(lambda found: {"frequency": Frequency.BY_WEEKDAY, **found}),
)
rules = st.builds(
    lambda shape, end, interval: Recurrence(**shape, **end, interval=interval),
    shapes,
    ends,
    st.integers(1, MOST_INTERVAL),
)
chosen_rules = st.sets(some_days, min_size=1, max_size=30).map(
    lambda found: Recurrence(Frequency.CHOSEN, chosen=tuple(sorted(found)))
)


def some_of(recurrence: Recurrence, first: date) -> list[date]:
    """Return its dates, of a rule that gives too many none."""
    try:
        return recurrence.dates(first)
    except TooManyDates:
        return []


@given(st.one_of(rules, chosen_rules), some_days, st.data())
def test_what_is_written_is_read_back_and_means_the_same_to_dateutil(recurrence, first, data):
    dates = some_of(recurrence, first)
    left_out = data.draw(st.sets(st.sampled_from(dates), max_size=5)) if dates else set()
    text = recurrence.to_rfc(first, left_out)
    read = from_rfc(text)
    assert read == Written(recurrence, recurrence.start(first), frozenset(left_out))
    assert read.to_rfc() == text
    if dates:
        # dateutil does not know VALUE=DATE of RDATE, which the RFC asks for.
        theirs = rrulestr(text.replace("RDATE;VALUE=DATE", "RDATE"), forceset=True)
        assert [moment.date() for moment in theirs] == read.dates() == [day for day in dates if day not in left_out]


@given(rules, some_days, st.data())
def test_both_parts_of_a_split_rule_give_just_its_dates(recurrence, first, data):
    dates = some_of(recurrence, first)
    if not dates:
        return
    rule = Written(recurrence, recurrence.start(first), frozenset())
    at = data.draw(st.sampled_from(dates)) + timedelta(days=data.draw(st.integers(0, 1)))
    earlier, later = rule.before(at), rule.since(at)
    assert (earlier.dates() if earlier else []) + (later.dates() if later else []) == dates


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    for words in (text, f"DTSTART;VALUE=DATE:20230802\nRRULE:{text}"):
        try:
            from_rfc(words)
        except NotARule:
            continue
