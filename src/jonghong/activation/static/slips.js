"use strict";
// Ticks a whole group without a new page, and tells at the button how many people are ticked. The page works without it.
{
  const form = document.querySelector("form:has([data-ticked])");
  const number = form?.querySelector("[data-ticked]");
  // Who is in two groups is one person.
  const count = () => {
    number.textContent = `(${new Set([...form.querySelectorAll("[name=people]:checked")].map((tick) => tick.value)).size})`;
  };
  form?.addEventListener("click", (event) => {
    const link = event.target.closest("[data-tick]");
    if (!link) return;
    event.preventDefault();
    for (const tick of link.closest("fieldset").querySelectorAll("[name=people]")) tick.checked = link.dataset.tick === "all";
    count();
  });
  form?.addEventListener("change", count);
  if (form) count();
}
