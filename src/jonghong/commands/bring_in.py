"""``jonghong import people FILE``: bring a list of people in, by the same code as the pages; the columns by their headings."""

from dataclasses import replace
from pathlib import Path

from jonghong.commands import Stop, ground, say
from jonghong.core import tables
from jonghong.core.tables.sentences import sentence
from jonghong.offices.models import Office
from jonghong.offices.queries import NoOffice, served_office
from jonghong.people.refusals import Refused
from jonghong.roster import actions, queries, uploads, words
from jonghong.roster.choices import NEW, Choices
from jonghong.roster.columns import Field
from jonghong.roster.plans import Plan
from jonghong.roster.uploads import Content

MOST_SHOWN = 50
NEEDED = {Field.CITIZEN_ID, Field.GROUP}


def run(*, what: str, file: str, is_rehearsal: bool, makes_groups: bool, is_sure: bool, rejected: str) -> None:
    """Bring the people in FILE in, or only say what would change; ``rejected`` is a file for the rows that are not taken."""
    assert what == "people"
    ground.bring_up_to_date()
    office = our_office()
    content = content_of(Path(file))
    choices = understood(office, content, makes_groups=makes_groups, is_sure=is_sure)
    plan = queries.plan(office, content, choices, None)
    tell(plan)
    if rejected and plan.rejected:
        keep_rejected(Path(rejected), content, choices, plan)
    if is_rehearsal:
        say("ยังไม่มีอะไรเปลี่ยนแปลง", "Nothing was changed.")
        return
    try:
        made = actions.bring_in(office=office, content=content, choices=choices, seal=plan.seal)
    except (actions.ChangedMeanwhile, Refused) as fact:
        raise Stop(f"นำเข้าไม่ได้ ยังไม่มีอะไรเปลี่ยนแปลง {fact}", "Not imported; nothing was changed.") from fact
    say(f"นำเข้าแล้ว รายงานที่ {made.pk}", f"Imported; report {made.pk}.")


def our_office() -> Office:
    """Return the office of this installation, or raise Stop."""
    try:
        return served_office()
    except NoOffice:
        raise Stop("ยังไม่มีสำนักงาน สั่ง jonghong setup ก่อน", "There is no office yet; see jonghong setup.") from None


def content_of(file: Path) -> Content:
    """Return the table in a file, or raise Stop."""
    try:
        return Content(file.name, tables.read(file.read_bytes(), cuts=True))
    except tables.BadTable as fact:
        raise Stop(sentence(fact), "The file cannot be read as a table.") from fact
    except OSError as error:
        raise Stop(f"เปิดไฟล์ {file} ไม่ได้", f"{file} cannot be opened ({error.strerror}).") from error


def understood(office: Office, content: Content, *, makes_groups: bool, is_sure: bool) -> Choices:
    """Return what the columns hold, and what the options decide; raises Stop where the headings do not say enough."""
    choices = uploads.first_choices(content.table)
    choices = replace(choices, columns=queries.remembered(office, content, choices), is_sure_of_all=is_sure)
    held = set(choices.columns.values())
    if not held >= NEEDED or not held & {Field.NAME, Field.GIVEN}:
        raise Stop(
            "หัวตารางต้องมี เลขประจำตัวประชาชน ชื่อ และกลุ่ม",
            "The headings have to name the citizen id, the name and the group.",
        )
    if not makes_groups:
        return choices
    strange = queries.plan(office, content, choices, None).strange
    return replace(choices, groups={one.key: NEW for one in strange})


def tell(plan: Plan) -> None:
    """Print what would change, and every row that is not taken, without names and numbers."""
    say(f"ใหม่ {len(plan.new):,}", "new")
    say(f"เปลี่ยน {len(plan.changed):,}", "changed")
    say(f"เหมือนเดิม {len(plan.unchanged):,}", "unchanged")
    say(f"กลุ่มใหม่ {len(plan.new_groups):,}", "new groups")
    say(f"อยู่ในระบบแต่ไม่อยู่ในไฟล์ {len(plan.absent):,} (คงไว้ตามเดิม)", "on the list, but not in the file; left as they are")
    say(f"ไม่รับ {len(plan.rejected):,} แถว", "rows not taken")
    for one in plan.rejected[:MOST_SHOWN]:
        print(f"  {one.number}: {words.sentences(one.reasons, one.before)}")
    if len(plan.rejected) > MOST_SHOWN:
        say(f"  และอีก {len(plan.rejected) - MOST_SHOWN:,} แถว", "and more; see --rejected")


def keep_rejected(file: Path, content: Content, choices: Choices, plan: Plan) -> None:
    """Write the rows that are not taken into a file, Excel or CSV by its name, without their numbers."""
    kept = actions.rejected_rows(content, choices, plan)
    file.write_bytes(words.rejected_table(kept, "csv" if file.suffix.lower() == ".csv" else "xlsx"))
    say(f"เขียนแถวที่ไม่รับไว้ใน {file}", "The rows that were not taken are in that file.")
