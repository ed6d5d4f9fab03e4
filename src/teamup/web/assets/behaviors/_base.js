// What the behaviors share: the words of components/words.html, icons, speaking, form tokens.
// It comes first, since files are joined in the order of their names.
const element = document.getElementById("words");

let renewed = "";

window.teamup = {
  // Returns the words called `name`, with {n} and the like filled in.
  words(name, values = {}) {
    const text = (element && element.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`]) || "";
    return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
  },

  icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${element.dataset.icons}#${name}`);
    svg.append(use);
    return svg;
  },

  // Shows a sentence under the header, once, and lets screen readers say it.
  tell(text, link) {
    const told = document.querySelector("[data-told]") || document.createElement("div");
    if (!told.isConnected) {
      told.dataset.told = "";
      told.className = "wrap messages";
      told.setAttribute("role", "status");
      document.querySelector("main").before(told);
    }
    if ([...told.querySelectorAll("p")].some((p) => p.dataset.text === text + (link || ""))) return;
    const p = document.createElement("p");
    p.className = "usa-alert__text";
    p.dataset.text = text + (link || "");
    p.textContent = `${text} `;
    if (link) {
      const a = document.createElement("a");
      a.href = link;
      a.textContent = teamup.words("openIt");
      p.append(a);
    }
    const alert = document.createElement("div");
    const body = document.createElement("div");
    alert.className = "usa-alert usa-alert--slim usa-alert--info";
    body.className = "usa-alert__body";
    body.append(p);
    alert.append(body);
    told.append(alert);
  },

  plan: () => document.body.dataset.plan || "",
  uuid: () => (crypto.randomUUID ? crypto.randomUUID() : made()),
  // A page without a form, such as the report, has a token only once it was renewed.
  token: () => (document.querySelector("[name=csrfmiddlewaretoken]") || {}).value || renewed,
  renew(token) {
    renewed = token;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  },
};

// `crypto.randomUUID` is missing on plain http addresses other than localhost.
function made() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
