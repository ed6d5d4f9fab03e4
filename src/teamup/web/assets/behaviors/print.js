// Prints the page. Markup: <button type="button" data-print hidden>
document.addEventListener("click", ({ target }) => target.closest("[data-print]") && print());

// Buttons that need scripts are hidden until here.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-copy], [data-print], [data-clear-choice]")) button.hidden = false;
});
