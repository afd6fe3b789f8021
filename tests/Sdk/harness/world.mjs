// One process with everything around it: an app built on the SDK, its webhooks, and the far side.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { CallAutomationClient } from "@azure/communication-call-automation";
import { receiveCallbacks } from "./callbacks.mjs";
import { faultsOfResponse } from "./contract.mjs";
import { receiveEventGrid } from "./eventGrid.mjs";
import { startGateway } from "./gateway.mjs";
import { appPrefix, user } from "./identifiers.mjs";
import { Rest } from "./rest.mjs";
import { Simulator } from "./simulator.mjs";

/**
 * A world for all tests of a file. Call it at top level; its members are there once the tests run.
 * With `subscribed`, calls to an `appUser()` are announced to `eventGrid`.
 */
export function world({ subscribed = false, ...options } = {}) {
  const it = {};
  before(async () => {
    it.gateway = await startGateway(options);
    it.callbacks = await receiveCallbacks();
    it.eventGrid = await receiveEventGrid();
    it.rest = new Rest(it.gateway.connectionString);
    it.simulator = new Simulator(it.rest);
    it.responseFaults = [];
    it.client = (sourceIdentity) => sdkClient(it, sourceIdentity);
    it.app = user();
    it.sdk = it.client(it.app);
    if (subscribed) await it.simulator.subscribe("app", it.eventGrid.uri, { toPrefix: appPrefix });
  });
  after(async () => {
    await it.simulator?.unsubscribeAll();
    await it.gateway?.stop();
    await it.callbacks?.close();
    await it.eventGrid?.close();
    // What was wrong with any response or callback of this file fails the file, whatever the tests looked at.
    assert.deepEqual(it.responseFaults ?? [], []);
    assert.deepEqual(it.callbacks?.faults ?? [], []);
    assert.deepEqual(it.eventGrid?.faults ?? [], []);
  });
  return it;
}

function sdkClient(it, sourceIdentity) {
  return new CallAutomationClient(it.gateway.connectionString, {
    allowInsecureConnection: true,
    sourceIdentity,
    additionalPolicies: [{ position: "perRetry", policy: checkedResponses(it.responseFaults) }],
  });
}

// Sees each response as it came over the wire, before the SDK reads it.
function checkedResponses(faults) {
  return {
    name: "checkedResponses",
    async sendRequest(request, next) {
      const response = await next(request);
      faults.push(
        ...faultsOfResponse({
          method: request.method,
          url: request.url,
          status: response.status,
          headers: response.headers,
          body: response.bodyAsText ?? "",
          clientRequestId: request.headers.get("x-ms-client-request-id"),
        }),
      );
      return response;
    },
  };
}
