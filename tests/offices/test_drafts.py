"""The draft of a year's holidays."""

from datetime import date

import pytest

from jonghong.offices.drafts import holiday_draft, occasions
from jonghong.offices.models import Holiday

pytestmark = pytest.mark.pure

# Cabinet resolutions for 2566; 2 August and 3 June matter to the reports of that year.
YEAR_2566 = """\
01-01 วันขึ้นปีใหม่
01-02 วันหยุดชดเชยวันขึ้นปีใหม่
01-03 วันหยุดชดเชยวันสิ้นปี
03-06 วันมาฆบูชา
04-06 วันจักรี
04-13 วันสงกรานต์
04-14 วันสงกรานต์
04-15 วันสงกรานต์
04-17 วันหยุดชดเชยวันสงกรานต์
05-04 วันฉัตรมงคล
05-05 วันหยุดพิเศษ
05-17 วันพืชมงคล
06-03 วันวิสาขบูชา
06-03 วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี
06-05 วันหยุดชดเชยวันวิสาขบูชา
06-05 วันหยุดชดเชยวันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี
07-28 วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว
07-31 วันหยุดพิเศษ
08-01 วันอาสาฬหบูชา
08-02 วันเข้าพรรษา
08-12 วันแม่แห่งชาติ
08-14 วันหยุดชดเชยวันแม่แห่งชาติ
10-13 วันนวมินทรมหาราช
10-23 วันปิยมหาราช
12-05 วันพ่อแห่งชาติ
12-10 วันรัฐธรรมนูญ
12-11 วันหยุดชดเชยวันรัฐธรรมนูญ
12-29 วันหยุดพิเศษ
12-31 วันสิ้นปี"""


def test_draft_of_2566_is_what_the_state_kept() -> None:
    assert "\n".join(f"{day:%m-%d} {name}" for day, name in holiday_draft(2023)) == YEAR_2566


@pytest.mark.parametrize("year", range(2016, 2028))
def test_draft_leaves_out_what_the_state_works_on_and_fits_the_table(year: int) -> None:
    draft = holiday_draft(year)
    longest = Holiday._meta.get_field("name").max_length or 0
    assert [name for _day, name in draft if "แรงงาน" in name or "เด็ก" in name or len(name) > longest] == []
    assert len(set(draft)) == len(draft) >= 19
    assert {day.year for day, _name in draft} == {year}
    assert draft == sorted(draft, key=lambda row: row[0])


def test_draft_takes_a_special_day_by_its_own_name() -> None:
    assert dict(holiday_draft(2016))[date(2016, 10, 14)] == "วันหยุดพิเศษ (ร่วมถวายอาลัย ส่งดวงพระวิญญาณพระบรมศพ)"
    assert dict(holiday_draft(2017))[date(2017, 10, 26)] == "วันพระราชพิธีถวายพระเพลิงพระบรมศพ"
    assert dict(holiday_draft(2019))[date(2019, 5, 6)] == "วันพระราชพิธีบรมราชาภิเษก"


def test_draft_is_empty_for_a_year_that_nobody_knows() -> None:
    assert [holiday_draft(1900), holiday_draft(2399)] == [[], []]


def test_occasion_stands_once_when_it_has_several_names() -> None:
    assert occasions("วันคล้ายวันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระบรมชนกาธิเบศร; วันชาติ; วันพ่อแห่งชาติ") == ["วันพ่อแห่งชาติ"]
    assert occasions("ชดเชยวันแรงงานแห่งชาติ; วันฉัตรมงคล") == ["วันฉัตรมงคล"]
