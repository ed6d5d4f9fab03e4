// Closes the way on screens where it would stand in front of the lesson. Markup: <details data-fold open>
const narrow = matchMedia("(max-width: 64rem)");
const fold = () => document.querySelectorAll("[data-fold]").forEach((details) => (details.open = !narrow.matches));

document.addEventListener("DOMContentLoaded", fold);
narrow.addEventListener("change", fold);
