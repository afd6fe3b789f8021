// The app's side of the callbacks: records each, checks each, and lets tests wait for them.
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { parseCallAutomationEvent } from "@azure/communication-call-automation";
import { faultsOfEvent } from "./contract.mjs";
import { until } from "./wait.mjs";

/** Starts the receiver on a free loopback port. */
export async function receiveCallbacks() {
  const receiver = new CallbackReceiver();
  await receiver.listen();
  return receiver;
}

class CallbackReceiver {
  #server = createServer((request, response) => this.#receive(request, response));
  #inboxes = new Map();
  #lastSequence = new Map();
  #disconnected = new Map();
  #count = 0;

  /** What was wrong with callbacks, as text. Every test file ends by asserting that this is empty. */
  faults = [];

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** A callback address of its own. */
  open(name = "app") {
    const path = `/callbacks/${name}/${++this.#count}?code=a%20b`;
    const inbox = new Inbox(name, this.origin + path);
    this.#inboxes.set(path, inbox);
    return inbox;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const inbox = this.#inboxes.get(request.url);
    if (!inbox || request.method !== "POST") {
      this.faults.push(`unexpected ${request.method} ${request.url}`);
      response.writeHead(404).end();
      return;
    }
    const refuseWith = inbox.nextStatus();
    if (refuseWith) {
      response.writeHead(refuseWith).end();
      return;
    }
    try {
      this.#record(inbox, request, Buffer.concat(chunks).toString("utf8"));
    } catch (error) {
      this.faults.push(`${inbox.name}: ${error.message}`);
    }
    response.writeHead(200).end();
  }

  #record(inbox, request, body) {
    if (!/^application\/(cloudevents-batch\+)?json\b/.test(request.headers["content-type"] ?? "")) {
      throw new Error(`content type ${request.headers["content-type"]}`);
    }
    const bearer = /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/;
    if (!bearer.test(request.headers.authorization ?? "")) this.faults.push(`${inbox.name}: no bearer token`);
    const batch = JSON.parse(body);
    if (!Array.isArray(batch) || batch.length !== 1) throw new Error(`not an array of exactly one event: ${body}`);
    const [event] = batch;
    this.faults.push(...faultsOfEvent(event).map((fault) => `${inbox.name}: ${fault}`));
    const parsed = parseCallAutomationEvent(body);
    if (`Microsoft.Communication.${parsed.kind}` !== event.type) {
      this.faults.push(`${inbox.name}: the SDK reads ${event.type} as ${parsed.kind}`);
    }
    if (inbox.knows(event.id)) return;
    this.#checkOrder(inbox, event);
    inbox.add({ id: event.id, raw: event, headers: request.headers, ...parsed });
  }

  // Promises of a leg that hold whatever the test does: the roster version never falls on one stream, and nothing new
  // follows CallDisconnected.
  #checkOrder(inbox, event) {
    const leg = event.data.callConnectionId;
    if (this.#disconnected.has(leg)) {
      this.faults.push(`${inbox.name}: ${event.type} after CallDisconnected of ${leg}`);
    }
    if (event.type.endsWith(".CallDisconnected")) this.#disconnected.set(leg, event.id);
    if (event.type.endsWith(".ParticipantsUpdated")) {
      const stream = `${leg} ${inbox.uri}`;
      const last = this.#lastSequence.get(stream) ?? 0;
      if (event.data.sequenceNumber < last) {
        this.faults.push(`${inbox.name}: sequenceNumber fell from ${last} to ${event.data.sequenceNumber}`);
      }
      this.#lastSequence.set(stream, event.data.sequenceNumber);
    }
  }
}

class Inbox {
  #changes = new EventEmitter().setMaxListeners(0);
  #refusals = [];

  constructor(name, uri) {
    this.name = name;
    this.uri = uri;
    /** The events as parsed by the SDK, in order of arrival, each once. */
    this.events = [];
  }

  /** Answers the next deliveries with these statuses instead of 200. */
  refuseNext(...statuses) {
    this.#refusals.push(...statuses);
  }

  nextStatus() {
    return this.#refusals.shift();
  }

  knows(id) {
    return this.events.some((event) => event.id === id);
  }

  add(event) {
    this.events.push(event);
    this.#changes.emit("change");
  }

  /** The first event of this kind (and for which `where` holds), waiting for it if need be. */
  async find(kind, where = () => true) {
    return until(`${kind} at ${this.name}`, () => this.events.find((event) => event.kind === kind && where(event)), {
      emitter: this.#changes,
      seen: () => this.events.map((event) => describe(event)).join(", ") || "nothing",
    });
  }

  /** The kinds in order of arrival; roster updates left out unless asked for, since they may come at any moment. */
  kinds({ withRoster = false } = {}) {
    return this.events.map((event) => event.kind).filter((kind) => withRoster || kind !== "ParticipantsUpdated");
  }

  /** Waits for a roster of exactly these raw ids, in any order. */
  async roster(...rawIds) {
    const wanted = [...rawIds].sort().join();
    return this.find("ParticipantsUpdated", (event) => rawIdsOf(event).sort().join() === wanted);
  }
}

function rawIdsOf(event) {
  return event.raw.data.participants.map((participant) => participant.identifier.rawId);
}

function describe(event) {
  const { code, subCode } = event.resultInformation ?? {};
  return event.kind === "ParticipantsUpdated"
    ? `${event.kind}#${event.sequenceNumber}[${rawIdsOf(event)}]`
    : `${event.kind} ${code}/${subCode}`;
}
