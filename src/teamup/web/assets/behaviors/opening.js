// Keeps the opening answers in this tab: going back from a new plan, or loading the page anew, shows them again,
// with the key of their form, so that sending it twice makes one plan.
// Markup: <form data-opening [data-filled]>, filled by the server; [data-begun] is for a form that made a plan.
const form = document.querySelector("[data-opening]");
const place = `teamup:opening:${location.pathname}${location.search}`;

function remember(sent) {
  try {
    sessionStorage.setItem(place, JSON.stringify({ pairs: teamup.fields.read(form), sent }));
  } catch {
    // Then Back shows what the browser itself kept.
  }
}

function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place));
    const [visit] = performance.getEntriesByType("navigation");
    const isReturn = visit && ["back_forward", "reload"].includes(visit.type);
    if (kept && kept.sent && !isReturn) sessionStorage.removeItem(place);
    return kept && (isReturn || !kept.sent) ? kept : null;
  } catch {
    return null;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  if (!form) return;
  const kept = "filled" in form.dataset ? null : recall();
  const isSent = Boolean(kept && kept.sent);
  if (kept) teamup.fields.write(form, kept.pairs);
  for (const begun of document.querySelectorAll("[data-begun]")) begun.hidden = !isSent;
  if ("filled" in form.dataset) remember(false);
  form.addEventListener("input", () => remember(isSent));
  form.addEventListener("submit", () => remember(true));
});
