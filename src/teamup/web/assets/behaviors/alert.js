// Moves focus to a summary of errors when a page opens with one. Markup: <div data-autofocus tabindex="-1">
document.addEventListener("DOMContentLoaded", () => {
  const alert = document.querySelector("[data-autofocus]");
  if (alert) alert.focus();
});
