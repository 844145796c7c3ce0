"use strict";
// Moving bookings along the axis, by pointer or by keys, and booking from an empty quarter. Without this file the links do it.
(() => {
  const words = JSON.parse(document.getElementById("timetable-words").textContent);
  const form = document.getElementById("move");
  const sheet = document.getElementById("sheet");
  const told = document.getElementById("moving");
  const QUARTER = 15, LONG_PRESS = 450, FAR = 5;

  let move = null; // {block, home, list, from, to, edge, grab, ghost, by, isSent}; times are minutes of the day
  let press = null; // {block, edge, grab, x, y, kind, timer}
  let swallow = false; // the click that ends a drag
  let hush = 0; // the timer after which the last word goes away

  const lists = () => [...document.querySelectorAll(".column > .hours")];
  const isAxis = (list) => list && getComputedStyle(list).gridTemplateRows.split(" ").length > 4 && innerWidth >= 768;
  const axis = () => {
    const { first, quarters } = document.querySelector(".timetable").dataset;
    return { first: first * QUARTER, last: (Number(first) + Number(quarters)) * QUARTER };
  };
  const two = (number) => String(number).padStart(2, "0");
  const clock = (minutes, mark) => two(Math.floor(minutes / 60)) + mark + two(minutes % 60);
  const span = (from, to) => `${clock(from, ".")}-${clock(to, ".")}${words.unit}`;

  // Said aloud and, while keys are used, shown; the last word goes away by itself.
  function tell(sentence) {
    clearTimeout(hush);
    told.textContent = sentence;
    told.classList.toggle("only-read", move?.by === "by-pointer" && !move.isSent);
    if (sentence && !move) hush = setTimeout(() => { told.textContent = ""; }, 4_000);
  }

  function lay(element, from, to) {
    const { first } = axis();
    element.dataset.at = Math.floor((from - first) / QUARTER) + 1;
    element.dataset.until = Math.ceil((to - first) / QUARTER) + 1;
  }

  function inTheWay(list, from, to, but) {
    return [...list.querySelectorAll(".bk, .shut")].find(
      (other) => other !== but && Number(other.dataset.from) < to && Number(other.dataset.to) > from,
    );
  }

  // The ghost shows where it would go, at what time, and whether that is free as far as this page knows.
  function show() {
    const { block, list, from, to, ghost } = move;
    const other = inTheWay(list, from, to, block);
    const state = other ? words.taken.replace("{subject}", other.querySelector(".subject, .slot").textContent) : words.free;
    lay(ghost, from, to);
    ghost.classList.toggle("taken", Boolean(other));
    ghost.firstChild.textContent = span(from, to);
    ghost.lastChild.textContent = state;
    if (ghost.parentNode !== list) list.append(ghost);
    const sentence = `${list.dataset.name} ${span(from, to)} · ${state}`;
    tell(move.by === "by-keys" ? `${sentence} · ${words.keys}` : sentence);
  }

  function begin(block, edge, by, grab = 0) {
    const list = block.parentNode;
    const ghost = Object.assign(document.createElement("li"), { className: "ghost" });
    ghost.setAttribute("aria-hidden", "true");
    ghost.append(document.createElement("b"), document.createElement("span"));
    const from = Number(block.dataset.from), to = Number(block.dataset.to);
    move = { block, home: list, list, from, to, edge, grab, ghost, by, isSent: false };
    block.dataset.moving = by;
    show();
  }

  function end(sentence = "") {
    if (!move) return;
    move.ghost.remove();
    delete move.block.dataset.moving;
    move = null;
    tell(sentence);
  }

  // Put it at a time, within the axis; what is moved keeps its length, what is resized at least a quarter.
  function put(list, from, to) {
    const { first, last } = axis();
    if (move.edge === "start") from = Math.min(Math.max(from, first), to - QUARTER);
    else if (move.edge === "end") to = Math.max(Math.min(to, last), from + QUARTER);
    else {
      const length = to - from;
      from = Math.max(first, Math.min(from, last - length));
      to = from + length;
    }
    if (list === move.list && from === move.from && to === move.to) return;
    Object.assign(move, { list, from, to });
    show();
  }

  function isWhereItWas() {
    const { block, list, home, from, to } = move;
    return list === home && from === Number(block.dataset.from) && to === Number(block.dataset.to);
  }

  async function send() {
    if (isWhereItWas()) return end(move.by === "by-keys" ? words.back : "");
    const { block, list, from, to } = move;
    move.isSent = true;
    tell(words.sending);
    form.action = `${words.booking}${block.id.slice(1)}/move/`;
    const facts = { version: block.dataset.version, room: list.dataset.room, on: list.dataset.on };
    Object.assign(facts, { starts: clock(from, ":"), ends: clock(to, ":") });
    for (const [name, value] of Object.entries(facts)) form.elements[name].value = value;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      const address = answer.headers.get("HX-Redirect");
      if (address) return location.assign(address);
      const page = await answer.text();
      end();
      explain(page, block);
    } catch {
      end(words.unreachable);
    }
  }

  // Why it stays where it is is shown over the table.
  function explain(page, block) {
    const part = new DOMParser().parseFromString(page, "text/html").getElementById("form");
    if (!part) return tell(words.back);
    sheet.replaceChildren(document.adoptNode(part));
    htmx.process(sheet);
    sheet.showModal();
    sheet.addEventListener("close", () => block.querySelector(".subject").focus(), { once: true });
  }

  // By pointer

  const edgeAt = (block, y) => {
    const { top, bottom } = block.getBoundingClientRect();
    if (bottom - y <= 8) return "end";
    return y - top <= 7 && !block.classList.contains("short") ? "start" : "";
  };

  function minutesAt(list, y) {
    const { first } = axis();
    const row = list.getBoundingClientRect();
    const quarter = parseFloat(getComputedStyle(list).gridTemplateRows);
    return first + ((y - row.top) / quarter) * QUARTER;
  }

  const snapped = (minutes, like) => Math.round((minutes - like) / QUARTER) * QUARTER + like;

  document.addEventListener("pointerdown", (event) => {
    const block = event.target.closest(".bk[data-version]");
    swallow = false;
    if (!block || move || event.button || !event.isPrimary || event.target.closest("button, .edit")) return;
    if (!isAxis(block.parentNode)) return;
    const { clientX: x, clientY: y, pointerType: kind, pointerId: pointer } = event;
    const grab = minutesAt(block.parentNode, y) - Number(block.dataset.from);
    press = { block, edge: edgeAt(block, y), grab, x, y, kind, pointer };
    if (kind === "touch") press.timer = setTimeout(take, LONG_PRESS);
  });

  function take() {
    const { block, edge, grab, pointer } = press;
    if (!block.isConnected) return letGo(); // the table was refreshed under the finger
    begin(block, edge, "by-pointer", grab);
    block.setPointerCapture?.(pointer);
  }

  function letGo() {
    clearTimeout(press?.timer);
    press = null;
  }

  document.addEventListener("pointermove", (event) => {
    if (!press) return;
    const isFar = Math.hypot(event.clientX - press.x, event.clientY - press.y) > FAR;
    if (!move && isFar && press.kind === "touch") return letGo(); // it scrolls
    if (!move && isFar) take();
    if (!move || move.isSent) return;
    const { block, edge, grab, list } = move;
    const from = Number(block.dataset.from), to = Number(block.dataset.to);
    const over = edge ? list : lists().find((each) => {
      const { left, right } = each.getBoundingClientRect();
      return left <= event.clientX && event.clientX < right;
    }) ?? list;
    const at = minutesAt(over, event.clientY);
    if (edge === "end") put(over, from, snapped(at, to));
    else if (edge === "start") put(over, snapped(at, from), to);
    else put(over, snapped(at - grab, from), snapped(at - grab, from) + to - from);
  });

  document.addEventListener("pointerup", () => {
    if (!press) return;
    letGo();
    if (!move) return;
    swallow = true;
    send();
  });
  document.addEventListener("pointercancel", () => {
    if (press && move) end();
    letGo();
  });
  document.addEventListener("click", (event) => {
    if (!swallow) return;
    swallow = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("touchmove", (event) => { if (press && move && event.cancelable) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (press?.kind === "touch" || move) event.preventDefault(); });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.(".bk[data-version]")) event.preventDefault();
  });

  // By keys: M on a booking takes it up.

  const STEPS = { ArrowUp: -QUARTER, ArrowDown: QUARTER };
  const SIDES = { ArrowLeft: -1, ArrowRight: 1 };

  const takeByKeys = (block) => isAxis(block.parentNode) && begin(block, "", "by-keys");

  function keyOfMove(event) {
    const { list, from, to } = move;
    if (event.key in STEPS) {
      move.edge = event.shiftKey ? "end" : "";
      put(list, event.shiftKey ? from : from + STEPS[event.key], to + STEPS[event.key]);
    } else if (event.key in SIDES) {
      const all = lists();
      move.edge = "";
      put(all[all.indexOf(list) + SIDES[event.key]] ?? list, from, to);
    } else if (event.key === "Enter") send();
    else if (event.key === "Escape") end(words.back);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (move) {
      if (event.key === "Escape" && !move.isSent && press) letGo();
      if (!move.isSent) keyOfMove(event);
      return;
    }
    const block = event.target.closest?.(".bk[data-version]");
    // The key, not its letter: with a Thai layout it writes ท.
    if (block && (event.code === "KeyM" || event.key === "m")) {
      event.preventDefault();
      takeByKeys(block);
    }
  });
  document.addEventListener("focusout", (event) => {
    if (move?.by === "by-keys" && !move.isSent && !move.block.contains(event.relatedTarget)) end(words.back);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".bk .move");
    if (!button || move) return;
    button.focus();
    takeByKeys(button.closest(".bk"));
  });

  // An empty quarter offers an hour from there.

  function quick(list, y) {
    const { last } = axis();
    const from = Math.floor(minutesAt(list, y) / QUARTER) * QUARTER;
    const next = [...list.querySelectorAll(".bk, .shut")].map((each) => Number(each.dataset.from)).filter((start) => start > from);
    const to = Math.min(from + 60, last, ...next);
    if (to - from < QUARTER || inTheWay(list, from, to)) return null;
    const place = list.querySelector(".quick") ?? newQuick(list);
    const link = place.firstChild;
    lay(place, from, to);
    link.href = `${list.dataset.book}&starts=${clock(from, ":")}&ends=${clock(Math.floor(to / QUARTER) * QUARTER, ":")}`;
    link.textContent = `+ ${span(from, to)}`;
    return link;
  }

  function newQuick(list) {
    for (const old of document.querySelectorAll(".quick")) old.remove();
    const place = Object.assign(document.createElement("li"), { className: "quick" });
    const link = Object.assign(document.createElement("a"), { href: list.dataset.book, tabIndex: -1 });
    place.setAttribute("aria-hidden", "true");
    place.append(link);
    list.append(place);
    htmx.process(place);
    return place;
  }

  const emptyAt = (event) => {
    const list = event.target.closest?.(".column > .hours[data-book]");
    return list && !move && !event.target.closest(".bk, .shut, a:not(.quick a)") && isAxis(list) ? list : null;
  };

  document.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || press) return;
    const list = emptyAt(event);
    if (!list || !quick(list, event.clientY)) for (const old of document.querySelectorAll(".quick")) old.remove();
  });
  document.addEventListener("click", (event) => {
    const list = emptyAt(event);
    if (list && !event.target.closest(".quick")) quick(list, event.clientY)?.click();
  });
})();
