"""Thai dates, months, digits and hours."""

import pickle
from datetime import date, time, timedelta
from time import perf_counter
from typing import get_args

import pytest
from hypothesis import example, given, strategies as st

from jonghong.core import thai

pytestmark = pytest.mark.pure

FIRST_OF_JUNE = date(2023, 6, 1)  # พฤหัสบดี 1 มิถุนายน 2566
FIRST_DAY, LAST_DAY = date(thai.FIRST_YEAR, 1, 1), date(thai.LAST_YEAR, 12, 31)
DAYS = st.dates(FIRST_DAY, LAST_DAY)
STYLES = st.sampled_from(get_args(thai.Style))


def cells(table: str) -> list[str]:
    return [cell.strip() for cell in table.strip().replace("\n", "|").split("|")]


def pairs(table: str) -> list[list[str]]:
    return [[half.strip() for half in cell.split("=")] for cell in cells(table)]


def test_years_differ_by_543() -> None:
    assert thai.buddhist_year(2023) == 2566
    assert thai.gregorian_year(2566) == 2023


def test_fiscal_year_2566_runs_from_october_2565_to_september_2566() -> None:
    edges = [date(2022, 9, 30), date(2022, 10, 1), date(2023, 9, 30), date(2023, 10, 1)]
    assert [thai.fiscal_year(day) for day in edges] == [2565, 2566, 2566, 2567]
    assert [thai.fiscal_quarter(day) for day in edges] == [4, 1, 4, 1]


@pytest.mark.parametrize(
    ("language", "short", "names"),
    [
        (
            "th",
            False,
            (
                "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน "
                "ตุลาคม พฤศจิกายน ธันวาคม จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์"
            ),
        ),
        (
            "th",
            True,
            "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค. จ. อ. พ. พฤ. ศ. ส. อา.",
        ),
        (
            "en",
            False,
            (
                "January February March April May June July August September October "
                "November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
            ),
        ),
        ("en", True, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun"),
    ],
)
def test_names_in_order(language: str, short: bool, names: str) -> None:
    months = [thai.month_name(n, language, short=short) for n in range(1, 13)]
    week = [date(2023, 6, 5) + timedelta(n) for n in range(7)]
    assert months + [thai.weekday_name(day, language, short=short) for day in week] == names.split()


@pytest.mark.parametrize(("month", "language"), [(0, "th"), (13, "th"), (-1, "en"), (6, "fr")])
def test_month_name_when_there_is_none(month: int, language: str) -> None:
    with pytest.raises(KeyError):
        thai.month_name(month, language)


def test_names_are_long_and_thai_unless_asked() -> None:
    assert thai.month_name(6) == "มิถุนายน"
    assert thai.weekday_name(FIRST_OF_JUNE) == "พฤหัสบดี"


def test_format_date_in_each_style() -> None:
    assert thai.format_date(FIRST_OF_JUNE) == "1 มิถุนายน 2566"
    assert thai.format_date(FIRST_OF_JUNE, style="short") == "1 มิ.ย. 2566"
    assert thai.format_date(FIRST_OF_JUNE, style="full") == "พฤหัสบดี 1 มิถุนายน 2566"
    assert thai.format_date(FIRST_OF_JUNE, "en") == "1 June 2566"
    assert thai.format_date(FIRST_OF_JUNE, "en", style="short") == "1 Jun 2566"
    assert thai.format_date(FIRST_OF_JUNE, "en", style="full") == "Thursday 1 June 2566"


@pytest.mark.parametrize(
    ("first", "last", "in_thai", "in_english"),
    [
        ("2023-06-01", "2023-06-01", "1 มิ.ย. 2566", "1 Jun 2566"),
        ("2023-06-01", "2023-06-04", "1-4 มิ.ย. 2566", "1-4 Jun 2566"),
        ("2023-06-30", "2023-07-01", "30 มิ.ย. - 1 ก.ค. 2566", "30 Jun - 1 Jul 2566"),
        ("2022-12-30", "2023-01-02", "30 ธ.ค. 2565 - 2 ม.ค. 2566", "30 Dec 2565 - 2 Jan 2566"),
        ("2022-06-01", "2023-06-01", "1 มิ.ย. 2565 - 1 มิ.ย. 2566", "1 Jun 2565 - 1 Jun 2566"),
    ],
)
def test_format_span_shortened(first: str, last: str, in_thai: str, in_english: str) -> None:
    span = date.fromisoformat(first), date.fromisoformat(last)
    assert thai.format_span(*span) == in_thai
    assert thai.format_span(*span, "en") == in_english


def test_format_span_when_backwards() -> None:
    with pytest.raises(ValueError, match="before its first"):
        thai.format_span(date(2023, 6, 4), FIRST_OF_JUNE)


def test_format_month_and_hours() -> None:
    assert thai.format_month(2023, 6) == "มิถุนายน 2566"
    assert thai.format_month(2023, 6, "en") == "June 2566"
    assert thai.format_time(time(8, 30)) == "08.30"
    assert thai.format_hours(time(8, 30), time(12)) == "08.30-12.00 น."
    assert thai.format_hours(time(8, 30), time(12), "en") == "08.30-12.00"


def test_digits_when_mixed_with_other_characters() -> None:
    assert thai.thai_digits("428 ครั้ง (ปี 2566) ๑") == "๔๒๘ ครั้ง (ปี ๒๕๖๖) ๑"
    assert thai.arabic_digits("๔๒๘ ครั้ง (ปี ๒๕๖๖) ² 1") == "428 ครั้ง (ปี 2566) ² 1"


FIRST_OF_JUNE_TEXTS = [
    *cells("""
1/6/66 | 01/06/2566 | 1-6-2566 | 1.6.2566 | 1 / 6 / 2566 | ๑/๖/๖๖
2023-06-01 | 2566-06-01 | 2566/6/1 | 1 - มิ.ย. - 2566 | 1/6/2566, | 1/6/2566 .
1 มิ.ย. 2566 | 1 มิ.ย.66 | 1มิย2566 | 1 มิย 2566 | 1 มิ.ย. 2566. | 1-มิ.ย.-66 | ๑ มิ.ย. ๒๕๖๖
1 มิถุนายน 2566 | 1 มิถุนายน พ.ศ. 2566 | วันที่ 1 เดือนมิถุนายน พ.ศ. 2566 | วันที่ 1/6/2566
พฤหัสบดี 1 มิถุนายน 2566 | พฤหัสบดีที่ 1 มิถุนายน 2566 | วันพฤหัสบดีที่ 1 มิถุนายน พ.ศ. 2566
วันพฤหัสบดี วันที่ ๑ มิถุนายน พ.ศ. ๒๕๖๖ | วันพฤหัส 1 มิ.ย. 66 | พฤ. 1/6/66
1 June 2566 | 1 JUN 2566 | Thursday, 1 June 2566 | thu 1-jun-66
"""),
    *("1\u00a0มิ.ย.\u00a0\u00a02566", "\t1\u2003มิ.ย.\n2566\r\n"),
    *("\u200f1/6/2566\u200e\ufeff", "1 มิ\u200b.ย. 25\u200b66"),
]


@pytest.mark.parametrize("text", FIRST_OF_JUNE_TEXTS)
def test_parse_date_when_clear(text: str) -> None:
    assert thai.parse_date(text) == FIRST_OF_JUNE


@pytest.mark.parametrize(
    ("text", "day"),
    pairs("""
1/1/43 = 2000-01-01 | 31/12/99 = 2056-12-31 | 1 Sept 2566 = 2023-09-01 | 12/11/2566 = 2023-11-12
29/2/2567 = 2024-02-29 | 29 ก.พ. 67 = 2024-02-29 | 1/1/2443 = 1900-01-01 | 1900-01-01 = 1900-01-01
31/12/2942 = 2399-12-31 | 2399-12-31 = 2399-12-31
"""),
)
def test_parse_date_at_edges(text: str, day: str) -> None:
    assert thai.parse_date(text).isoformat() == day


@pytest.mark.parametrize(
    ("text", "candidates"),
    pairs("""
1/6/2023 = 2023-06-01 | 1 มิ.ย. 2023 = 2023-06-01 | 1 June 2023 = 2023-06-01
1/6/23 = 2023-06-01 1980-06-01 | ๑ มิ.ย. ๒๓ = 2023-06-01 1980-06-01
พฤหัสบดี 1/6/23 = 2023-06-01 | อาทิตย์ 1/6/23 = 1980-06-01 | 29/2/23 = 1980-02-29
1/1/00 = 2000-01-01 1957-01-01 | 31/12/42 = 2042-12-31 1999-12-31
1/1/1900 = 1900-01-01 | 31/12/2399 = 2399-12-31
"""),
)
def test_parse_date_when_year_unclear(text: str, candidates: str) -> None:
    with pytest.raises(thai.YearUnclear) as caught:
        thai.parse_date(text)
    assert caught.value.candidates == tuple(map(date.fromisoformat, candidates.split()))


@pytest.mark.parametrize(
    ("text", "day_month_year"),
    pairs("""
29 ก.พ. 2566 = 29 2 2566 | 31/4/2566 = 31 4 2566 | 31/4/66 = 31 4 2566 | 0/1/2566 = 0 1 2566
๓๑ เมษายน ๒๕๖๖ = 31 4 2566 | 2023-02-29 = 29 2 2566 | 29/2/2023 = 29 2 2566 | 31/4/23 = 31 4 2566
29/2/2643 = 29 2 2643 | พุธ 30 ก.พ. 2566 = 30 2 2566
"""),
)
def test_parse_date_when_no_such_day(text: str, day_month_year: str) -> None:
    with pytest.raises(thai.NoSuchDay) as caught:
        thai.parse_date(text)
    fact = caught.value
    assert [fact.day, fact.month, fact.year_be] == [int(n) for n in day_month_year.split()]


@pytest.mark.parametrize("text", ["ศุกร์ 1 มิ.ย. 2566", "วันศุกร์ที่ 1/6/66", "Fri 1/6/23"])
def test_parse_date_when_weekday_wrong(text: str) -> None:
    with pytest.raises(thai.WrongWeekday) as caught:
        thai.parse_date(text)
    assert (caught.value.day, caught.value.weekday) == (FIRST_OF_JUNE, 4)


UNREADABLE_TEXTS = [
    *cells("""
ว่าง | พรุ่งนี้ | 1 | 1/6 | 1 มิ.ย. | 2566 | 1/13/2566 | 1/0/2566 | 1/00/66 | 06/30/2566 | 1/6/566
1/6/02566 | 1/6/6 | 1/1/2442 | 1/1/2400 | 1/1/2943 | 1/1/1899 | 1899-12-31 | 2400-01-01 | 543-01-01
1/1/0000 | 0000-00-00 | 9999-12-31 | -1/6/2566 | 1/6-2566 | 1//2566 | 1 6 2566 | 1 มิ.ย. 25 66
1 1/6/2566 | 1 ไพลิน 2566 | ห้อง 1/6/2566 | 1-4 มิ.ย. 2566 | ²/6/2566 | 1234567890121
2023-06-01T08:30 | June 1, 2566
"""),
    *("", " ", "\u200b", "\x00", "\ud800", "1/6/\uff12\uff15\uff16\uff16"),
]


@pytest.mark.parametrize("text", UNREADABLE_TEXTS)
def test_parse_date_when_unreadable(text: str) -> None:
    with pytest.raises(thai.DateUnreadable):
        thai.parse_date(text)


@pytest.mark.parametrize("junk", ["1", " ", "x", "๑", "1 มิ.ย. ", "วันที่", "/", "1/", "- ", "พ.ศ.", "\u200b", "\ud800"])
@pytest.mark.parametrize("length", [thai.LONGEST_TEXT, 100_000])
def test_junk_is_answered_quickly_when_long(junk: str, length: int) -> None:
    text = (junk * length)[:length]
    started = perf_counter()
    with pytest.raises(thai.BadDate):
        thai.parse_date(text)
    with pytest.raises(thai.BadTime):
        thai.parse_time(text)
    assert perf_counter() - started < 0.05


def test_parse_date_at_the_longest_text() -> None:
    assert thai.parse_date("1/6/66".rjust(thai.LONGEST_TEXT)) == FIRST_OF_JUNE
    with pytest.raises(thai.DateUnreadable):
        thai.parse_date("1/6/66".rjust(thai.LONGEST_TEXT + 1))


FACTS = {
    thai.DateUnreadable(): "the text is not a date between CE 1900 and CE 2399",
    thai.YearUnclear((FIRST_OF_JUNE, date(1980, 6, 1))): "the year is not clear, it may mean 2023-06-01 or 1980-06-01",
    thai.NoSuchDay(29, 2, 2566): "month 2 of BE 2566 has no day 29",
    thai.WrongWeekday(FIRST_OF_JUNE, 4): "2023-06-01 is a Thursday, not a Friday",
    thai.BadTime(): "the text is not a time of day between 00.00 and 23.59",
}


@pytest.mark.parametrize(("fact", "message"), FACTS.items())
def test_error_message_also_after_pickling(fact: ValueError, message: str) -> None:
    assert str(fact) == message
    assert str(pickle.loads(pickle.dumps(fact))) == message


@pytest.mark.parametrize("text", ["1234567890121", "๑๒๓๔๕๖๗๘๙๐๑๒๑"])
def test_errors_never_repeat_the_text_when_it_is_a_citizen_id(text: str) -> None:
    for parse in (thai.parse_date, thai.parse_time):
        with pytest.raises(ValueError, match="the text is not a") as caught:
            parse(text)
        assert "1234" not in thai.arabic_digits(repr(caught.value) + str(caught.value))


@pytest.mark.parametrize(
    ("text", "at"),
    pairs("""
08.30 = 08:30 | 8:30 = 08:30 | 8.30 น. = 08:30 | 08 . 30น = 08:30 | 0830 = 08:30 | 830 = 08:30
๐๘.๓๐ = 08:30 | ๑๖๓๐ น. = 16:30 | 00.00 = 00:00 | 0000 = 00:00 | 23:59 = 23:59 | 1230 = 12:30
"""),
)
def test_parse_time_when_readable(text: str, at: str) -> None:
    assert thai.parse_time(f"\u200e{text}\u00a0").isoformat("minutes") == at


@pytest.mark.parametrize("text", ["", *cells("น. | 8 | 8.3 | 24.00 | 2400 | 08.60 | 2566 | 8.30.00 | -8.30 | เช้า")])
def test_parse_time_when_unreadable(text: str) -> None:
    with pytest.raises(thai.BadTime):
        thai.parse_time(text)


class TestS10MixedAndBadDates:
    def test_s10_mixed_dates_are_one_day(self) -> None:
        texts = ["1/6/66", "01/06/2566", "1 มิ.ย. 2566", "๑ มิ.ย. ๒๕๖๖", "2023-06-01"]
        assert {thai.parse_date(text) for text in texts} == {FIRST_OF_JUNE}

    def test_s10_a_span_over_the_end_of_june_is_in_order(self) -> None:
        first, last = thai.parse_date("30/06/2566"), thai.parse_date("01/07/2566")
        assert (first, last) == (date(2023, 6, 30), date(2023, 7, 1))
        assert thai.format_span(first, last) == "30 มิ.ย. - 1 ก.ค. 2566"

    def test_s10_bad_dates_are_refused_by_name(self) -> None:
        with pytest.raises(thai.NoSuchDay):
            thai.parse_date("29 ก.พ. 2566")
        with pytest.raises(thai.YearUnclear):
            thai.parse_date("1/6/23")
        with pytest.raises(thai.DateUnreadable):
            thai.parse_date("0000-00-00")


@given(DAYS, st.sampled_from(["th", "en"]), STYLES, st.booleans())
def test_every_written_date_reads_back(day: date, language: str, style: thai.Style, in_thai_digits: bool) -> None:
    text = thai.format_date(day, language, style=style)
    assert thai.parse_date(thai.thai_digits(text) if in_thai_digits else text) == day


@given(DAYS)
def test_every_date_in_figures_reads_back(day: date) -> None:
    year_be = thai.buddhist_year(day.year)
    assert thai.parse_date(day.isoformat()) == day
    assert thai.parse_date(f"{day.day}/{day.month:02}/{year_be}") == day
    assert thai.parse_date(f"{year_be}-{day:%m-%d}") == day


PIECES = [
    "1",
    "6",
    "31",
    "29",
    "0",
    "66",
    "23",
    "2566",
    "2023",
    "2400",
    "๑",
    "๒๕๖๖",
    "/",
    "-",
    ".",
    ",",
    "มิ.ย.",
    "ก.พ.",
    "พ.ศ.",
    "วัน",
    "ที่",
    "พฤหัสบดี",
    "jun",
]
TEXTS = st.one_of(
    st.text(),
    st.text(st.characters()),
    st.text("0123456789๐๑๒๖/.- มิยกพศ"),
    st.lists(st.sampled_from([*PIECES, " ", "\u200b", "\u00a0"]), max_size=12).map("".join),
)


@given(TEXTS)
def test_parse_date_of_any_text_is_a_date_in_range_or_a_bad_date(text: str) -> None:
    try:
        day = thai.parse_date(text)
    except thai.YearUnclear as unclear:
        assert unclear.candidates
        assert all(FIRST_DAY <= each <= LAST_DAY for each in unclear.candidates)
    except thai.BadDate as fact:
        assert str(fact).isascii()
    else:
        assert FIRST_DAY <= day <= LAST_DAY


@given(TEXTS)
def test_parse_time_of_any_text_is_a_time_or_a_bad_time(text: str) -> None:
    try:
        at = thai.parse_time(text)
    except thai.BadTime:
        return
    assert thai.parse_time(thai.format_time(at)) == at


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)), st.booleans())
def test_every_written_time_reads_back(at: time, in_thai_digits: bool) -> None:
    text = thai.format_time(at)
    assert thai.parse_time(thai.thai_digits(text) if in_thai_digits else text) == at


@given(st.integers())
def test_eras_are_inverse(year: int) -> None:
    assert thai.gregorian_year(thai.buddhist_year(year)) == year
    assert thai.buddhist_year(thai.gregorian_year(year)) == year


@given(st.text())
def test_digits_are_inverse(text: str) -> None:
    arabic = thai.arabic_digits(text)
    assert thai.arabic_digits(thai.thai_digits(text)) == arabic
    assert len(arabic) == len(text)


@given(DAYS)
@example(date(2022, 9, 30))
def test_fiscal_year_changes_only_on_1_october(day: date) -> None:
    after = day + timedelta(1)
    is_new = (after.month, after.day) == (10, 1)
    assert thai.fiscal_year(after) - thai.fiscal_year(day) == is_new


@given(st.integers(2444, 2942))
def test_every_fiscal_year_has_four_quarters_of_three_months(year_be: int) -> None:
    start = thai.gregorian_year(year_be) - 1
    months = [date(start + (n > 12), (n - 1) % 12 + 1, 1) for n in range(10, 22)]
    assert {thai.fiscal_year(month) for month in months} == {year_be}
    assert [thai.fiscal_quarter(month) for month in months] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
