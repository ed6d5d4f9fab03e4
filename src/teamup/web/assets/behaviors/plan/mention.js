// Puts "@" and a name where the caret is. Without scripts the names stand there to be typed.
// Markup: <span>Dana</span><button type="button" data-mention="Dana" data-into="id of a textarea" hidden>
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-mention]")) {
    button.hidden = false;
    button.previousElementSibling.hidden = true;
  }
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-mention]");
  if (!button) return;
  const box = document.getElementById(button.dataset.into);
  const before = box.value.slice(0, box.selectionStart);
  const space = before && !/\s$/.test(before) ? " " : "";
  box.setRangeText(`${space}@${button.dataset.mention} `, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
