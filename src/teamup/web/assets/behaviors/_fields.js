// Reading a card's controls as pairs of name and value, and writing such pairs back.
const controls = (card) =>
  [...card.querySelectorAll("input[name], select[name], textarea[name]")].filter(
    (control) =>
      !control.disabled &&
      !["submit", "button", "file", "image", "reset"].includes(control.type) &&
      control.name !== "csrfmiddlewaretoken" &&
      !control.matches("[data-base-field]") &&
      !control.closest("[data-conflict], [data-no-save]"),
  );

teamup.fields = {
  controls,

  read(card) {
    const pairs = [];
    for (const control of controls(card)) {
      if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
      if (control.type === "select-multiple") {
        for (const option of control.selectedOptions) pairs.push([control.name, option.value]);
      } else {
        pairs.push([control.name, control.value]);
      }
    }
    return pairs;
  },

  write(card, pairs) {
    if (teamup.rows) teamup.rows.match(card, pairs); // the opening page has no rows
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) || []), value]);
    for (const control of controls(card)) {
      const given = values.get(control.name) || [];
      if (["checkbox", "radio"].includes(control.type)) control.checked = given.includes(control.value);
      else if (control.type === "select-multiple") for (const option of control.options) option.selected = given.includes(option.value);
      else if (given.length) control.value = given.shift();
    }
  },

  // Some cards say in hidden controls, was.<name>, what <name> showed at the revision they began from.
  // After a save that is what was sent.
  settle(card, sent) {
    const pairs = new Map(teamup.fields.settled(teamup.fields.read(card), sent));
    for (const control of controls(card)) if (control.name.startsWith("was.")) control.value = pairs.get(control.name);
  },

  settled(pairs, sent) {
    const shown = new Map(sent);
    return pairs.map(([name, value]) => [name, name.startsWith("was.") && shown.has(name.slice(4)) ? shown.get(name.slice(4)) : value]);
  },

  // Joins what was typed since a save with what the server made of that save, where they do not
  // touch; returns null where they do.
  rebase(sent, merged, now) {
    const mine = edit(sent, now);
    const theirs = edit(sent, merged);
    if (mine.end <= theirs.start) return now.slice(0, mine.start + mine.text.length) + sent.slice(mine.end, theirs.start) + theirs.text + sent.slice(theirs.end);
    if (theirs.end <= mine.start) return sent.slice(0, theirs.start) + theirs.text + sent.slice(theirs.end, mine.start) + mine.text + sent.slice(mine.end);
    return null;
  },
};

// Returns the one stretch in which two texts differ.
function edit(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = before.length;
  let tail = after.length;
  while (end > start && tail > start && before[end - 1] === after[tail - 1]) {
    end -= 1;
    tail -= 1;
  }
  return { start, end, text: after.slice(start, tail) };
}
