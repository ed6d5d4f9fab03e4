// Takes a file that is dropped anywhere on the page, and sends it as if it had been chosen.
// Markup: <form data-drop data-most="bytes"> with one file input, [data-drop-hint] and [data-drop-error].
const form = document.querySelector("[data-drop]");
const input = form && form.querySelector("input[type=file]");
const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

function say(text) {
  form.querySelector("[data-drop-error]").textContent = text;
}

// Says at once what the site would answer after a long upload.
function isFit() {
  const [file] = input.files;
  const isTooLarge = Boolean(file && file.size > Number(form.dataset.most));
  say(isTooLarge ? teamup.words("fileTooLarge") : "");
  return !isTooLarge;
}

document.addEventListener("DOMContentLoaded", () => {
  if (!form) return;
  form.querySelector("[data-drop-hint]").hidden = false;
  input.addEventListener("change", isFit);
  form.addEventListener("submit", (event) => isFit() || event.preventDefault());
});

document.addEventListener("dragover", (event) => {
  if (!form || !carries(event)) return;
  event.preventDefault();
  form.dataset.over = "";
});

document.addEventListener("dragleave", (event) => {
  if (form && !event.relatedTarget) delete form.dataset.over;
});

document.addEventListener("drop", (event) => {
  if (!form || !carries(event)) return;
  event.preventDefault();
  delete form.dataset.over;
  if (event.dataTransfer.files.length !== 1) return say(teamup.words("oneFile"));
  input.files = event.dataTransfer.files;
  if (isFit()) form.requestSubmit();
  else form.scrollIntoView({ block: "center" });
});
