// What the SDK never sends: repeated requests, wrong signatures, malformed bodies.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { CallAutomationClient } from "@azure/communication-call-automation";
import { connectedCall, refused, rosterOf } from "./harness/calls.mjs";
import { faultsOf } from "./harness/contract.mjs";
import { rawId, user, wire } from "./harness/identifiers.mjs";
import { repeatable } from "./harness/rest.mjs";
import { world } from "./harness/world.mjs";

const it = world();

describe("repeatability", () => {
  test("a repeated create answers with the same ids and calls nobody twice", async () => {
    const inbox = it.callbacks.open();
    const body = { targets: [wire(user())], source: { id: it.app.communicationUserId }, callbackUri: inbox.uri };
    const headers = repeatable();
    const first = await it.rest.calling("POST", "/callConnections", { body, headers });
    assert.equal(first.status, 201);
    assert.equal(first.headers.get("repeatability-result"), "accepted");
    await inbox.find("CallConnected");
    const second = await it.rest.calling("POST", "/callConnections", { body, headers });
    assert.equal(second.status, 201);
    assert.equal(second.headers.get("repeatability-result"), "accepted");
    assert.equal(second.json.callConnectionId, first.json.callConnectionId);
    assert.equal(second.json.callConnectionState, "connected");
    await it.sdk.getCallConnection(first.json.callConnectionId).hangUp(true);
    await inbox.find("CallDisconnected");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "CallDisconnected"]);
  });

  test("the same id with another body is refused", async () => {
    const inbox = it.callbacks.open();
    const headers = repeatable();
    const body = { targets: [wire(user())], callbackUri: inbox.uri };
    await it.rest.calling("POST", "/callConnections", { body, headers });
    const other = await it.rest.calling("POST", "/callConnections", { body: { ...body, targets: [wire(user())] }, headers });
    assert.equal(other.status, 400);
  });

  test("a repeated add invites once and names the same invitation", async () => {
    const { connection, inbox, id } = await connectedCall(it);
    const headers = repeatable();
    const added = user();
    const body = { participantToAdd: wire(added), operationContext: "once" };
    const path = `/callConnections/${id}/participants:add`;
    const first = await it.rest.calling("POST", path, { body, headers });
    await inbox.find("AddParticipantSucceeded");
    const second = await it.rest.calling("POST", path, { body, headers });
    assert.deepEqual([first.status, second.status], [202, 202]);
    assert.equal(second.json.invitationId, first.json.invitationId);
    const other = await it.rest.calling("POST", path, { body: { ...body, operationContext: "twice" }, headers });
    assert.equal(other.status, 400);
    await connection.hangUp(true);
    await inbox.find("CallDisconnected");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "AddParticipantSucceeded", "CallDisconnected"]);
  });

  test("a repeated move after success gets its first answer", async () => {
    const source = await connectedCall(it, { name: "source" });
    const target = await connectedCall(it, { name: "target" });
    const headers = repeatable();
    const body = { targetParticipants: [wire(source.targets[0])], fromCall: source.id, operationContext: "move" };
    const path = `/callConnections/${target.id}/participants:moveHere`;
    const first = await it.rest.calling("POST", path, { body, headers });
    await target.inbox.find("MoveParticipantSucceeded");
    await source.inbox.find("CallDisconnected");
    const second = await it.rest.calling("POST", path, { body, headers });
    assert.deepEqual([first.status, second.status], [202, 202]);
    assert.equal(second.json.fromCall, source.id);
    assert.ok((await rosterOf(target.connection)).includes(rawId(source.targets[0])));
  });

  test("a first-sent date long ago is refused with 412, one that is missing or malformed with 400", async () => {
    const { id } = await connectedCall(it);
    const ask = (headers) => it.rest.calling("POST", `/callConnections/${id}/participants:remove`, { body: { participantToRemove: wire(user()) }, headers });
    assert.equal((await ask(repeatable(randomUUID(), new Date(Date.now() - 86_400_000)))).status, 412);
    assert.equal((await ask({ "Repeatability-Request-ID": randomUUID() })).status, 400);
    assert.equal((await ask({ ...repeatable(), "Repeatability-Request-ID": "not-a-guid" })).status, 400);
    assert.equal((await ask({ ...repeatable(), "Repeatability-First-Sent": "yesterday" })).status, 400);
  });
});

describe("authentication", () => {
  test("another key is refused with 401, as the SDK reports it", async () => {
    const wrong = it.gateway.connectionString.replace(/accesskey=.*/, `accesskey=${randomBytes(32).toString("base64")}`);
    const client = new CallAutomationClient(wrong, { allowInsecureConnection: true });
    await assert.rejects(client.getCallConnection(randomUUID()).getCallConnectionProperties(), (error) => {
      assert.equal(error.name, "RestError");
      assert.equal(error.statusCode, 401);
      assert.ok(error.code);
      return true;
    });
  });

  test("no signature, a stale one, and one over another body are refused with 401", async () => {
    const path = `/calling/callConnections/${randomUUID()}?api-version=2026-03-12`;
    const unsigned = await fetch(it.rest.endpoint + path);
    assert.equal(unsigned.status, 401);
    assert.deepEqual(faultsOf(await unsigned.json(), "CommunicationErrorResponse"), []);
    const stale = await it.rest.send("GET", path, { date: new Date(Date.now() - 3_600_000) });
    assert.equal(stale.status, 401);
    const swapped = await it.rest.send("GET", path, { headers: { "x-ms-content-sha256": "AAAA" } });
    assert.equal(swapped.status, 401);
  });

  test("the simulator asks for the same", async () => {
    assert.equal((await fetch(`${it.rest.endpoint}/simulator/endpoints`)).status, 401);
  });

  test("the token printed at the start opens the door too", async () => {
    const token = it.gateway.output.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)?.[0];
    assert.ok(token, it.gateway.output);
    const path = `/calling/callConnections/${randomUUID()}?api-version=2026-03-12`;
    const answer = await fetch(it.rest.endpoint + path, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 404);
    const broken = await fetch(it.rest.endpoint + path, { headers: { authorization: `Bearer ${token.slice(0, -4)}AAAA` } });
    assert.equal(broken.status, 401);
  });
});

describe("requests that are wrong", () => {
  const bad = [
    ["no JSON", "{"],
    ["a list", "[]"],
    ["no callbackUri", { targets: [wire(user())] }],
    ["an unknown member", { targets: [wire(user())], callbackUri: "http://127.0.0.1:1/", colour: "red" }],
    ["a number for a string", { targets: [wire(user())], callbackUri: 7 }],
    ["an identifier of two kinds", { targets: [{ ...wire(user()), phoneNumber: { value: "+1604" } }], callbackUri: "http://127.0.0.1:1/" }],
    ["a foreign raw id", { targets: [{ rawId: "9:x", kind: "communicationUser", communicationUser: { id: "8:acs:y" } }], callbackUri: "http://127.0.0.1:1/" }],
  ];
  for (const [what, body] of bad) {
    test(`${what}: 400 in the form of the contract`, async () => {
      const answer = await it.rest.calling("POST", "/callConnections", { body });
      assert.equal(answer.status, 400, answer.body);
    });
  }

  test("no body at all: 415 in the form of the contract", async () => {
    assert.equal((await it.rest.calling("POST", "/callConnections")).status, 415);
  });

  test("an unknown api-version: 400 that names the known ones", async () => {
    const answer = await it.rest.send("GET", `/calling/callConnections/${randomUUID()}?api-version=1999-01-01`);
    assert.equal(answer.status, 400);
    assert.match(answer.json.error.message, /2026-03-12/);
  });

  test("answers to known calls carry the correlation id", async () => {
    const { id, properties } = await connectedCall(it);
    const answer = await it.rest.calling("GET", `/callConnections/${id}`);
    assert.equal(answer.headers.get("x-microsoft-skype-chain-id"), properties.correlationId);
  });

  test("operations on media are refused as not supported", async () => {
    const { connection, targets } = await connectedCall(it);
    const media = connection.getCallMedia();
    const prompt = { kind: "fileSource", url: "https://example.com/a.wav" };
    const attempts = [
      () => media.playToAll([prompt]),
      () => media.cancelAllOperations(),
      () => media.sendDtmfTones(["one"], targets[0]),
      () => media.startTranscription(),
      () => media.startMediaStreaming(),
    ];
    for (const attempt of attempts) {
      await assert.rejects(attempt, (error) => {
        assert.deepEqual([error.statusCode, error.code], [405, "8520"], error.stack);
        return true;
      });
    }
  });

  test("errors name the field", async () => {
    await refused(it.sdk.createCall({ targetParticipant: user() }, "nowhere"), 400, "8523", "callbackUri");
  });
});
