// Asks before a button does what cannot be undone: the first press asks, the second does.
// Markup: <button data-confirm="Delete this plan and its history?">; without scripts it acts at once.
const before = new WeakMap();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || before.has(button)) return;
  event.preventDefault();
  before.set(button, button.innerHTML);
  button.textContent = button.dataset.confirm || teamup.words("sure");
});

document.addEventListener("focusout", ({ target }) => {
  const button = target.closest && target.closest("[data-confirm]");
  if (!button || !before.has(button)) return;
  button.innerHTML = before.get(button);
  before.delete(button);
});
