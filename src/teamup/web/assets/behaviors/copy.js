// Copies a text. Markup: <button type="button" data-copy="#key" hidden>; scripts show it.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = teamup.words("copiedText");
    button.setAttribute("aria-live", "polite");
  } catch {
    getSelection().selectAllChildren(source);
  }
});
