// Shows a story one picture at a time, at the reader's pace: Back, Next, arrow keys. Without scripts all stand in a row.
// Markup: <section data-story> <ol data-panels><li data-panel="1 of 6"> … <div data-pace hidden> buttons
function turn(story, to) {
  const panels = [...story.querySelectorAll("[data-panel]")];
  const now = panels.findIndex((panel) => !panel.classList.contains("is-away"));
  const next = Math.max(0, Math.min(panels.length - 1, to === undefined ? 0 : now + to));
  panels.forEach((panel, place) => panel.classList.toggle("is-away", place !== next));
  const { panel } = panels[next].dataset;
  story.querySelector("[data-at]").textContent = panel;
  // A button that leads nowhere keeps its focus, and says so.
  story.querySelector("[data-story-back]").setAttribute("aria-disabled", next === 0);
  story.querySelector("[data-story-next]").setAttribute("aria-disabled", next === panels.length - 1);
  if (to === undefined || next === now) return;
  const title = panels[next].querySelector("h3").lastChild.textContent.trim();
  const caption = panels[next].querySelector("figcaption p").textContent;
  const drawing = panels[next].querySelector("[role=img]");
  story.querySelector("[data-told-panel]").textContent = `${panel}. ${title}. ${caption} ${drawing ? drawing.getAttribute("aria-label") : ""}`;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-story-back], [data-story-next]");
  if (button) turn(button.closest("[data-story]"), "storyNext" in button.dataset ? 1 : -1);
});
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const story = event.target.closest("[data-panels], [data-pace]") && event.target.closest("[data-story]");
  if (!step || !story || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  turn(story, step);
});
document.addEventListener("DOMContentLoaded", () => {
  for (const story of document.querySelectorAll("[data-story]")) {
    story.classList.add("is-paced");
    story.querySelector("[data-pace]").hidden = false;
    turn(story);
  }
});
