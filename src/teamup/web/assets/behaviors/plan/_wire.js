// Sends one save of one answer: the wire of the autosave contract.
// POST fields + side, base, save (and keep, after a choice between two versions); answers are JSON.
const PATIENCE = 20000;

// Returns {status, data, wait}; status 0 when nothing came back.
async function post(url, side, pending, renewed = false) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(url, { ...request(side, pending), signal: stop.signal });
    const wait = Number(response.headers.get("Retry-After")) * 1000;
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    const data = isJson ? await response.json() : {};
    if (response.status === 403 && !renewed && (await renewToken(url, side))) return post(url, side, pending, true);
    return { status: response.ok && !isJson ? 0 : response.status, data, wait };
  } catch {
    return { status: 0, data: {}, wait: 0 };
  } finally {
    clearTimeout(timer);
  }
}

function request(side, pending) {
  const body = new FormData();
  for (const [name, value] of pending.fields) body.append(name, value);
  body.append("side", side);
  body.append("base", pending.base);
  body.append("save", pending.key);
  if (pending.keep) body.append("keep", pending.keep);
  return { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": teamup.token(), "X-Requested-With": "fetch" } };
}

async function renewToken(url, side) {
  const response = await fetch(`${url}?side=${side}`, { headers: { Accept: "application/json" } });
  if (!response.ok) return false;
  const { csrf } = await response.json();
  if (csrf) teamup.renew(csrf);
  return Boolean(csrf);
}

teamup.wire = { post, request };
