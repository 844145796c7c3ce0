"use strict";
// Passkeys: the form asks the server for a question, the browser for the answer to it, and is sent with that.
// Everything else on these pages works without this file.

const form = document.querySelector("form[data-passkey]");
const trouble = form?.querySelector("[data-trouble]");

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The question comes as JSON; what is bytes there is said in base64url.
function understood(question) {
  const said = { ...question, challenge: bytes(question.challenge) };
  if (said.user) said.user = { ...said.user, id: bytes(said.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (said[list]) said[list] = said[list].map((each) => ({ ...each, id: bytes(each.id) }));
  }
  return said;
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

function tell(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

async function ask() {
  const sent = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const reply = await fetch(form.dataset.ask, { method: "POST", body: sent, redirect: "manual" });
  if (!reply.ok) {
    tell(form.dataset.late);
    return null;
  }
  const { publicKey } = await reply.json();
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: understood(publicKey) });
  return answered(credential);
}

async function fill(event) {
  if (form.elements.answer.value) return;
  event.preventDefault();
  const button = form.querySelector("button:not([type])");
  button.disabled = true;
  tell("");
  try {
    form.elements.answer.value = (await ask()) ?? "";
  } catch {
    tell(form.dataset.refused);
  }
  button.disabled = false;
  if (form.elements.answer.value) form.requestSubmit();
}

if (form && window.PublicKeyCredential) {
  form.querySelector("[data-missing]").hidden = true;
  for (const usable of form.querySelectorAll("[data-usable]")) usable.hidden = false;
  form.addEventListener("submit", fill);
  // Enter begins, unless a code was typed wrongly further down.
  if (form.dataset.passkey === "get" && !document.querySelector(".mistake")) form.querySelector("[data-usable] button").focus();
}
