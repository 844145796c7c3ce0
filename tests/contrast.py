"""Contrast by axe-core, each look once: in a walk through many pages this rule takes longer than all others together."""

from playwright.sync_api import Page

from tests.browsers import load_axe

# What axe judges of a text is its look: colours, size, and all that lies behind it. Texts of one look get one verdict, so that
# axe is asked about the first of each look that has not passed yet; where it would not say (it is out of sight, or belongs to
# something that is disabled), about all others of that look. Only what axe says passes is not asked about again.
LOOK = """
async ([within, passed]) => {
  const known = new Set(passed), grounds = new Map(), plain = "rgba(0, 0, 0, 0),none,1,none,normal,none";
  const ground = (each) => {
    if (!each) return "";
    if (!grounds.has(each)) {
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, clipPath } = getComputedStyle(each);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, clipPath];
      const above = ground(each.parentElement);
      grounds.set(each, own.join() === plain ? above : `${above}/${own}`);
    }
    return grounds.get(each);
  };
  const words = (each) => [...each.childNodes].map((node) => (node.nodeType === 3 ? node.data.trim() : "")).join("");
  const look = (each) => {
    const style = getComputedStyle(each), place = each.getBoundingClientRect();
    const behind = document.elementsFromPoint(place.x + place.width / 2, place.y + place.height / 2).map(ground);
    return [
      each.localName, each.type, Math.min(words(each).length, 2), each.closest(":disabled, [aria-disabled=true]") !== null,
      style.color, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextStroke, style.webkitTextFillColor,
      ground(each), ...behind,
    ].join("|");
  };
  const root = within ? document.querySelector(within) : document;
  // Those whose words stand in no text beside them; axe judges no others.
  const FIELDS = "select, textarea, input:not([type=radio], [type=checkbox], [type=hidden], [type=range], [type=color])";
  const isSeen = (each) => {
    const { width, height, right, bottom } = each.getBoundingClientRect();
    return each.checkVisibility({ visibilityProperty: true }) && (width > 1 || height > 1) && right > 0 && bottom > 0;
  };
  const texts = [...root.querySelectorAll("*")]
    .filter((each) => (words(each) || each.matches(FIELDS)) && isSeen(each));
  const looks = new Map(texts.map((each) => [each, look(each)]));
  if (!window.axe && texts.some((each) => !known.has(looks.get(each)))) return null;
  const wrong = [];
  const ask = async (some) => {
    for (const each of some) each.setAttribute("data-asked", "");
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-asked]" }] });
    const runOnly = { type: "rule", values: ["color-contrast"] };
    const found = await axe.run(root, { runOnly, resultTypes: ["violations", "passes"], elementRef: true, selectors: false });
    for (const each of some) each.removeAttribute("data-asked");
    for (const rule of found.passes) for (const node of rule.nodes) known.add(looks.get(node.element));
    for (const rule of found.violations) wrong.push(...rule.nodes.map((node) => node.html));
  };
  const firsts = new Map();
  for (const each of texts.filter((one) => !known.has(looks.get(one)))) {
    if (!firsts.has(looks.get(each))) firsts.set(looks.get(each), each);
  }
  const asked = new Set(firsts.values());
  if (asked.size) await ask(asked);
  const others = texts.filter((each) => !asked.has(each) && !known.has(looks.get(each)));
  if (others.length) await ask(others);
  window.axe?.reset();
  return [wrong, [...known]];
}
"""


def contrast_findings(page: Page, passed: set[str], within: str | None = None) -> list[str]:
    """Return texts of too little contrast on the page as it stands, or in one part of it.

    ``passed`` keeps the looks of texts that axe found no fault with, in one theme.
    """
    wrong, known = page.evaluate(LOOK, [within, sorted(passed)]) or asked_anew(page, passed, within)
    passed.update(known)
    return [f"color-contrast: {html}" for html in wrong]


def asked_anew(page: Page, passed: set[str], within: str | None) -> tuple[list[str], list[str]]:
    """Return the same with axe in the page: to bring it there takes a while, and most pages of a walk show nothing new."""
    load_axe(page)
    found: tuple[list[str], list[str]] = page.evaluate(LOOK, [within, sorted(passed)])
    return found
