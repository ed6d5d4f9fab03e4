// Asks the device for a passkey, then posts what it answers.
// Markup: <form method="post" data-passkey="get|create" data-options="id of a JSON script" hidden> with an input called
// credential; data-options-url instead of data-options fetches them at the press, so that a page need not make any.
// Forms are shown, and [data-without-passkeys] hidden, where the browser knows passkeys.
const known = Boolean(window.PublicKeyCredential && navigator.credentials);

document.addEventListener("DOMContentLoaded", () => {
  if (!known) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = false;
  for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = true;
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const said = form.querySelector("[data-passkey-error]");
  said.hidden = true;
  try {
    const { publicKey } = await optionsOf(form);
    const asked = form.dataset.passkey === "create" ? "create" : "get";
    form.elements.credential.value = JSON.stringify(written(await navigator.credentials[asked]({ publicKey: read(publicKey) })));
    form.submit();
  } catch {
    delete form.dataset.sent;
    said.textContent = teamup.words("passkeyFailed");
    said.hidden = false;
  }
});

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

// The server writes bytes as base64url; browsers want them as bytes.
function read(options) {
  const bare = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) made.allowCredentials = bare(options.allowCredentials);
  if (options.excludeCredentials) made.excludeCredentials = bare(options.excludeCredentials);
  return made;
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function bytes(written) {
  return Uint8Array.from(atob(written.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
