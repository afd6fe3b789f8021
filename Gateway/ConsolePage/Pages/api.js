// Talks to the engine. The token stays in this tab: it is gone when the tab is closed.
const key = "callgrains.token";

export const behaviors = ["answer", "decline", "busy", "forbid", "noAnswer", "unreachable", "phone", "app"];

/** Takes a token out of the address (#token=…), so that it is neither sent nor kept in the history. */
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(key, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(key);
}

export const keepToken = (token) => sessionStorage.setItem(key, token.trim().replace(/^Bearer\s+/i, ""));
export const dropToken = () => sessionStorage.removeItem(key);

export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? `The engine answered ${status}.`);
    this.status = status;
    this.target = error?.target;
  }
}

async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${sessionStorage.getItem(key)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  const json = text.startsWith("{") ? JSON.parse(text) : undefined;
  if (!response.ok) throw new Refused(response.status, json?.error);
  return json;
}

const endpoint = (rawId) => `/simulator/endpoints/${encodeURIComponent(rawId)}`;

export const attachments = () => ask("GET", "/simulator/attachments?limit=200").then((answer) => answer.value);
export const endpoints = () => ask("GET", "/simulator/endpoints").then((answer) => answer.value);
export const act = (rawId, verb) => ask("POST", `${endpoint(rawId)}:${verb}`);
export const program = (rawId, behavior) => ask("PUT", endpoint(rawId), behavior);
export const forget = (rawId) => ask("DELETE", endpoint(rawId));
export const place = (from, to, callerDisplayName) =>
  ask("POST", "/simulator/incomingCalls", { from: { rawId: from }, to: { rawId: to }, ...(callerDisplayName ? { callerDisplayName } : {}) });
export const advance = (seconds) => ask("POST", "/simulator/clock:advance", { seconds });
export const redeliver = (id) => ask("POST", `/operations/deliveries/${id}:redeliver`);
export const redeliverAll = () => ask("POST", "/operations/deliveries:redeliverAll");

export function deliveries(filter) {
  const query = new URLSearchParams({ pageSize: "50" });
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, value.trim());
  return ask("GET", `/operations/deliveries?${query}`).then((answer) => answer.value);
}
