// Shows what a word of the field means beside it: on hover, on focus, and on a first tap; Escape puts it away.
// Markup: <a class="word" href="#term-x" aria-describedby="means-x">; without scripts it leads to the list of words.
const note = document.createElement("div");
note.className = "meaning";
// Screen readers get the same words from aria-describedby.
note.setAttribute("aria-hidden", "true");

let shown = null;
let before = null;
let touched = false;
let leaving = 0;

function show(word) {
  clearTimeout(leaving);
  const means = document.getElementById(word.getAttribute("aria-describedby"));
  if (!means || shown === word) return;
  shown = word;
  note.textContent = means.textContent;
  document.body.append(note);
  const at = word.getClientRects()[0];
  const left = Math.min(at.left, document.documentElement.clientWidth - note.offsetWidth - 12);
  const above = at.bottom + note.offsetHeight + 12 > innerHeight && at.top > note.offsetHeight + 12;
  note.style.left = `${Math.max(12, left) + scrollX}px`;
  note.style.top = `${(above ? at.top - note.offsetHeight - 6 : at.bottom + 6) + scrollY}px`;
}

function hide() {
  clearTimeout(leaving);
  note.remove();
  shown = null;
}

document.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch") return;
  const word = target.closest(".word");
  if (word) show(word);
  else if (note.contains(target)) clearTimeout(leaving);
  else if (shown && shown !== document.activeElement) {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 300);
  }
});
document.addEventListener("focusin", ({ target }) => (target.closest(".word") ? show(target.closest(".word")) : hide()));
document.addEventListener("pointerdown", ({ target, pointerType }) => {
  before = shown;
  touched = pointerType === "touch";
  if (shown && !note.contains(target) && !target.closest(".word")) hide();
});
document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  if (touched && link.matches(".word") && before !== link) {
    event.preventDefault();
    show(link);
    return;
  }
  hide();
  // What a link leads to may be folded away.
  const fold = (document.getElementById(decodeURIComponent(link.hash.slice(1))) || link).closest("details:not([open])");
  if (fold) fold.open = true;
});

// Paper has no folds.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details[data-print-open]:not([open])")];
  for (const fold of folded) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of folded) fold.open = false;
});
