// Sends typing that an earlier page kept, and shows what this browser saved since the page was made.
const { words, drafts, fields, wire, cards } = teamup;
const { states, stateOf, isBusy } = cards;

async function recover() {
  const found = drafts.of(teamup.plan());
  for (const [index, draft] of found.entries()) {
    const card = cards.find(draft.question, draft.side);
    const isLast = !found.slice(index + 1).some((later) => later.question === draft.question && later.side === draft.side);
    if (card && isLast && !states.has(card)) resumeCard(card, draft);
    else await sendLoose(draft);
  }
}

function resumeCard(card, draft) {
  const state = stateOf(card);
  state.slot = draft.slot;
  if (Date.now() - draft.time > 15000) teamup.tell(words("recovered"));
  fields.write(card, draft.latest || draft.pending.fields);
  state.pending = draft.pending || begun(draft);
  state.dirty = Boolean(draft.pending && draft.latest);
  teamup.autosave.flush(state);
}

const begun = (draft) => ({ fields: draft.latest, base: draft.base || "0", key: teamup.uuid() });

// Sends a draft whose card is on another page.
async function sendLoose(draft) {
  const pending = draft.pending || begun(draft);
  drafts.store({ ...draft, pending, latest: draft.pending ? draft.latest : null });
  const { status, data } = await wire.post(draft.url, draft.side, pending);
  if (status === 200 && draft.pending && draft.latest) {
    const latest = fields.settled(draft.latest, draft.pending.fields);
    const next = { ...draft, latest, base: String(data.revision), pending: null, time: Date.now() };
    drafts.store(next);
    await sendLoose(next);
  } else if (status === 200) {
    drafts.drop(draft);
  } else if (status === 409 || status === 422) {
    teamup.tell(words("waitingElsewhere"), draft.page);
  }
}

// Another tab of this browser saved: show it here too, unless someone is at it.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("teamup") : null;

if (channel) {
  channel.addEventListener("message", ({ data }) => {
    if (data.plan !== teamup.plan()) return;
    const card = cards.find(data.question, data.side);
    const isIdle = card && !(states.has(card) && isBusy(states.get(card))) && !card.contains(document.activeElement);
    if (isIdle && Number(card.dataset.base) < data.revision) cards.reload(card);
  });
}

// A page that was asked for while a save was still under way shows what was there before it. This tab
// remembers the revisions it was told, and draws such a card anew.
function refresh() {
  for (const card of cards.all()) {
    const isIdle = !(states.has(card) && isBusy(states.get(card)));
    if (isIdle && Number(card.dataset.base) < drafts.revisionOf(teamup.plan(), card.dataset)) cards.reload(card);
  }
}

document.addEventListener("teamup:saved", ({ detail }) => {
  drafts.note(teamup.plan(), detail);
  if (channel) channel.postMessage({ plan: teamup.plan(), ...detail });
});
document.addEventListener("DOMContentLoaded", () => recover().then(refresh));
