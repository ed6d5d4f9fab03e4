// Knowledge checks: a click explains a choice at once; who walks the choices by arrow keys asks with Enter, Space or
// the button. What was chosen stays in this browser, until it is forgotten. Markup: <form data-check="<id>">
const start = `teamup:check:${location.pathname.split("/").slice(-3, -1).join("/")}:`;
let pressed = 0;

function explain(form) {
  const choice = form.querySelector("input[type=radio]:checked");
  const why = choice && form.querySelector(`[data-why="${choice.value}"]`);
  if (!why) return;
  const verdict = form.closest("[data-checks]").querySelector(`[data-verdict="${why.dataset.is}"]`).firstElementChild.cloneNode(true);
  verdict.querySelector("[data-slot]").append(...why.cloneNode(true).childNodes);
  form.querySelector("[data-said]").replaceChildren(verdict);
  return choice.value;
}

function explainAndKeep(form) {
  const value = explain(form);
  if (!value) return;
  try {
    localStorage.setItem(start + form.dataset.check, value);
  } catch {
    // A browser that keeps nothing still explains.
  }
  form.closest("[data-checks]").querySelector("[data-forget]").hidden = false;
}

function forget(prefix) {
  try {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) localStorage.removeItem(key);
  } catch {
    // There is nothing to forget.
  }
}

document.addEventListener("pointerdown", () => (pressed = Date.now()), true);
document.addEventListener("keydown", () => (pressed = 0), true);
document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-check]");
  if (form && Date.now() - pressed < 2000) explainAndKeep(form);
});
document.addEventListener("keyup", ({ key, target }) => {
  if (key === " " && target.matches("[data-check] input")) explainAndKeep(target.form);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-check]")) {
    event.preventDefault();
    explainAndKeep(event.target);
  }
  if (event.target.matches("[data-leave]")) forget("teamup:check:");
});

document.addEventListener("click", ({ target }) => {
  const line = target.closest("[data-forget]");
  if (!line) return;
  forget(start);
  for (const form of line.closest("[data-checks]").querySelectorAll("[data-check]")) {
    form.querySelector("[data-said]").replaceChildren();
    for (const choice of form.querySelectorAll("input:checked")) choice.checked = false;
  }
  line.closest("[data-checks]").querySelector("input[type=radio]").focus();
  line.hidden = true;
});

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("[data-check]")) {
    let value = null;
    try {
      value = localStorage.getItem(start + form.dataset.check);
    } catch {
      // As above.
    }
    const choice = [...form.querySelectorAll("input[type=radio]")].find((each) => each.value === value);
    if (!choice || form.querySelector("input:checked")) continue;
    choice.checked = true;
    explain(form);
    form.closest("[data-checks]").querySelector("[data-forget]").hidden = false;
  }
});
