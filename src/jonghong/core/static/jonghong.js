"use strict";
// Every page works without this file. It opens forms over the table and keeps an open table fresh.

const sheet = document.getElementById("sheet");
const LOOK_EVERY = 4000;

// What htmx puts into the sheet is shown over the page; Escape or the close button takes it away again.
document.addEventListener("htmx:after:swap", () => {
  if (sheet.childElementCount && !sheet.open) sheet.showModal();
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

// A menu closes when attention goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// An open table asks every few seconds whether it is still true; an unchanged page costs a 304.
async function refresh(live) {
  if (document.hidden || sheet.open || live.querySelector("details[open]")) return;
  const answer = await fetch(location.pathname, { cache: "no-store", headers: { "If-None-Match": live.dataset.etag } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return;
  const focused = live.contains(document.activeElement) && document.activeElement.getAttribute("href");
  live.replaceWith(fresh);
  htmx.process(fresh);
  if (focused) fresh.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}

setInterval(() => {
  const live = document.querySelector("[data-live]");
  if (live) refresh(live).catch(() => {});
}, LOOK_EVERY);
