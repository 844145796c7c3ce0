"""Every page of the product, and every state of it that looks different: how to get there, by whom.

Nothing here is found by its words, for the tour is made in both languages.
"""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import expect

from tests.journeys import moving_in
from tests.journeys.lists import staff
from tests.journeys.people import SLIPLESS
from tests.journeys.visitors import TODAY, Visitor

Stop = Callable[[Visitor], None]


def at(path: str) -> Stop:
    """Return a stop that is a page as it opens."""
    return lambda visitor: visitor.go(path)


def unfolded(path: str) -> Stop:
    """Return a stop at a page with all that is folded away in sight."""

    def stop(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")

    return stop


def with_mistakes(path: str, form: str = "main form[method=post]", **typed: str) -> Stop:
    """Return a stop at a form that was sent with those fields filled in, and came back."""

    def stop(visitor: Visitor) -> None:
        visitor.go(path)
        for name in ("name", "title", "date"):
            for field in visitor.page.locator(f"{form} [name={name}]").all():
                field.fill("")
        for name, words in typed.items():
            visitor.page.locator(f"{form} [name={name}]").fill(words)
        with visitor.page.expect_navigation():
            visitor.page.locator(form).first.evaluate("form => form.requestSubmit()")
        expect(visitor.page.locator(".mistake, .note.bad, .note.info").first).to_be_visible()

    return stop


def opened(room: str, day: int, link: str = "a.slot", path: str = "/2566/6/") -> Stop:
    """Return a stop with a form over the table, opened by the first such link of a cell."""

    def stop(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.cell(room, day).locator(link).first.click()
        expect(visitor.sheet).to_be_visible()

    return stop


def header_of_room(visitor: Visitor) -> None:
    """Look at a room from the head of the table."""
    visitor.go("/2566/6/")
    visitor.page.set_viewport_size({"width": 1380, "height": 900})
    visitor.page.locator(".month thead a").first.click()
    expect(visitor.sheet).to_be_visible()


def menu(visitor: Visitor, path: str, summary: str) -> None:
    """Open a menu."""
    visitor.go(path)
    visitor.page.locator(summary).click()


def taken(visitor: Visitor) -> None:
    """Choose in the open form a room that somebody holds."""
    opened("พลอยชมพู", 2)(visitor)
    rooms = visitor.sheet.locator("[name=room]")
    rooms.select_option(rooms.locator("option", has_text="เพชร").get_attribute("value"))
    expect(visitor.sheet.locator("button[name=instead]").first).to_be_visible()


def days_off(visitor: Visitor) -> None:
    """Ask for days over a weekend."""
    opened("พลอยชมพู", 2)(visitor)
    visitor.sheet.locator("[name=title]").fill("ประชุม")
    visitor.sheet.locator("[name=until]").fill("5/6/66")
    visitor.press("Enter")
    expect(visitor.answer("days_answer", "working")).to_be_visible()


def mistakes_in_sheet(visitor: Visitor) -> None:
    """Send the open form empty, with times and all folds in sight."""
    opened("พลอยชมพู", 2)(visitor)
    visitor.sheet.locator("[name=half][value=exact]").check()
    visitor.sheet.locator("[name=attendees]").fill("มาก")
    visitor.press("Enter")
    expect(visitor.sheet.locator(".mistake").first).to_be_visible()
    visitor.page.evaluate("document.querySelectorAll('#sheet details').forEach((each) => { each.open = true; })")


def repeating(visitor: Visitor) -> None:
    """Unfold how a booking repeats, every week."""
    opened("ไพลิน", 8, path="/2566/11/")(visitor)
    visitor.sheet.locator(".repeat summary").click()
    visitor.sheet.locator("[name=repeat][value=weekly]").check()
    visitor.sheet.locator("[name=title]").fill("ประชุมทุกสัปดาห์")


def dates_chosen(visitor: Visitor) -> None:
    """Choose dates one by one from the calendar."""
    repeating(visitor)
    visitor.sheet.locator("[name=repeat][value=chosen]").check()
    visitor.sheet.locator(".of-dates .calendar-open").click()
    visitor.page.locator(".calendar-days button").first.click()
    expect(visitor.sheet.locator("[name=dates]")).not_to_have_value("")
    visitor.press("Escape")


def preview_of_series(visitor: Visitor) -> None:
    """See each date of a series, some of them taken every week."""
    repeating(visitor)
    visitor.sheet.locator("[name=half][value=day]").check()
    visitor.sheet.locator("[name=until]").fill("31/12/66")
    visitor.press("Enter")
    expect(visitor.sheet.locator(".preview .clash").first).to_be_visible()
    visitor.page.evaluate("document.querySelectorAll('#sheet details').forEach((each) => { each.open = true; })")


def own_series(visitor: Visitor) -> None:
    """Look at the page of a series of one's own, which is booked when there is none."""
    visitor.go("/2568/1/")
    if not visitor.page.locator(".bk.mine").count():
        visitor.go("/book/?room=1&on=2025-01-07&half=day")
        visitor.page.locator(".repeat summary").click()
        visitor.page.locator("[name=repeat][value=weekly]").check()
        visitor.page.locator("[name=title]").fill("ประชุมประจำสัปดาห์")
        visitor.page.locator("[name=count]").fill("3")
        visitor.press("Enter")
        visitor.page.locator(".acts .btn.primary").click()
        expect(visitor.done).to_be_visible()
    visitor.go(visitor.page.locator(".bk.mine .subject").first.get_attribute("href") or "")
    visitor.go(visitor.page.locator("main a[href^='/series/']").get_attribute("href") or "")


def changing_series(visitor: Visitor) -> None:
    """See what a change of a whole series would do: another weekday."""
    own_series(visitor)
    visitor.page.locator("main .btn.primary").click()
    visitor.page.locator(".repeat summary").click()
    visitor.page.locator(".days label:has([value='3'])").click()
    visitor.page.locator("button.beyond").click()
    expect(visitor.page.locator(".preview")).to_be_visible()


def cancelling_series(visitor: Visitor) -> None:
    """Be asked which dates of a series to cancel."""
    own_series(visitor)
    visitor.page.locator("main .btn.danger").click()
    expect(visitor.answer("which", "all")).to_be_visible()


def calendar(visitor: Visitor) -> None:
    """Open the calendar of a date."""
    opened("พลอยชมพู", 2)(visitor)
    visitor.sheet.locator(".calendar-open").first.click()
    expect(visitor.page.locator(".calendar")).to_be_visible()


def just_booked(visitor: Visitor) -> None:
    """Book any free room in December, and see the table with the note of it."""
    visitor.go("/2566/12/")
    visitor.page.locator("a.slot.all").first.click()
    visitor.page.locator("#sheet [name=title]").fill("ประชุมที่มีประวัติ")
    visitor.press("Enter")
    expect(visitor.done).to_be_visible()


def history(visitor: Visitor) -> None:
    """Look at a booking of one's own with its history."""
    visitor.go("/2566/12/")
    visitor.page.locator(".bk.mine .subject").first.click()
    visitor.sheet.locator("summary").click()
    expect(visitor.sheet.locator(".history")).to_be_visible()


def not_undone(visitor: Visitor) -> None:
    """Cancel, let the room be booked again, and try to have the first booking back."""
    just_booked(visitor)
    booking = visitor.page.locator(".bk.mine .subject").first.get_attribute("href") or ""
    visitor.go(f"{booking}cancel/")
    visitor.answer("which", "one").click()
    expect(visitor.done).to_be_visible()
    just_booked(visitor)
    visitor.go(booking)
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".note.bad")).to_be_visible()


def page_behind(visitor: Visitor, room: str, day: int, link: str, path: str = "/2566/6/") -> None:
    """Open, as a page of its own, what a link of a cell opens over the table."""
    visitor.go(path)
    visitor.go(visitor.cell(room, day).locator(link).first.get_attribute("href") or "")


def cancelling_days(visitor: Visitor) -> None:
    """Be asked whether to cancel one day or all of a request."""
    page_behind(visitor, "เพชร", 29, ".edit", path=TODAY)
    visitor.page.locator("main .btn.danger").click()
    expect(visitor.answer("which", "all")).to_be_visible()


def cancelling_in_sheet(visitor: Visitor) -> None:
    """Be asked the same over the table."""
    opened("เพชร", 29, ".edit", path=TODAY)(visitor)
    visitor.sheet.locator(".btn.danger").click()
    expect(visitor.answer("which", "all")).to_be_visible()


def first_of(path: str, link: str) -> Stop:
    """Return a stop at the page behind the first such link."""

    def stop(visitor: Visitor) -> None:
        visitor.go(path)
        visitor.go(visitor.page.locator(f"main a[href^='{link}']").first.get_attribute("href") or "")

    return stop


def late_holiday(visitor: Visitor) -> None:
    """Mark a day on which a room is booked already."""
    visitor.go("/office/holidays/2566/")
    number = visitor.page.locator(".thing").count()
    visitor.page.locator("#add [name=date]").fill("3/7/2566")
    visitor.page.locator("#add [name=name]").fill(f"วันหยุดพิเศษที่ {number}")
    visitor.press("Enter")
    expect(visitor.page.locator(".note.warn")).to_be_visible()


def slips(visitor: Visitor) -> None:
    """Print the slip of the one who needs none for a journey."""
    visitor.go("/office/slips/")
    for box in visitor.page.locator("[name=people]").all():
        box.uncheck()
    visitor.page.locator("label", has_text=SLIPLESS.name).locator("input").check()
    visitor.page.locator("main form [value=page]").click()
    expect(visitor.page.locator(".slip")).to_have_count(1)


def asked_for_account(visitor: Visitor) -> None:
    """Ask for the account of the one who needs none for a journey."""
    visitor.go("/register/ask/")
    visitor.page.locator("[name=username]").fill(SLIPLESS.citizen_id)
    visitor.page.locator("[name=name]").fill(SLIPLESS.name)
    visitor.page.locator("[name=group]").select_option(index=1)
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".compare")).to_be_visible()


def account_requests(visitor: Visitor) -> None:
    """Look at who asks, with all that is folded away in sight."""
    asked_for_account(visitor)
    unfolded("/office/account-requests/")(visitor)
    expect(visitor.page.locator(".asker")).to_have_count(1)


def account_request_with_mistakes(visitor: Visitor) -> None:
    """Type half a compare number, for the one who asked before."""
    visitor.go("/office/account-requests/")
    visitor.page.locator(".asker [name=number]").fill("12")
    with visitor.page.expect_navigation():
        visitor.press("Enter")
    expect(visitor.page.locator(".mistake")).to_be_visible()


def list_sent(visitor: Visitor) -> None:
    """Send a list of staff, and see what its columns are taken for."""
    visitor.go("/office/people/import/")
    visitor.page.locator("[name=file]").set_input_files(staff(6_300))
    visitor.page.locator("main form[enctype] .btn.primary").click()
    expect(visitor.page.locator("[name=column_1]")).to_be_visible()


def list_misunderstood(visitor: Visitor) -> None:
    """Say the same of two columns."""
    list_sent(visitor)
    visitor.page.locator("[name=column_0]").select_option("citizen_id")
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".mistake").first).to_be_visible()


def list_understood(visitor: Visitor) -> None:
    """See what would change, with all that is folded away."""
    list_sent(visitor)
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".figures")).to_be_visible()
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def list_brought_in(visitor: Visitor) -> None:
    """Bring in what is there to bring in, in the first round; later there is nothing left to do."""
    list_understood(visitor)
    button = visitor.page.locator("button[value=import]")
    if button.count():
        button.click()
        expect(visitor.page.locator("a[href$='rejected.csv']")).to_be_visible()
    else:
        first_of("/office/people/import/", "/office/people/import/reports/")(visitor)


def deputy(visitor: Visitor) -> None:
    """Name the one who needs to do nothing else in a journey to act for the officers."""
    visitor.go("/office/deputies/")
    visitor.page.locator("#add [name=person]").select_option(label=SLIPLESS.name)
    visitor.page.locator("#add [name=ends_on]").fill("30/9/2566")
    visitor.press("Enter")
    expect(visitor.page.locator(".thing.fresh")).to_be_visible()


def deputy_ended(visitor: Visitor) -> None:
    """Let that one act no longer."""
    visitor.go("/office/deputies/")
    visitor.page.locator(".thing", has_text=SLIPLESS.name).locator("button").click()
    expect(visitor.page.locator(".note.done")).to_be_visible()


def found_in_sheet(visitor: Visitor) -> None:
    """Look at a booking that was found, over the page."""
    visitor.go("/search/?q=ประชุม&since=1/1/2566")
    visitor.page.locator("a.subject").first.click()
    expect(visitor.sheet).to_be_visible()


def closing(visitor: Visitor, *, is_sent: bool = False) -> None:
    """Be asked what becomes of the bookings in a time that closes, or ask back with choices missing."""
    visitor.go("/office/closures/add/")
    visitor.page.locator("[name=room]").select_option(label="ไพลิน")
    visitor.page.locator("[name=on]").fill("1/6/2566")
    visitor.page.locator("[name=until]").fill("14/6/2566")
    visitor.page.locator("[name=reason]").fill("ซ่อมเครื่องปรับอากาศ")
    visitor.press("Enter")
    expect(visitor.page.locator(".note.warn")).to_be_visible()
    if is_sent:
        visitor.page.locator(".foot .primary").click()
        expect(visitor.page.locator(".mistake").first).to_be_visible()


def closed(visitor: Visitor) -> None:
    """Close a room on a day on which nothing stands there, and see the note of it."""
    visitor.go("/office/closures/add/")
    visitor.page.locator("[name=room]").select_option(label="ทับทิม")
    visitor.page.locator("[name=on]").fill("14/10/2566")
    visitor.page.locator("[name=reason]").fill("ซ่อมระบบไฟฟ้า")
    visitor.press("Enter")
    expect(visitor.done).to_be_visible()


def in_a_queue(visitor: Visitor) -> None:
    """Wait for a room that another group has, and see one's place in the queue."""
    visitor.go("/waiting/join/?room=4&on=2023-06-01&half=morning")
    visitor.page.locator("main .btn.primary").click()
    expect(visitor.done).to_be_visible()


def out_of_a_queue(visitor: Visitor) -> None:
    """Leave it again."""
    in_a_queue(visitor)
    visitor.page.locator("form[action$='/leave/'] button").click()
    expect(visitor.done.locator("button")).to_be_visible()


def in_hand(visitor: Visitor) -> None:
    """Take a booking up by the keys, and carry it onto one that is there."""
    visitor.go("/2566/6/1/")
    visitor.page.set_viewport_size({"width": 1380, "height": 900})
    visitor.page.locator(".bk[data-version] .subject").first.focus()
    visitor.press("m", "ArrowLeft")
    expect(visitor.page.locator(".ghost.taken")).to_be_visible()


def not_moved(visitor: Visitor) -> None:
    """Let it go there."""
    in_hand(visitor)
    visitor.press("Enter")
    expect(visitor.sheet.locator(".offers button").first).to_be_visible()


def asking_to_swap(visitor: Visitor, *, is_sent: bool = False) -> None:
    """Look at a booking of another group and ask for an exchange, as far as seeing whether it is possible."""
    visitor.go("/2566/8/")
    for chip in [each.get_attribute("href") or "" for each in visitor.page.locator(".bk:not(.mine) .subject").all()]:
        visitor.go(chip)
        link = visitor.page.locator("a[href^='/swaps/ask/']")
        if link.count():
            break
    visitor.go(link.first.get_attribute("href") or "")
    if is_sent:
        visitor.page.locator(".acts .primary").click()
        expect(visitor.page.locator(".mistake").first).to_be_visible()
    else:
        visitor.page.locator("[name=mine]").select_option(index=1)
        visitor.page.locator("[name=kind][value=places]").check()
        expect(visitor.page.locator("#outlook .note").first).to_be_visible()


OF_ANYBODY: dict[str, Stop] = {
    "report": at("/"),
    "fiscal years": at("/fiscal/"),
    "month": at("/2566/6/"),
    "this month": at(TODAY),
    "day": at("/2566/6/1/"),
    "today": at("/today/"),
    "day off": at("/2566/6/3/"),
    "week": at("/2566/6/1/week/"),
    "week of a room": first_of("/2566/6/1/", "/room/"),
    "other room in that week": partial(menu, path="/room/1/2566/6/1/", summary="main .menu summary"),
    "jumping to a month": partial(menu, path="/2566/6/", summary="main .menu summary"),
    "no such month": at("/month/?month=13&year=x"),
    "booking": partial(page_behind, room="ไพลิน", day=1, link=".subject"),
    "booking over the table": opened("ไพลิน", 1, ".subject"),
    "why": at("/why/?room=1&on=2023-06-03&half=day"),
    "room": first_of("/2566/6/", "/room/"),
    "room over the table": header_of_room,
    "search": unfolded("/search/"),
    "found": at("/search/?q=ประชุม ๒๕๖๖"),
    "found over the page": found_in_sheet,
    "nothing found": at("/search/?q=zzz&person=1"),
    "search with mistakes": at("/search/?q=1234567890121&room=0&since=31/2/66"),
    "finder": unfolded("/find/"),
    "rooms found": unfolded("/find/?on=1/6/66&until=4/6/66&half=day&attendees=30"),
    "room found by a line": at("/find/?q=พรุ่งนี้เช้า เพชร ประชุมครู 40 คน"),
    "line that is asked about": at("/find/?q=เสาร์หน้า บ่าย 3 เพชร"),
    "any time found": at("/find/?q=สัปดาห์หน้า 3 ชั่วโมง 20 คน"),
    "rooms found for a series": at("/find/?q=ทุกวันพุธเช้า ถึง 31 ธ.ค. 66"),
    "finder with mistakes": unfolded("/find/?on=x&half=exact"),
    "sign in": at("/sign-in/?next=/mine/"),
    "wrong password": with_mistakes("/sign-in/", username="1234567890121", password="ไม่ใช่รหัสผ่าน"),
    "no password": with_mistakes("/sign-in/", username="1234567890121"),
    "session over": at("/sign-in/?next=/mine/&over=1"),
    "button after the session": at("/sign-in/?next=/mine/&pressed=1"),
    "register": at("/register/"),
    "register with mistakes": with_mistakes("/register/", username="123"),
    "no mail to ask for": at("/register/mail/"),
    "asking for an account": at("/register/ask/"),
    "asking with mistakes": with_mistakes("/register/ask/", username="123"),
    "no request to wait for": at("/register/approved/"),
    "asked for an account": asked_for_account,
    "request that waits": at("/register/approved/"),
    "just registered": at("/sign-in/?registered=1"),
    "privacy notice": at("/privacy/"),
    "signed out": at("/sign-out/"),
    "no such page": at("/nothing/"),
}
OF_A_CLERK: dict[str, Stop] = {
    "report": at("/"),
    "month": at("/2566/6/"),
    "day": at("/2566/6/1/"),
    "week": at("/2566/6/1/week/"),
    "week of a room": first_of("/2566/6/1/", "/room/"),
    "booking in the hand": in_hand,
    "not moved": not_moved,
    "form over the table": opened("พลอยชมพู", 2),
    "room taken": taken,
    "days off": days_off,
    "form over the table with mistakes": mistakes_in_sheet,
    "calendar": calendar,
    "repetition": repeating,
    "dates chosen from a calendar": dates_chosen,
    "preview of a series": preview_of_series,
    "series": own_series,
    "changing a series": changing_series,
    "cancelling a series": cancelling_series,
    "just booked": just_booked,
    "history": history,
    "not undone": not_undone,
    "form": unfolded("/book/"),
    "form with mistakes": with_mistakes("/book/"),
    "room taken, as a page": at("/book/?room=1&on=2023-06-01&half=day"),
    "booking": partial(page_behind, room="ไพลิน", day=1, link=".subject"),
    "change": partial(page_behind, room="ไพลิน", day=1, link=".edit"),
    "change over the table": opened("ไพลิน", 1, ".edit"),
    "cancel": cancelling_days,
    "cancel over the table": cancelling_in_sheet,
    "own bookings": unfolded("/mine/"),
    "waiting for nothing": at("/waiting/"),
    "joining a queue": at("/waiting/join/?room=4&on=2023-06-01&half=day"),
    "joining a queue with mistakes": with_mistakes("/waiting/join/"),
    "in a queue": in_a_queue,
    "out of a queue": out_of_a_queue,
    "notices": at("/notices/"),
    "found": at("/search/?q=ประชุม&since=1/1/2566&state=confirmed"),
    "further found": at("/search/?q=ประชุม&page=2"),
    "asking for an exchange": asking_to_swap,
    "asking for an exchange with mistakes": partial(asking_to_swap, is_sent=True),
    "exchanges": unfolded("/swaps/"),
    "own menu": partial(menu, path="/notices/", summary=".bar .menu summary"),
    "password": at("/password/"),
    "security": at("/my/security/"),
    "linked accounts": at("/my/accounts/"),
    "confirming by an account": at("/confirm/account/"),
    "password with mistakes": with_mistakes("/password/"),
    "own sessions": at("/my/sessions/?ended=1"),
    "confirming": at("/confirm/?next=/mine/&pressed=1"),
    "confirming with mistakes": with_mistakes("/confirm/", password="ไม่ใช่รหัสผ่าน"),
    "own data": unfolded("/my/data/"),
    "sign out": at("/sign-out/"),
    "may not": at("/office/rooms/"),
}
OF_AN_ADMINISTRATOR: dict[str, Stop] = {
    # With requests on it, test_permission.py looks at it.
    "requests": at("/desk/"),
    "request that was answered": at("/desk/1/"),
    "rooms": at("/office/rooms/"),
    "room": first_of("/office/rooms/", "/office/rooms/1"),
    "new room": at("/office/rooms/add/"),
    "new room with mistakes": with_mistakes("/office/rooms/add/"),
    "groups": at("/office/groups/"),
    "groups with mistakes": with_mistakes("/office/groups/", "#add"),
    "group": first_of("/office/groups/", "/office/groups/"),
    "holidays": at("/office/holidays/"),
    "holidays with mistakes": with_mistakes("/office/holidays/", "#add", date="31/2/66"),
    "holiday": first_of("/office/holidays/", "/office/holidays/day/"),
    "bookings on a late holiday": late_holiday,
    "draft of holidays": at("/office/holidays/2568/draft/"),
    "draft of known holidays": at("/office/holidays/2566/draft/"),
    "closing a room": with_mistakes("/office/closures/add/"),
    "bookings in the way": closing,
    "bookings in the way without a choice": partial(closing, is_sent=True),
    "closed": closed,
    "closures": at("/office/closures/"),
    "people": at("/office/people/"),
    "nobody found": at("/office/people/?q=zzz"),
    "person": first_of("/office/people/", "/office/people/1"),
    "new person": at("/office/people/add/"),
    "bringing a list in": at("/office/people/import/"),
    "bringing nothing in": with_mistakes("/office/people/import/", "main form[enctype]"),
    "columns of a list": list_sent,
    "columns of a list with mistakes": list_misunderstood,
    "what a list would change": list_understood,
    "report on a list": list_brought_in,
    "new person with mistakes": with_mistakes("/office/people/add/", citizen_id="1234567890120"),
    "moving in": at("/office/moving/"),
    "moving nothing in": with_mistakes("/office/moving/", "main form[enctype]"),
    "columns of a table": moving_in.sent,
    "columns of a table with mistakes": moving_in.misunderstood,
    "groups and rooms of a table": moving_in.understood,
    "groups and rooms with mistakes": moving_in.named_wrong,
    "what would be imported": moving_in.checked,
    "rows behind a number": moving_in.rows_behind,
    "compared with what was published": moving_in.compared,
    "import that runs": moving_in.running,
    "import that was stopped": moving_in.stopped,
    "report on an import": moving_in.brought_in,
    "rows of an import": moving_in.rows_of_run,
    "rows in quarantine": at("/office/moving/quarantine/"),
    "rows that ask for a hand": at("/office/moving/quarantine/?show=tasks"),
    "row in quarantine": moving_in.row,
    "row with mistakes": moving_in.row_with_mistakes,
    "taking an import back": moving_in.asked_to_undo,
    "import that is being taken back": moving_in.taking_back,
    "import that was not taken back": moving_in.stopped,
    "import that was taken back": moving_in.undone,
    "slips": at("/office/slips/"),
    "slips to print": slips,
    "codes of a person": at("/office/people/5/code/"),
    "requests for accounts": account_requests,
    "request with mistakes": account_request_with_mistakes,
    "deputies": at("/office/deputies/"),
    "deputies with mistakes": with_mistakes("/office/deputies/", "#add", starts_on="1/1/66", ends_on="31/2/66"),
    "deputy named": deputy,
    "deputy ended": deputy_ended,
    "two people for what gives power": at("/office/two-people/"),
    "proposals": at("/office/proposals/"),
    "audit": at("/office/audit/"),
    "audit, narrowed down": at("/office/audit/?kind=person&since=1/1/2566"),
    "audit with mistakes": at("/office/audit/?since=31/2/66"),
    "rules": at("/office/rules/"),
    "rules of the office": at("/office/rules/office/"),
    "rules of a room": first_of("/office/rules/", "/office/rules/room/"),
    "rules with mistakes": with_mistakes("/office/rules/office/", longest_hours="x"),
    "office": at("/office/"),
    "office with mistakes": with_mistakes("/office/"),
    "how long what is kept": at("/office/privacy/"),
    "how long with mistakes": with_mistakes("/office/privacy/", "main form[action='/office/privacy/']", booking_years="0"),
    "writing the privacy notice": at("/office/privacy/notice/"),
    "privacy notice with mistakes": with_mistakes("/office/privacy/notice/", controller=""),
    "record of processing": unfolded("/office/privacy/record/"),
    "incident": at("/office/privacy/incident/"),
    "incident with mistakes": at("/office/privacy/incident/?since=x&until=y"),
    "data of a person": at("/office/people/5/data/"),
    "the system": unfolded("/office/health/"),
}
# Stops that are meant to be no page, which the browser notes in its console.
MEANT = {
    "no such page": "console: Failed to load resource: the server responded with a status of 404 (Not Found)",
    "may not": "console: Failed to load resource: the server responded with a status of 403 (Forbidden)",
}
NOT_YET = "console: Failed to load resource: the server responded with a status of 503 (Service Unavailable)"
