// Keeps choices in step: when an answer is saved, cards that choose from its rows offer the new ones.
// Markup: <div data-save-url data-linked="goals problem_list"> with selects, and sets of boxes in [data-picks]
{
  const named = (name) => CSS.escape(name);
  const column = (name) => name.slice(name.lastIndexOf(".") + 1);

  document.addEventListener("teamup:saved", ({ detail }) => {
    for (const card of document.querySelectorAll(`[data-linked~="${named(detail.question)}"]`)) renew(card);
  });

  async function renew(card) {
    try {
      const url = `${card.dataset.saveUrl}?side=${card.dataset.side}`;
      const response = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true" } });
      if (response.ok) put(card, await response.text());
    } catch {
      // The older choices stay until the page is opened again.
    }
  }

  function put(card, html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const state = teamup.cards.states.get(card);
    const isAtWork = card.contains(document.activeElement) || card.matches(".has-error") || (state && teamup.cards.isBusy(state));
    if (card.matches("[data-ranked]")) {
      if (!isAtWork) teamup.cards.swap(card, html);
      return;
    }
    const blank = card.querySelector("[data-rows-template]");
    for (const place of blank ? [card, blank.content] : [card]) choicesIn(place, fresh.content);
    const waiting = card.querySelector("[data-waiting]");
    if (waiting && !fresh.content.querySelector("[data-waiting]")) waiting.remove();
  }

  function choicesIn(place, fresh) {
    for (const select of place.querySelectorAll("select")) {
      const found = like(fresh, select, "name", select.name);
      if (!found || found.options.length === select.options.length && found.textContent === select.textContent) continue;
      const { value } = select;
      const gone = [...select.options].filter((option) => value && option.value === value && !found.querySelector(`option[value="${named(value)}"]`));
      select.replaceChildren(...found.options, ...gone);
      select.value = value;
    }
    for (const set of place.querySelectorAll("[data-picks]")) {
      const found = like(fresh, set, "data-picks", set.dataset.picks);
      if (!found || set.contains(document.activeElement)) continue;
      const chosen = [...set.querySelectorAll("input:checked")].map((box) => box.value);
      set.replaceChildren(...found.childNodes);
      for (const box of set.querySelectorAll("input")) box.checked = chosen.includes(box.value);
    }
  }

  // Returns a copy of the same control in the fresh card; a row it does not have yet is drawn from its blank one.
  function like(fresh, control, attribute, name) {
    const same = fresh.querySelector(`[${attribute}="${named(name)}"]`);
    if (same) return same.cloneNode(true);
    const blank = fresh.querySelector("[data-rows-template]");
    const row = control.closest("[data-row]");
    const model = blank && row && [...blank.content.querySelectorAll(`[${attribute}]`)].find((other) => column(other.getAttribute(attribute)) === column(name));
    if (!model) return null;
    const copy = document.createElement("template");
    copy.innerHTML = model.outerHTML.replaceAll("__row__", row.dataset.row);
    return copy.content.firstElementChild;
  }
}
