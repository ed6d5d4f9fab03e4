// "None of these" clears the others, and the other way round; a choice can be taken back.
// Markup: <div class="tiles"> checkboxes, one with data-exclusive </div>; <button data-clear-choice hidden>
document.addEventListener("change", ({ target }) => {
  if (target.type !== "checkbox" || !target.checked) return;
  const box = target.closest(".tiles, .checks");
  if (!box) return;
  for (const other of box.querySelectorAll("input[type=checkbox]")) {
    if (other !== target && ("exclusive" in target.dataset || "exclusive" in other.dataset)) other.checked = false;
  }
}, true);

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-clear-choice]");
  const card = button && button.closest(".q, [data-row], fieldset");
  if (!card) return;
  for (const radio of card.querySelectorAll("input[type=radio]")) radio.checked = false;
  button.dispatchEvent(new CustomEvent("teamup:changed", { bubbles: true }));
});
