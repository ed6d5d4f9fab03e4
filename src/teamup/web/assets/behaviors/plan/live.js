// Shows who else is at the plan and where, and draws answers that others saved, without a reload.
// Markup: <body data-plan data-live="address">, <span data-here> in the header, cards as in autosave.js.
// Quiet by design: it never takes focus, never moves what is typed in, asks less often when nobody is there,
// and not at all while the page is hidden. Without it everything still works; it only comes with a reload.
const address = document.body.dataset.live;
const strip = document.querySelector("[data-here]");
const SLOWEST_ASK = 120000;
let since = "";
let timer = 0;
let wait = 4000;
let tries = 0;

const placeOf = (card) => (card ? `${card.dataset.question}/${card.dataset.side}` : "");
const here = () => placeOf(document.activeElement && document.activeElement.closest && document.activeElement.closest("[data-save-url]"));

function body(more) {
  const form = new FormData();
  form.append("at", here());
  form.append("since", since);
  form.append("csrfmiddlewaretoken", teamup.token());
  for (const [name, value] of Object.entries(more || {})) form.append(name, value);
  return form;
}

async function ask() {
  clearTimeout(timer);
  if (document.visibilityState === "hidden" || !teamup.token()) return;
  try {
    const response = await fetch(address, { method: "POST", body: body(), credentials: "same-origin", headers: { Accept: "application/json" } });
    if (response.status === 403 || response.status === 404) return;
    if (!response.ok) throw new Error(response.status);
    show(await response.json());
    tries = 0;
  } catch {
    tries += 1;
  }
  if (wait) timer = setTimeout(ask, Math.min(SLOWEST_ASK, wait * 2 ** tries) * (0.85 + Math.random() * 0.3));
}

function show(found) {
  since = found.since;
  wait = found.wait;
  if (strip && strip.textContent !== found.who) {
    strip.textContent = found.who;
    strip.hidden = !found.who;
  }
  const there = new Map(found.here.filter((one) => one.at).map((one) => [one.at, one]));
  for (const card of teamup.cards.all()) mark(card, there.get(placeOf(card)));
  for (const change of found.changed) bring(change);
}

// A line under the question says who is at it; it is not read out, since it comes and goes.
function mark(card, one) {
  const foot = card.querySelector(".q__foot");
  let note = card.querySelector("[data-writer]");
  if (!one) {
    if (note) note.remove();
    return;
  }
  const text = teamup.words("isHere", { name: one.name });
  if (!note && foot) {
    note = document.createElement("span");
    note.dataset.writer = "";
    note.className = "q__writer";
    foot.append(note);
  }
  if (!note || note.dataset.text === text + one.side) return;
  note.dataset.text = text + one.side;
  note.textContent = text;
  if (one.side) note.prepend(teamup.icon(one.side));
}

// An answer that is being typed keeps its words: the save that follows merges both.
function bring({ question, side, revision, by }) {
  const card = teamup.cards.find(question, side);
  if (!card || Number(card.dataset.base) >= revision) return;
  const state = teamup.cards.states.get(card);
  if ((state && teamup.cards.isBusy(state)) || card.contains(document.activeElement)) {
    if (card.dataset.newer === String(revision)) return;
    card.dataset.newer = revision;
    teamup.cards.show(teamup.cards.stateOf(card), "is-saved", teamup.words("changedHere", { name: by }));
    return;
  }
  teamup.cards.reload(card, teamup.words("changedBy", { name: by }));
  card.dispatchEvent(new CustomEvent("teamup:changed-elsewhere", { bubbles: true, detail: { question, side, revision } }));
}

if (address) {
  since = document.body.dataset.liveSince || "";
  timer = setTimeout(ask, 1500);
  document.addEventListener("focusin", ({ target }) => {
    if (target.closest("[data-save-url]") && wait < 10000) {
      clearTimeout(timer);
      timer = setTimeout(ask, 400);
    }
  });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? clearTimeout(timer) : ask()));
  addEventListener("online", ask);
  addEventListener("pagehide", () => navigator.sendBeacon && teamup.token() && navigator.sendBeacon(address, body({ gone: "1" })));
}
