// What event subscriptions receive, read by Microsoft's own Event Grid client.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { EventGridDeserializer } from "@azure/eventgrid";
import { rawId, user } from "./harness/identifiers.mjs";
import { until } from "./harness/wait.mjs";
import { world } from "./harness/world.mjs";
import { EventEmitter } from "node:events";

const it = world();
const life = ["CallStarted", "CallParticipantAdded", "CallParticipantRemoved", "CallEnded"].map((name) => `Microsoft.Communication.${name}`);

/** Receives one schema and reads it with the client of that schema. */
class Subscriber {
  #changes = new EventEmitter().setMaxListeners(0);
  #reader = new EventGridDeserializer();
  #server = createServer((request, response) => this.#receive(request, response));
  events = [];
  faults = [];

  constructor(schema) {
    this.schema = schema;
  }

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.uri = `http://127.0.0.1:${this.#server.address().port}/${this.schema}`;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async first(what, where) {
    return until(what, () => this.events.find(where), {
      emitter: this.#changes,
      seen: () => this.events.map((event) => event.eventType ?? event.type).join(", ") || "nothing",
    });
  }

  async #receive(request, response) {
    if (request.method === "OPTIONS") {
      response.writeHead(200, { "WebHook-Allowed-Origin": request.headers["webhook-request-origin"] }).end();
      return;
    }
    try {
      const body = await text(request);
      const [event] =
        this.schema === "eventGrid" ? await this.#reader.deserializeEventGridEvents(body) : await this.#reader.deserializeCloudEvents(body);
      if (event.eventType === "Microsoft.EventGrid.SubscriptionValidationEvent") {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ validationResponse: event.data.validationCode }));
        return;
      }
      this.events.push(event);
      this.#changes.emit("change");
    } catch (error) {
      this.faults.push(error.message);
    }
    response.writeHead(200).end();
  }
}

for (const schema of ["eventGrid", "cloudEvents"]) {
  describe(`subscription with the schema ${schema}`, () => {
    const subscriber = new Subscriber(schema);
    const typeOf = (event) => event.eventType ?? event.type;

    before(async () => {
      await subscriber.listen();
      await it.simulator.subscribe(`life-${schema}`, subscriber.uri, { schema });
    });

    after(async () => {
      await subscriber.close();
      assert.deepEqual(subscriber.faults, []);
    });

    test("IncomingCall is read as what it is", async () => {
      const [caller, callee] = [user(), user()];
      const placed = await it.simulator.placeCall(caller, callee);
      const event = await subscriber.first(
        "IncomingCall",
        (each) => typeOf(each) === "Microsoft.Communication.IncomingCall" && each.data.serverCallId === placed.serverCallId,
      );
      assert.equal(event.data.toCommunicationIdentifier?.rawId ?? event.data.to.rawId, rawId(callee));
      assert.ok((event.eventTime ?? event.time) instanceof Date);
      assert.ok(event.data.incomingCallContext.length > 0);
    });

    test("the life of a call is told in order, from start to end", async () => {
      const [alice, bob] = [user(), user()];
      const { serverCallId } = await it.simulator.startCall([alice, bob], { groupCallId: crypto.randomUUID() });
      const inbox = it.callbacks.open();
      const { callConnection } = await it.sdk.connectCall({ kind: "serverCallLocator", id: serverCallId }, inbox.uri);
      await inbox.find("CallConnected");
      await callConnection.hangUp(true);

      const ofThisCall = (event) => event.data.serverCallId === serverCallId;
      await subscriber.first("CallEnded", (event) => typeOf(event) === life.at(-1) && ofThisCall(event));
      const types = subscriber.events.filter(ofThisCall).map(typeOf);
      assert.equal(types[0], life[0]);
      assert.equal(types.at(-1), life.at(-1));
      assert.equal(types.filter((type) => type === life[1]).length, 3);
      assert.equal(types.filter((type) => type === life[2]).length, 3);
    });
  });
}
