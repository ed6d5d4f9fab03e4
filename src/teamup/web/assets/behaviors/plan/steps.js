// After a step is saved, draws anew what follows from it: its status to see, the counts, the filters.
// Markup: each piece that may be drawn anew has an id and [data-fresh]; the row is <tr id="step-…">.
let asked = 0;

document.addEventListener("teamup:saved", async ({ target, detail }) => {
  if (!detail.question.startsWith("steps/")) return;
  asked += 1;
  const mine = asked;
  try {
    const response = await fetch(target.dataset.saveUrl + location.search, { headers: { Accept: "text/html", "HX-Request": "true" } });
    const html = await response.text();
    if (response.ok && mine === asked) put(html, detail.question.replace("steps/", "step-"));
  } catch {
    // The older numbers stay until the page is opened again.
  }
});

function put(html, rowId) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  for (const piece of fresh.content.querySelectorAll("[data-fresh]")) {
    const old = document.getElementById(piece.id);
    if (old && !old.contains(document.activeElement)) old.replaceWith(piece);
  }
  const row = document.getElementById(rowId);
  const same = fresh.content.querySelector("tr");
  if (row && same) row.className = same.className;
}

// What saves itself needs no button for it.
const hidePlain = () => document.querySelectorAll("[data-autosave] [data-plain]").forEach((plain) => (plain.hidden = true));
document.addEventListener("DOMContentLoaded", hidePlain);
