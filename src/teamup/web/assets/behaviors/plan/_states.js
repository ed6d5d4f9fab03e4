// The cards of a page: the state of each, and what people see of it.
const states = new Map();
const { words, fields } = teamup;

function stateOf(card) {
  if (!states.has(card)) {
    states.set(card, { card, slot: teamup.uuid().slice(0, 8), dirty: false, pending: null, flying: false, conflict: false, resting: 0, tries: 0, kept: true });
  }
  return states.get(card);
}

const all = () => [...document.querySelectorAll("[data-autosave] [data-save-url]")];
const find = (question, side) => all().find((card) => card.dataset.question === question && card.dataset.side === side);
const isBusy = (state) => state.dirty || state.pending !== null;

const ICONS = { "is-saved": "check", "is-kept": "offline", "is-conflict": "conflict", "is-error": "warn" };
const WORST = ["is-error", "is-conflict", "is-kept", "is-saving", "is-saved"];

function show(state, kind, text) {
  state.kind = kind;
  state.text = text;
  draw(state.card.querySelector("[data-state]"), "q__state", kind, text);
  const open = [...states.values()].filter((other) => other.card.isConnected && other.kind && other.kind !== "is-saved");
  const worst = WORST.map((each) => open.find((other) => other.kind === each)).find(Boolean) || state;
  if (worst.kind !== "is-saving") draw(document.querySelector("[data-save-state]"), "save-state", worst.kind, worst.text);
}

function draw(place, name, kind, text) {
  if (!place || (place.textContent.trim() === text && place.classList.contains(kind))) return;
  place.className = `${name} ${kind}`;
  place.textContent = text;
  if (ICONS[kind]) place.prepend(teamup.icon(ICONS[kind]));
}

function showErrors(card, errors) {
  const place = card.querySelector("[data-errors]");
  if (place) {
    place.replaceChildren(
      ...errors.map((error) => {
        const p = document.createElement("p");
        p.className = "usa-error-message";
        p.textContent = error;
        return p;
      }),
    );
  }
  card.classList.toggle("has-error", errors.length > 0);
  const typed = fields.controls(card).filter((control) => control.type !== "hidden");
  for (const control of typed) {
    if (errors.length && typed.length === 1) control.setAttribute("aria-invalid", "true");
    else if (!errors.length) control.removeAttribute("aria-invalid");
  }
}

function setBase(card, revision) {
  card.dataset.base = revision;
  for (const field of card.querySelectorAll("[data-base-field]")) field.value = revision;
}

// Draws a card anew from the server, unless someone has typed in it meanwhile.
async function reload(card, said) {
  try {
    const response = await fetch(`${card.dataset.saveUrl}?side=${card.dataset.side}`, { headers: { Accept: "text/html", "HX-Request": "true" } });
    const html = await response.text();
    const state = states.get(card);
    if (!response.ok || (state && (state.dirty || state.pending))) return;
    const fresh = swap(card, html);
    if (fresh && said) show(stateOf(fresh), "is-saved", said);
  } catch {
    // The answer is saved; the page only shows the older text until it is opened again.
  }
}

function swap(card, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector("[data-save-url]");
  if (!fresh) return null;
  const focus = card.contains(document.activeElement) ? document.activeElement : null;
  const caret = focus && "selectionEnd" in focus ? focus.selectionEnd : null;
  card.replaceWith(fresh);
  states.delete(card);
  if (window.htmx) window.htmx.process(fresh);
  const again = focus && ((focus.id && document.getElementById(focus.id)) || fresh.querySelector("input:not([type=hidden]), textarea, select"));
  if (again) {
    again.focus({ preventScroll: true });
    if (caret !== null && again.setSelectionRange && again.type !== "number") try { again.setSelectionRange(caret, caret); } catch { again.focus(); }
  }
  fresh.dispatchEvent(new CustomEvent("teamup:drawn", { bubbles: true }));
  return fresh;
}

teamup.cards = { states, stateOf, all, find, isBusy, show, showErrors, setBase, reload, swap };
