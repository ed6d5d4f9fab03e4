// Adds, removes and moves rows, by the buttons that without scripts post the form.
// Markup: <div data-rows [data-rows-max] [data-rows-min]> <ol data-rows-list> <li data-row="id"> … </li> </ol>
//   <template data-rows-template> the same <li>, with __row__ for its id and {n} for its number </template>
//   buttons [data-row-do=up|down|remove|add|confirm], their words in data-label with {n}; <p data-rows-status>
const { words } = teamup;
const itemsOf = (box) => [...box.querySelector("[data-rows-list]").children].filter((row) => row.matches("[data-row]"));

function say(box, text) {
  const status = box.querySelector("[data-rows-status]");
  if (status) status.textContent = text;
}

function number(box) {
  const rows = itemsOf(box);
  rows.forEach((row, index) => {
    for (const button of row.querySelectorAll("[data-label]")) button.setAttribute("aria-label", button.dataset.label.replace("{n}", index + 1));
    for (const legend of row.querySelectorAll("[data-row-number]")) legend.textContent = legend.dataset.rowNumber.replace("{n}", index + 1);
    for (const button of row.querySelectorAll("[data-row-do=up]")) button.disabled = index === 0;
    for (const button of row.querySelectorAll("[data-row-do=down]")) button.disabled = index === rows.length - 1;
  });
  for (const button of box.querySelectorAll("[data-row-do=add]")) button.disabled = rows.length >= limit(box);
}

const limit = (box) => Number(box.dataset.rowsMax || 300);
const changed = (box) => box.dispatchEvent(new CustomEvent("teamup:changed", { bubbles: true }));
const firstControl = (row) => row && row.querySelector("input:not([type=hidden]), select, textarea, button:not(:disabled)");

function make(box, id) {
  const template = box.querySelector("template[data-rows-template]");
  if (!template) return null;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__row__", id).replaceAll("{n}", itemsOf(box).length + 1);
  const row = holder.content.querySelector("[data-row]");
  for (const [from, to] of pairs(template.content, row)) to.dataset.label = from.dataset.label;
  box.querySelector("[data-rows-list]").append(row);
  return row;
}

// The labels of a row's buttons keep their {n}: they are numbered anew after each move.
function* pairs(before, after) {
  const labels = [...after.querySelectorAll("[data-label]")];
  for (const [index, each] of [...before.querySelectorAll("[data-label]")].entries()) yield [each, labels[index]];
}

function add(box) {
  if (itemsOf(box).length >= limit(box)) {
    say(box, words("rowFull", { n: limit(box) }));
    return;
  }
  const row = make(box, teamup.uuid().slice(0, 18));
  if (!row) return;
  number(box);
  if (window.htmx) window.htmx.process(row);
  firstControl(row).focus();
  say(box, words("rowAdded", { n: itemsOf(box).length }));
}

function remove(box, row) {
  const rows = itemsOf(box);
  const index = rows.indexOf(row);
  const next = rows[index + 1] || rows[index - 1];
  row.remove();
  number(box);
  (firstControl(next) || box.querySelector("[data-row-do=add]")).focus();
  say(box, words("rowRemoved", { n: index + 1 }));
  changed(box);
}

function move(box, row, button, step) {
  const rows = itemsOf(box);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  number(box);
  for (const moved of box.querySelectorAll(".is-moved")) moved.classList.remove("is-moved");
  row.classList.add("is-moved");
  const target = button.disabled ? row.querySelector(`[data-row-do=${step < 0 ? "down" : "up"}]`) : button;
  if (target) target.focus();
  say(box, words("rowMoved", { n: itemsOf(box).indexOf(row) + 1, all: rows.length }));
  changed(box);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-row-do]");
  const box = button && button.closest("[data-rows]");
  if (!box) return;
  event.preventDefault();
  const row = button.closest("[data-row]");
  const act = button.dataset.rowDo;
  if (act === "add") add(box);
  else if (act === "remove") remove(box, row);
  else if (act === "confirm") {
    say(box, words("orderKept"));
    changed(box);
  } else move(box, row, button, act === "up" ? -1 : 1);
});

// Enter goes on to the next row, or makes one.
document.addEventListener("keydown", (event) => {
  const row = event.key === "Enter" && !event.isComposing && event.target.matches("[data-row] input:not([type=checkbox]):not([type=radio]), [data-row] [data-line]") && event.target.closest("[data-row]");
  const box = row && row.closest("[data-rows]");
  if (!box) return;
  event.preventDefault();
  const rows = itemsOf(box);
  const next = rows[rows.indexOf(row) + 1];
  if (next) firstControl(next).focus();
  else if (box.querySelector("[data-row-do=add]")) add(box);
});

const numberAll = (root) => root.querySelectorAll("[data-rows]").forEach(number);
document.addEventListener("DOMContentLoaded", () => numberAll(document));
document.addEventListener("teamup:drawn", ({ target }) => numberAll(target));
document.addEventListener("htmx:afterSettle", ({ target }) => numberAll(target));

teamup.rows = {
  // Brings the rows of a card to those that `pairs` name, in their order: for typing kept from earlier.
  match(card, fields) {
    for (const box of card.querySelectorAll("[data-rows]")) {
      const list = box.querySelector("[data-rows-list]");
      const marker = box.querySelector("[data-row] > input[type=hidden]") || (box.querySelector("template") || { content: list }).content.querySelector("[data-row] > input[type=hidden]");
      if (!marker) continue;
      const ids = fields.filter(([name]) => name === marker.name).map(([, id]) => id);
      for (const row of itemsOf(box)) if (!ids.includes(row.dataset.row)) row.remove();
      for (const id of ids) list.append(itemsOf(box).find((row) => row.dataset.row === id) || make(box, id) || "");
      number(box);
    }
  },
};
