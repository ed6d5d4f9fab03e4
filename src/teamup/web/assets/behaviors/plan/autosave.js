// Saves each answer a moment after typing stops, says so, and loses nothing on the way.
// Markup: <form data-autosave> around cards
//   <div class="q" data-question data-side data-base data-save-url>
//     <input type="hidden" data-base-field> controls <span data-state> <div data-errors> <div data-conflict>
// One save of a card is under way at a time. A save that failed is sent again under its own key,
// before anything typed since; what the server has not confirmed stays in the browser (_drafts.js).
const PAUSE = 800;
const SLOWEST = 60000;
const KEEPALIVE = 60000;
const { words, drafts, fields, wire, cards } = teamup;
const { states, stateOf, isBusy, show, showErrors, setBase } = cards;

const cardOf = (target) => target instanceof Element && target.closest("[data-autosave] [data-save-url]");

function draftOf(state) {
  const { question, side, base, saveUrl } = state.card.dataset;
  const latest = state.dirty || !state.pending ? fields.read(state.card) : null;
  return { plan: teamup.plan(), question, side, slot: state.slot, url: saveUrl, page: `${location.pathname}#${state.card.id}`, base, pending: state.pending, latest, time: Date.now() };
}

const keep = (state) => (state.kept = drafts.store(draftOf(state)));

function touch(card, wait) {
  const state = stateOf(card);
  state.dirty = true;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => flush(state), wait);
}

// Sends what is due, or keeps it until the save under way has come back.
async function flush(state) {
  clearTimeout(state.timer);
  if (!isBusy(state)) return;
  if (state.conflict || state.flying || state.resting) {
    keep(state);
    return;
  }
  if (!state.pending) {
    state.pending = { fields: fields.read(state.card), base: state.card.dataset.base || "0", key: teamup.uuid(), keep: state.keep };
    state.dirty = false;
    state.keep = undefined;
  }
  keep(state);
  state.flying = true;
  const slow = setTimeout(() => show(state, "is-saving", words("saving")), 150);
  const answer = await wire.post(state.card.dataset.saveUrl, state.card.dataset.side, state.pending);
  clearTimeout(slow);
  state.flying = false;
  settle(state, answer);
}

function settle(state, { status, data, wait }) {
  if (status === 200) saved(state, data);
  else if (status === 409) conflicted(state, data);
  else if (status === 422) rejected(state, data);
  else if (status === 0 || status === 408 || status === 429 || status >= 500) rest(state, status, wait);
  else refuse(state, status);
}

function saved(state, data) {
  const { card, pending } = state;
  state.tries = 0;
  state.pending = null;
  const merged = data.merged && (!state.dirty || !catchUp(state, pending, data));
  const isBehind = Number(data.revision) < Number(card.dataset.base); // an old save, told again
  if (!merged) {
    setBase(card, data.revision);
    fields.settle(card, pending.fields);
  }
  showErrors(card, []);
  const text = data.saved_label ? words("savedAt", { time: data.saved_label }) : words("saved");
  show(state, "is-saved", text);
  const detail = { question: card.dataset.question, side: card.dataset.side, revision: data.revision };
  card.dispatchEvent(new CustomEvent("teamup:saved", { bubbles: true, detail }));
  if (state.dirty) {
    flush(state);
    return;
  }
  drafts.drop(draftOf(state));
  if (merged || isBehind) cards.reload(card, merged && words("merged"));
}

// Someone else's change came back while typing went on: weaves both, where the card is one text.
// Until a card shows what it was merged with, it keeps its old base, so that the next save is
// merged as well and takes nothing away.
function catchUp(state, pending, data) {
  const typed = fields.controls(state.card);
  if (typed.length !== 1 || typeof data.value !== "string" || typeof typed[0].value !== "string") return false;
  const sent = (pending.fields.find(([name]) => name === typed[0].name) || ["", ""])[1];
  const both = fields.rebase(sent, data.value, typed[0].value);
  if (both === null) return false;
  const behind = typed[0].value.length - (typed[0].selectionEnd || 0);
  typed[0].value = both;
  if (document.activeElement === typed[0]) typed[0].setSelectionRange(both.length - behind, both.length - behind);
  return true;
}

function conflicted(state, data) {
  state.conflict = true;
  keep(state);
  const place = state.card.querySelector("[data-conflict]");
  if (place && data.html) {
    place.innerHTML = data.html;
    place.dataset.revision = data.revision;
  } else {
    showErrors(state.card, [words("conflictMore")]);
  }
  show(state, "is-conflict", words("conflict"));
}

function rejected(state, data) {
  state.pending = null;
  keep(state);
  show(state, "is-error", words("error"));
  if (data.html && !state.dirty && !state.card.contains(document.activeElement)) cards.swap(state.card, data.html);
  else showErrors(state.card, data.errors || [words("failed")]);
  if (state.dirty) flush(state);
}

function rest(state, status, wait) {
  keep(state);
  const busy = status === 429 || status >= 500;
  show(state, state.kept ? "is-kept" : "is-error", words(state.kept ? (busy ? "busy" : "kept") : "notKept"));
  state.tries += 1;
  const pause = Math.min(SLOWEST, Math.max(wait || 0, 1000 * 2 ** Math.min(state.tries, 6))) * (0.85 + Math.random() * 0.3);
  state.resting = setTimeout(() => wake(state), pause);
}

function wake(state) {
  clearTimeout(state.resting);
  state.resting = 0;
  flush(state);
}

function refuse(state, status) {
  state.pending = null;
  keep(state);
  const text = words({ 403: "forbidden", 404: "gone", 413: "tooLarge" }[status] || "failed");
  showErrors(state.card, [text]);
  show(state, "is-error", words("error"));
}

function choose(card, button) {
  const state = stateOf(card);
  const place = card.querySelector("[data-conflict]");
  const panel = place.querySelector("[data-revision]") || place;
  state.conflict = false;
  state.pending = null;
  state.dirty = button.value !== "theirs";
  setBase(card, panel.dataset.revision || card.dataset.base);
  if (button.value === "theirs") {
    drafts.drop(draftOf(state));
    cards.reload(card, words("saved"));
    return;
  }
  state.keep = button.value;
  place.replaceChildren();
  (card.querySelector("textarea, input:not([type=hidden]), select") || card).focus();
  flush(state);
}

const isText = (control) => control.matches("textarea, input:not([type=checkbox]):not([type=radio])");
const isOurs = (target) => !target.closest("[data-conflict], [data-no-save]");

document.addEventListener("input", ({ target }) => {
  const card = cardOf(target);
  if (card && isOurs(target)) touch(card, isText(target) ? PAUSE : 50);
});

document.addEventListener("change", ({ target }) => {
  const card = cardOf(target);
  if (card && isOurs(target) && stateOf(card).dirty) flush(stateOf(card));
});

document.addEventListener("focusout", ({ target }) => {
  const card = cardOf(target);
  if (card && states.has(card)) flush(states.get(card));
});

document.addEventListener("teamup:changed", ({ target }) => {
  const card = cardOf(target);
  if (card) touch(card, 50);
});

document.addEventListener("keydown", (event) => {
  const card = cardOf(event.target);
  if (event.key !== "Enter" || event.isComposing || !card || !event.target.matches("input:not([type=submit]):not([type=button]), [data-line]")) return;
  event.preventDefault();
  if (states.has(card)) flush(states.get(card));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-conflict] [name=keep]");
  const card = button && cardOf(button);
  if (!card) return;
  event.preventDefault();
  choose(card, button);
});

// "Save and continue" waits for the saves under way, and stays when one needs a person.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-autosave]");
  const busy = () => [...states.values()].filter((state) => form.contains(state.card) && isBusy(state));
  if (!form || !busy().length || form.dataset.leaving) return;
  event.preventDefault();
  const until = Date.now() + 4000;
  busy().forEach(flush);
  const look = () => {
    const stuck = busy().find((state) => ["is-conflict", "is-error"].includes(state.kind));
    if (stuck) stuck.card.scrollIntoView({ block: "center" });
    else if (!busy().length || (Date.now() > until && navigator.onLine)) {
      form.dataset.leaving = "1";
      form.requestSubmit(event.submitter || undefined);
    } else if (Date.now() < until) setTimeout(look, 80);
  };
  look();
});

addEventListener("online", () => states.forEach((state) => state.pending && !state.flying && wake(state)));

// The page goes away: keep everything, and send it along without waiting for an answer.
function leave() {
  for (const state of states.values()) {
    if (!isBusy(state)) continue;
    if (state.conflict) {
      keep(state);
      continue;
    }
    if (!state.pending) {
      state.pending = { fields: fields.read(state.card), base: state.card.dataset.base || "0", key: teamup.uuid() };
      state.dirty = false;
    }
    keep(state);
    if (JSON.stringify(state.pending).length > KEEPALIVE) continue;
    fetch(state.card.dataset.saveUrl, { ...wire.request(state.card.dataset.side, state.pending), keepalive: true }).catch(() => {});
  }
}

addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") states.forEach(flush);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) states.forEach((state) => state.pending && !state.flying && wake(state));
});
addEventListener("beforeunload", (event) => {
  if ([...states.values()].some((state) => isBusy(state) && !keep(state))) event.preventDefault();
});

teamup.autosave = { flush };
