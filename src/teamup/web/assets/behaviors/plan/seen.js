// Saves who may see an answer as soon as it is chosen, and says what that means.
// Markup in a card: <label data-no-save><select data-seen><option data-mark="police">…
document.addEventListener("change", async ({ target }) => {
  const card = target.matches("[data-autosave] [data-seen]") && target.closest("[data-save-url]");
  if (!card) return;
  const body = new FormData();
  body.append("mark", target.selectedOptions[0].dataset.mark);
  body.append("side", card.dataset.side);
  const state = teamup.cards.stateOf(card);
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": teamup.token() };
    const response = await fetch(`${card.dataset.saveUrl}mark/`, { method: "POST", body, credentials: "same-origin", headers });
    const { said, errors } = await response.json();
    if (!response.ok) {
      teamup.cards.showErrors(card, errors);
      return;
    }
    // The option that stands now says nothing to a form that is posted whole.
    for (const option of target.options) option.value = option.selected ? "" : option.dataset.mark;
    const { mark } = target.selectedOptions[0].dataset;
    target.closest("label").classList.toggle("is-kept-back", mark !== "open");
    target.closest("label").querySelector("svg").replaceWith(teamup.icon({ open: "eye", partners: "people" }[mark] || mark));
    teamup.cards.show(state, "is-saved", said);
  } catch {
    teamup.cards.show(state, "is-error", teamup.words("markNotSaved"));
  }
});
