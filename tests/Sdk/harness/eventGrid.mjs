// An Event Grid subscriber: answers the validation handshake and records incoming calls.
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { faultsOf } from "./contract.mjs";
import { until } from "./wait.mjs";

/** Starts the subscriber on a free loopback port. */
export async function receiveEventGrid() {
  const receiver = new EventGridReceiver();
  await receiver.listen();
  return receiver;
}

class EventGridReceiver {
  #changes = new EventEmitter().setMaxListeners(0);
  #server = createServer((request, response) => this.#receive(request, response));

  faults = [];
  handshakes = 0;
  incomingCalls = [];

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.uri = `http://127.0.0.1:${this.#server.address().port}/eventgrid`;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The data of the first IncomingCall to this identifier for which `where` holds, waiting for it if need be. */
  async incomingCall(toRawId, where = () => true) {
    return until(
      `IncomingCall to ${toRawId}`,
      () => this.incomingCalls.find((call) => call.to.rawId === toRawId && where(call)),
      { emitter: this.#changes, seen: () => this.incomingCalls.map((call) => call.to.rawId).join(", ") || "nothing" },
    );
  }

  async #receive(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === "OPTIONS") {
      this.handshakes++;
      const origin = request.headers["webhook-request-origin"] ?? "*";
      response.writeHead(200, { "WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*" }).end();
      return;
    }
    try {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      const events = Array.isArray(body) ? body : [body];
      const validation = events.find((event) => event.eventType === "Microsoft.EventGrid.SubscriptionValidationEvent");
      if (validation) {
        this.handshakes++;
        const answer = JSON.stringify({ validationResponse: validation.data.validationCode });
        response.writeHead(200, { "content-type": "application/json" }).end(answer);
        return;
      }
      for (const event of events) this.#record(event);
    } catch (error) {
      this.faults.push(error.message);
    }
    response.writeHead(200).end();
  }

  #record(event) {
    const type = event.eventType ?? event.type;
    // Other things told to Event Grid (call started, ended, ...) are of no interest here.
    if (type !== "Microsoft.Communication.IncomingCall") return;
    this.faults.push(...faultsOf(event.data, "IncomingCall"));
    const subject = `/caller/${event.data.from.rawId}/recipient/${event.data.to.rawId}`;
    if (event.subject !== subject) this.faults.push(`subject is ${event.subject}, not ${subject}`);
    if (this.incomingCalls.some((call) => call.eventId === event.id)) return;
    this.incomingCalls.push({ eventId: event.id, ...event.data });
    this.#changes.emit("change");
  }
}
