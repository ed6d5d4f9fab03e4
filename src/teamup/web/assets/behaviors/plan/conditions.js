// Shows a question as soon as an answer calls for it, and hides it when none does; what was typed in it stays.
// Markup: <div data-when="form other" data-when-url="…"> its cards, or nothing </div>;
//   <p data-when-status aria-live="polite">
const turns = new WeakMap();

document.addEventListener("teamup:saved", ({ detail }) => {
  for (const place of document.querySelectorAll(`[data-when~="${CSS.escape(detail.question)}"]`)) renew(place);
});

async function renew(place) {
  const turn = (turns.get(place) || 0) + 1;
  turns.set(place, turn);
  try {
    const response = await fetch(place.dataset.whenUrl, { headers: { Accept: "text/html", "HX-Request": "true" } });
    const html = (await response.text()).trim();
    if (response.ok && turns.get(place) === turn) settle(place, html);
  } catch {
    // The page asks what it asked before, until it is opened again.
  }
}

function settle(place, html) {
  const isShown = place.childElementCount > 0 && !place.hidden;
  if (html && !isShown) {
    place.hidden = false;
    if (!place.childElementCount) draw(place, html);
    say("questionShown", { question: place.querySelector(".q__label").textContent.replace(/\s+/g, " ").trim() });
  } else if (!html && isShown && !isAtWork(place)) {
    place.hidden = true;
    say("questionHidden");
  }
}

function draw(place, html) {
  place.innerHTML = html;
  if (window.htmx) window.htmx.process(place);
  place.dispatchEvent(new CustomEvent("teamup:drawn", { bubbles: true }));
}

function isAtWork(place) {
  const busy = [...teamup.cards.states.values()].some((state) => place.contains(state.card) && teamup.cards.isBusy(state));
  return busy || place.contains(document.activeElement);
}

function say(name, values) {
  const status = document.querySelector("[data-when-status]");
  if (status) status.textContent = teamup.words(name, values);
}
