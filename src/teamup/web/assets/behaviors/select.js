// Posts a form as soon as a choice in it changes. Markup: <form data-submit-on-change>; its button, in
// [data-plain], is only for pages without scripts.
document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-submit-on-change]");
  if (form && target.matches("select, input[type=date], input[type=checkbox], input[type=radio]")) form.requestSubmit();
});

const hidePlain = () => document.querySelectorAll("[data-submit-on-change] [data-plain]").forEach((plain) => (plain.hidden = true));
document.addEventListener("DOMContentLoaded", hidePlain);
document.addEventListener("htmx:afterSettle", hidePlain);
