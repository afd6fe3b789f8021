// The far side: what endpoints do, who calls, and the virtual clock.
import assert from "node:assert/strict";
import { rawId, wire } from "./identifiers.mjs";
import { poll } from "./wait.mjs";

export class Simulator {
  #rest;
  #subscriptions = new Set();

  constructor(rest) {
    this.#rest = rest;
  }

  async #ask(method, path, body) {
    const answer = await this.#rest.send(method, `/simulator/${path}`, { body });
    assert.ok(answer.status < 300, `${method} /simulator/${path}: ${answer.status} ${answer.body}`);
    return answer.json;
  }

  /** Sets what an endpoint does: answer, decline, busy, forbid, noAnswer, unreachable, phone, app. */
  async behave(identifier, behavior, { afterMs = 0, hangUpAfterMs = null } = {}) {
    await this.#ask("PUT", `endpoints/${encodeURIComponent(rawId(identifier))}`, { behavior, afterMs, hangUpAfterMs });
  }

  async endpoint(identifier) {
    return this.#ask("GET", `endpoints/${encodeURIComponent(rawId(identifier))}`);
  }

  /** Acts for a phone: accept, decline, hangUp; waits for the phone to ring, which is a moment after the call is accepted. */
  async act(identifier, action) {
    const path = `/simulator/endpoints/${encodeURIComponent(rawId(identifier))}:${action}`;
    await poll(`${action} of ${rawId(identifier)}`, async () => {
      const answer = await this.#rest.send("POST", path);
      assert.ok([204, 404].includes(answer.status), `${path}: ${answer.status} ${answer.body}`);
      return answer.status === 204 ? true : undefined;
    });
  }

  async subscribe(name, url, { schema = "eventGrid", toPrefix } = {}) {
    this.#subscriptions.add(name);
    await this.#ask("PUT", `eventSubscriptions/${name}`, { url, schema, ...(toPrefix ? { toPrefix } : {}) });
  }

  /** A gateway that other files use too must not go on announcing their calls to receivers that are gone. */
  async unsubscribeAll() {
    for (const name of this.#subscriptions) await this.#ask("DELETE", `eventSubscriptions/${name}`);
    this.#subscriptions.clear();
  }

  /** Somebody calls somebody: {serverCallId, correlationId}. */
  async placeCall(from, to, { callerDisplayName, customContext } = {}) {
    return this.#ask("POST", "incomingCalls", { from: wire(from), to: wire(to), callerDisplayName, customContext });
  }

  /** A call that no app is in: {serverCallId}. */
  async startCall(participants, { groupCallId, roomId } = {}) {
    return this.#ask("POST", "calls", { participants: participants.map(wire), groupCallId, roomId });
  }

  async advance(seconds) {
    await this.#ask("POST", "clock:advance", { seconds });
  }
}
