// Shows what the engine told. Everything is put in as text: names and ids come from callers.
import { behaviors } from "./api.js";

const byId = (id) => document.getElementById(id);

function make(tag, { text, kind, title, click } = {}, ...children) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (kind) element.className = kind;
  if (title) element.title = title;
  if (click) {
    element.type = "button";
    element.addEventListener("click", click);
  }
  element.append(...children);
  return element;
}

/** Replaces the rows of a list, unless nothing changed: a button under the pointer stays the same button. */
const shown = new Map();
function fill(id, items, render) {
  const text = JSON.stringify(items);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  byId(id).replaceChildren(...items.map(render));
}

const time = (text) => new Date(text).toLocaleTimeString();

export function showAttachments(all, act) {
  const ringing = all.filter((one) => one.status === "ringing");
  byId("ringing-count").textContent = ringing.length;
  fill("ringing", ringing, (one) =>
    make("li", { kind: "ringing" },
      make("span", { kind: "who", text: one.rawId }),
      make("span", { kind: "detail", text: `${one.callerDisplayName ? `${one.callerDisplayName}, ` : ""}${one.from ?? "unknown"}, since ${time(one.since)}` }),
      one.behavior === "phone"
        ? make("span", { kind: "actions" },
            make("button", { text: "Accept", click: () => act(one.rawId, "accept") }),
            make("button", { text: "Decline", kind: "end", click: () => act(one.rawId, "decline") }))
        : make("span", { kind: "detail", text: one.behavior === "app" ? "an app is to answer" : `will ${one.behavior}` })));

  const calls = Object.entries(Object.groupBy(all.filter((one) => one.status !== "ringing"), (one) => one.serverCallId));
  byId("calls-count").textContent = calls.length;
  fill("calls", calls, ([, people]) =>
    make("li", {},
      make("span", { kind: "detail", text: people[0].correlationId, title: "correlation id" }),
      ...people.map((one) =>
        make("span", { kind: "person" },
          make("span", { kind: "who", text: one.rawId, title: `${one.status} since ${time(one.since)}` }),
          make("button", { text: "Hang up", kind: "end", click: () => act(one.rawId, "hangUp") })))));
}

export function showEndpoints(all, forget) {
  byId("endpoints-count").textContent = all.length;
  fill("endpoints", all, (one) =>
    make("tr", {},
      make("td", { kind: "wide", text: one.rawId }),
      make("td", { text: one.behavior }),
      make("td", { text: `${one.afterMs} ms` }),
      make("td", { text: one.hangUpAfterMs === undefined ? "stays" : `${one.hangUpAfterMs} ms` }),
      make("td", { text: one.origin }),
      make("td", {}, one.origin === "api" ? make("button", { text: "Reset", kind: "quiet", click: () => forget(one.rawId) }) : "")));
}

export function showDeliveries(all, redeliver) {
  fill("deliveries", all, (one) =>
    make("tr", {},
      make("td", { text: time(one.lastTime) }),
      make("td", { text: one.type, title: one.id }),
      make("td", { text: one.callConnectionId }),
      make("td", { kind: "wide", text: one.uri }),
      make("td", { text: one.state, kind: one.state }),
      make("td", { text: one.tries }),
      make("td", { kind: "wide", text: [one.statusCode, one.latencyMs === undefined ? undefined : `${Math.round(one.latencyMs)} ms`, one.lastError].filter((part) => part !== undefined).join(", ") }),
      make("td", {}, one.state === "dead" ? make("button", { text: "Redeliver", kind: "quiet", click: () => redeliver(one.id) }) : "")));
}

export function showMessage(text) {
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

export function showStatus(text, kind) {
  byId("status").textContent = text;
  byId("status").className = kind;
}

export function showSignedIn(signedIn) {
  byId("main").hidden = byId("sign-out").hidden = !signedIn;
  byId("sign-in").hidden = signedIn;
  if (!signedIn) byId("token").focus();
}

export function offerBehaviors() {
  document.querySelector("#program select").replaceChildren(...behaviors.map((name) => make("option", { text: name })));
}
