// Shows the page that a lesson fills: after a save the old picture stays until the new one has come.
// A picture that could not be had is asked for again, a few times; whether the page is folded is remembered.
// Markup: <aside id="sofar" data-page="…"> <details id="sofar-page" hx-preserve> <a> <picture> <source> <img data-again>
// The source is for wide windows alone: narrow ones fetch nothing, also without scripts, where no picture is lazy.
const FOLDED = "teamup:page-folded";
const PAUSE = 600; // after the words, which come 400 ms after the last save
const AGAIN = 3000;
const TIMES = 3;
const tried = new WeakMap();
let timer = 0;
let failures = 0;

function renewSoon(pause) {
  clearTimeout(timer);
  timer = setTimeout(renew, pause);
}

function renew() {
  const aside = document.querySelector("#sofar[data-page]");
  const source = aside && aside.querySelector("#sofar-page source");
  const url = aside && aside.dataset.page;
  if (!source || source.getAttribute("srcset") === url) return;
  source.closest("a").href = `${url}&size=large`;
  const turn = () => {
    failures = 0;
    source.srcset = url;
    renew();
  };
  if (!source.nextElementSibling.getClientRects().length) {
    turn(); // out of sight: fetched once it comes into sight
    return;
  }
  const fresh = new Image();
  fresh.onload = turn;
  fresh.onerror = () => (failures += 1) <= TIMES && renewSoon(AGAIN);
  fresh.src = url;
}

function again(picture) {
  const source = picture.previousElementSibling;
  if (source) source.srcset = source.getAttribute("srcset");
  else picture.src = picture.getAttribute("src");
}

function kept(write) {
  try {
    if (write === undefined) return localStorage.getItem(FOLDED);
    if (write) return localStorage.setItem(FOLDED, "1");
    return localStorage.removeItem(FOLDED);
  } catch {
    return null; // Then it stands open on the next page.
  }
}

const page = document.getElementById("sofar-page");
if (page && kept()) page.open = false;

document.addEventListener("toggle", ({ target }) => target.id === "sofar-page" && kept(!target.open), true);
document.addEventListener("htmx:afterSwap", () => renewSoon(PAUSE));

document.addEventListener("error", ({ target }) => {
  if (!(target instanceof HTMLImageElement) || !("again" in target.dataset)) return;
  const times = (tried.get(target) || 0) + 1;
  tried.set(target, times);
  if (times <= TIMES) setTimeout(again, AGAIN * times, target);
}, true);
