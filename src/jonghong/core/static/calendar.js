"use strict";
// A month grid beside every date field. The field itself reads any way of writing a date, so this is only a help.
{
  const language = document.documentElement.lang;
  const words = JSON.parse(document.getElementById("page-words").textContent);
  // Made when first needed: most pages have no date field, and a phone works on it for a tenth of a second.
  const inLanguage = (options) => {
    let made;
    const make = () => new Intl.DateTimeFormat(`${language}-u-ca-gregory`, { ...options, timeZone: "UTC" });
    return { format: (day) => (made ??= make()).format(day) };
  };
  const shortMonth = inLanguage({ month: "short" });
  const longMonth = inLanguage({ month: "long" });
  const weekday = inLanguage({ weekday: "narrow" });
  const full = inLanguage({ weekday: "long", day: "numeric", month: "long" });
  const buddhist = (day) => day.getUTCFullYear() + 543;
  const written = (day) => `${day.getUTCDate()} ${shortMonth.format(day)} ${buddhist(day)}`;
  const at = (year, month, date) => new Date(Date.UTC(year, month, date));
  const shortMonths = () => Array.from({ length: 12 }, (_, month) => shortMonth.format(at(2023, month, 1)));

  function today() {
    const now = new Date();
    return at(now.getFullYear(), now.getMonth(), now.getDate());
  }

  // Only our own way of writing is read back; for anything else the grid opens at today.
  function read(text) {
    const [date, name, year] = text.trim().split(/\s+/);
    const month = shortMonths().indexOf(name);
    return month >= 0 && Number(year) > 2400 && Number(date) ? at(year - 543, month, Number(date)) : null;
  }

  // A field of several dates gains the day, or loses it when it is there already.
  function toggled(text, day) {
    const days = text.split(/[,;\n]/).map((each) => each.trim()).filter(Boolean);
    return (days.includes(day) ? days.filter((each) => each !== day) : [...days, day]).join(", ");
  }

  function make(tag, facts = {}, ...children) {
    const element = Object.assign(document.createElement(tag), facts);
    element.append(...children);
    return element;
  }

  function grid(panel, input, shown) {
    const pick = (day) => {
      const isOne = input.dataset.calendar !== "many";
      input.value = isOne ? written(day) : toggled(input.value, written(day));
      if (isOne) panel.hidePopover();
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if (isOne) input.focus();
    };
    const turn = (months) => show(panel, input, at(shown.getUTCFullYear(), shown.getUTCMonth() + months, 1));
    const head = make(
      "div",
      { className: "calendar-head" },
      make("button", { type: "button", textContent: "‹", ariaLabel: words.before, onclick: () => turn(-1) }),
      make("b", { textContent: `${longMonth.format(shown)} ${buddhist(shown)}` }),
      make("button", { type: "button", textContent: "›", ariaLabel: words.after, onclick: () => turn(1) }),
    );
    const days = make("div", { className: "calendar-days" });
    for (let column = 0; column < 7; column += 1) {
      days.append(make("span", { textContent: weekday.format(at(2023, 0, 1 + column)), ariaHidden: "true" }));
    }
    const first = at(shown.getUTCFullYear(), shown.getUTCMonth(), 1);
    const length = at(shown.getUTCFullYear(), shown.getUTCMonth() + 1, 0).getUTCDate();
    for (let date = 1; date <= length; date += 1) {
      const day = at(shown.getUTCFullYear(), shown.getUTCMonth(), date);
      const button = make("button", { type: "button", textContent: date, ariaLabel: `${full.format(day)} ${buddhist(day)}`, onclick: () => pick(day) });
      if (date === 1) button.className = `from-${first.getUTCDay()}`;
      if (day.getTime() === shown.getTime()) button.ariaCurrent = "date";
      button.tabIndex = button.ariaCurrent ? 0 : -1;
      days.append(button);
    }
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    days.onkeydown = (event) => {
      const step = steps[event.key];
      if (!step || event.target.tagName !== "BUTTON") return;
      event.preventDefault();
      show(panel, input, at(shown.getUTCFullYear(), shown.getUTCMonth(), Number(event.target.textContent) + step));
    };
    return [head, days];
  }

  function show(panel, input, shown) {
    panel.replaceChildren(...grid(panel, input, shown));
    panel.querySelector("[aria-current]").focus();
  }

  function put(panel, input) {
    const place = input.getBoundingClientRect();
    panel.style.insetBlockStart = `${Math.min(place.bottom + 4, innerHeight - 330)}px`;
    panel.style.insetInlineStart = `${Math.max(4, Math.min(place.left, innerWidth - 310))}px`;
  }

  function open(button, input) {
    const panel = make("div", { className: "calendar", popover: "auto", ariaLabel: words.choose });
    // A telephone that is turned, or a window made narrower, leaves it where it can be reached.
    const follow = () => put(panel, input);
    window.addEventListener("resize", follow);
    panel.addEventListener("toggle", (event) => {
      if (event.newState !== "closed") return;
      window.removeEventListener("resize", follow);
      panel.remove();
    });
    button.after(panel);
    panel.showPopover();
    follow();
    const previous = document.querySelector("[name=on]");
    show(panel, input, read(input.value) ?? (previous && read(previous.value)) ?? today());
  }

  function equip(root) {
    for (const input of root.querySelectorAll("[data-calendar]:not([data-equipped])")) {
      input.dataset.equipped = "";
      const button = make("button", { type: "button", className: "calendar-open", ariaLabel: words.choose });
      button.onclick = () => open(button, input);
      input.after(button);
    }
  }

  equip(document);
  document.addEventListener("htmx:after:swap", () => equip(document));
}
