"""People who click and type by chance, several at once: no page fails, no browser complains, and the books are right."""

import pytest
from playwright.sync_api import Browser, Route

from fuzz import monkeys
from fuzz.tallies import COUNT, amount, shares
from tests.fuzz.conftest import Tell
from tools.scanning.target import sample_office

pytestmark = [pytest.mark.journey, pytest.mark.unmeasured]
STEPS = 50
PLANTED = """<!doctype html><html lang="th"><title>a</title><link rel="icon" href="data:,">
<h1>Traceback (most recent call last)</h1>
<dialog id="d">a</dialog><script>
console.error("planted"); alert("planted"); document.querySelector("#d").show();
document.addEventListener("keydown", () => { throw new Error("planted script"); });
</script>"""


@pytest.mark.long
@pytest.mark.parametrize("share", shares())
def test_whatever_people_click_and_type_nothing_breaks(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, share: int, tell: Tell
) -> None:
    with sample_office(tmp_path_factory.mktemp("office")) as served:
        tally, found = monkeys.run(chromium, served, amount(STEPS), share=share)
    tell(tally)
    assert not found, "\n".join(found)
    assert tally.tried == amount(STEPS)
    assert {"click", "fill", "send"} <= set(tally.outcomes) or COUNT


def test_planted_faults_are_found(chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(route: Route) -> None:
        route.fulfill(status=500, content_type="text/html", body=PLANTED)

    monkeypatch.setattr(monkeys, "sign_in", lambda context, *_facts: context.route("**/*", planted))
    monkeypatch.setattr(monkeys, "WHO", [("clerk", 360, "th-TH")])
    with monkeys.troop(chromium, "http://127.0.0.1:9", share=0) as (monkey,):
        monkey.acts.append("press")
        monkey.page.keyboard.press("a")
        monkey.look()
        monkey.leave()
    said = "\n".join(monkey.found)
    for words in (
        "answered 500",
        "console: planted",
        "a dialog of the browser: planted",
        "script: ",
        "shows Traceback (",
        "stays open",
        "comes as 500",
    ):
        assert words in said, (words, said)
