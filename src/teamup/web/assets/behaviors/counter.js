// Counts words or letters as they are typed.
// Markup: <textarea data-count-words="60"> or data-count-letters="400", and [data-count] in the same card.
function count(field) {
  const place = (field.closest(".q, .count-group") || document).querySelector("[data-count]");
  if (!place) return;
  const isWords = "countWords" in field.dataset;
  const limit = Number(isWords ? field.dataset.countWords : field.dataset.countLetters);
  const n = isWords ? field.value.split(/\s+/).filter(Boolean).length : [...field.value].length;
  place.textContent = teamup.words(isWords ? "wordsCounted" : "lettersCounted", { n, limit });
  place.classList.toggle("is-over", n > limit);
}

const countAll = (root) => root.querySelectorAll("[data-count-words], [data-count-letters]").forEach(count);
document.addEventListener("input", ({ target }) => target.matches("[data-count-words], [data-count-letters]") && count(target));
document.addEventListener("DOMContentLoaded", () => countAll(document));
document.addEventListener("teamup:drawn", ({ target }) => countAll(target));
