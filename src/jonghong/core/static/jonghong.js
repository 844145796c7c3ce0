"use strict";
// Every page works without this file. It opens forms over the table and keeps an open table fresh.

const sheet = document.getElementById("sheet");
const LOOK_EVERY = 4000;
let shown = null;

// What htmx puts into the sheet is shown over the page, from its top; Escape or the close button takes it away again.
document.addEventListener("htmx:after:swap", () => {
  if (sheet.childElementCount && !sheet.open) sheet.showModal();
  if (sheet.firstElementChild !== shown) sheet.scrollTop = 0;
  shown = sheet.firstElementChild;
});
sheet.addEventListener("close", () => sheet.replaceChildren());
sheet.addEventListener("click", (event) => {
  if (event.target === sheet || event.target.closest("[data-close]")) {
    event.preventDefault();
    sheet.close();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// What was typed stays in the form when the server cannot be reached; a token that no longer fits is fetched anew.
const words = JSON.parse(document.getElementById("page-words").textContent);

function tell(form, sentence) {
  const place = form?.querySelector("#verdict");
  if (!place) return;
  const note = Object.assign(document.createElement("p"), { className: "note bad", textContent: sentence });
  note.setAttribute("role", "alert");
  place.replaceChildren(note);
}

document.addEventListener("htmx:error", (event) => tell(event.target.closest("form"), words.unreachable));
document.addEventListener("htmx:response:error", async (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement.closest("form");
  if (ctx.response.status !== 403 || !form) return;
  const answer = await fetch(form.action, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]");
  const old = form.querySelector("[name=csrfmiddlewaretoken]");
  if (!token || !old) return;
  old.value = token.value;
  tell(form, words.again);
});

// A change of language loads the page anew: where something was typed, or refused, the browser asks before that is lost.
// Forms with a password are left out: what is typed there is not worth keeping.
{
  let typed = document.querySelector("form[method=post]:has(.wrong):not(:has([type=password]))");
  let pressed = null;
  function askFirst(leaving) {
    if (typed?.isConnected && pressed?.matches("[hreflang]")) leaving.preventDefault();
  }
  if (typed) window.addEventListener("beforeunload", askFirst);
  document.addEventListener("click", (event) => (pressed = event.target.closest("a, button")));
  document.addEventListener("submit", () => (typed = null));
  document.addEventListener("input", ({ target: { form } }) => {
    if (!form?.matches("[method=post]:not(:has([type=password]))")) return;
    typed = form;
    window.addEventListener("beforeunload", askFirst);
  });
}

// Where the links do not all fit in a line, the page that is open is among those to be seen.
for (const here of document.querySelectorAll(".bar nav [aria-current], .tabs [aria-current]")) {
  const line = here.parentElement;
  line.scrollLeft += here.getBoundingClientRect().left - line.getBoundingClientRect().left - (line.clientWidth - here.offsetWidth) / 2;
}

// A file that is larger than the server takes is told before it is sent.
document.addEventListener("change", ({ target }) => {
  if (!target.dataset?.most) return;
  const field = target.closest(".field");
  const isTooLarge = [...target.files].some((file) => file.size > Number(target.dataset.most));
  field.querySelector(".mistake")?.remove();
  field.classList.toggle("wrong", isTooLarge);
  target.toggleAttribute("data-is-too-large", isTooLarge);
  if (!isTooLarge) return;
  const said = Object.assign(document.createElement("p"), { className: "mistake", textContent: target.dataset.tooLarge });
  said.setAttribute("role", "alert");
  field.append(said);
});
document.addEventListener("submit", (event) => {
  const file = event.target.querySelector("[data-is-too-large]");
  if (!file) return;
  event.preventDefault();
  file.focus();
});

// A menu closes when attention goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// An open table asks every few seconds whether it is still true; an unchanged page costs a 304.
// It waits while somebody fills in a form, has something unfolded or moves a booking.
function isInUse(live) {
  return document.hidden || sheet.open || !live.isConnected || live.querySelector("details[open], [data-moving]");
}

// Where two looks in a row were not answered it says so, until one is: nobody takes for true what may be so no longer.
let unanswered = 0;

function sayHowFresh(live, looks) {
  unanswered = looks;
  const told = document.querySelector(".stale");
  if (looks < 2) return told?.remove();
  if (told || !live.isConnected) return;
  const note = Object.assign(document.createElement("p"), { className: "note bad stale", textContent: words.stale });
  note.setAttribute("role", "alert");
  live.before(note);
}

async function refresh(live) {
  if (isInUse(live)) return;
  const headers = { "If-None-Match": live.dataset.etag, "X-Look": "1" };
  const answer = await fetch(location.pathname, { cache: "no-store", headers, signal: AbortSignal.timeout(LOOK_EVERY) });
  if (answer.status === 304) return sayHowFresh(live, 0);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) throw new Error(`no table: ${answer.status}`);
  if (isInUse(live)) return;
  const focused = live.contains(document.activeElement) && document.activeElement.getAttribute("href");
  live.replaceWith(fresh);
  sayHowFresh(fresh, 0);
  htmx.process(fresh);
  look();
  if (focused) fresh.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}

setInterval(() => {
  const live = document.querySelector("[data-live]");
  if (live) refresh(live).catch(() => sayHowFresh(live, unanswered + 1));
}, LOOK_EVERY);

// What counts beside a link, such as the bell, is asked again while somebody may see it.
function look() {
  if (!document.hidden) document.body.dispatchEvent(new Event("look"));
}
setInterval(look, 30000);
document.addEventListener("visibilitychange", look);
