// A line that grows with its words instead of hiding them, and holds no line break.
// Markup: <textarea data-line rows="1">; other boxes only grow.
document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.isComposing || !target.matches("[data-line]")) return;
  event.preventDefault();
  // In a worksheet Enter saves, and in a row it goes on; elsewhere it sends the form, as in any line.
  if (!target.closest("[data-autosave], [data-row]") && target.form) target.form.requestSubmit();
});

document.addEventListener("input", ({ target, isComposing }) => {
  if (isComposing || !target.matches("[data-line]") || !target.value.includes("\n")) return;
  const after = target.value.length - target.selectionEnd;
  target.value = target.value.replace(/\n+/g, " ");
  target.setSelectionRange(target.value.length - after, target.value.length - after);
});

// Where the style sheet cannot make a box as tall as its words.
if (!CSS.supports("field-sizing", "content")) {
  const grow = (box) => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  };
  const growAll = (root) => root.querySelectorAll("textarea").forEach((box) => box.offsetHeight && grow(box));
  for (const event of ["input", "focusin"]) document.addEventListener(event, ({ target }) => target.matches("textarea") && grow(target));
  document.addEventListener("DOMContentLoaded", () => growAll(document));
  document.addEventListener("teamup:drawn", ({ target }) => growAll(target));
  document.addEventListener("toggle", ({ target }) => growAll(target), true);
}
