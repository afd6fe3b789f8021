import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectedCall, gone, refused, result, rosterOf, sorted } from "./harness/calls.mjs";
import { rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world();

async function connect(kind, id, operationContext) {
  const inbox = it.callbacks.open("second");
  const answer = await it.sdk.connectCall({ kind, id }, inbox.uri, { operationContext });
  await inbox.find("CallConnected");
  return { connection: answer.callConnection, properties: answer.callConnectionProperties, inbox };
}

describe("connect", () => {
  test("by server call id: a second leg of the same call", async () => {
    const first = await connectedCall(it);
    const second = await connect("serverCallLocator", first.properties.serverCallId, "connect-1");
    const connected = await second.inbox.find("CallConnected");
    assert.equal(connected.operationContext, "connect-1");
    assert.equal(second.properties.callConnectionState, "connecting");
    assert.notEqual(connected.callConnectionId, first.id);
    assert.equal(connected.serverCallId, first.properties.serverCallId);
    assert.equal(connected.correlationId, first.properties.correlationId);
    const roster = await second.inbox.find("ParticipantsUpdated");
    assert.ok(roster.participants.length >= 2);
    assert.deepEqual(await rosterOf(second.connection), await rosterOf(first.connection));
    assert.equal((await second.connection.getCallConnectionProperties()).callConnectionState, "connected");
  });

  test("both legs hear of what happens, with the same roster versions", async () => {
    const first = await connectedCall(it);
    const second = await connect("serverCallLocator", first.properties.serverCallId);
    const added = user();
    await second.connection.addParticipant({ targetParticipant: added }, { operationContext: "add" });
    await second.inbox.find("AddParticipantSucceeded");
    const has = (event) => event.participants.some((entry) => entry.identifier.communicationUserId === rawId(added));
    const [one, two] = [await first.inbox.find("ParticipantsUpdated", has), await second.inbox.find("ParticipantsUpdated", has)];
    assert.equal(one.sequenceNumber, two.sequenceNumber);
    assert.equal(first.inbox.kinds().includes("AddParticipantSucceeded"), false);
  });

  for (const [kind, member] of [
    ["groupCallLocator", "groupCallId"],
    ["roomCallLocator", "roomId"],
  ]) {
    test(`by ${member}: joins a call that no app was in`, async () => {
      const people = [user(), user()];
      const id = member === "groupCallId" ? crypto.randomUUID() : `99${Date.now()}`;
      const { serverCallId } = await it.simulator.startCall(people, { [member]: id });
      const { connection, inbox } = await connect(kind, id);
      assert.equal((await inbox.find("CallConnected")).serverCallId, serverCallId);
      const roster = await rosterOf(connection);
      for (const person of sorted(...people)) assert.ok(roster.includes(person), roster.join());
      await connection.hangUp(true);
      await inbox.find("CallDisconnected");
    });
  }

  test("one of two legs leaves a group call: the other stays", async () => {
    const first = await connectedCall(it, { targets: [user(), user()] });
    const second = await connect("serverCallLocator", first.properties.serverCallId);
    await second.connection.hangUp(false);
    assert.equal(result(await second.inbox.find("CallDisconnected")), "200/7000");
    await gone(second.connection);
    assert.equal((await first.connection.getCallConnectionProperties()).callConnectionState, "connected");
  });

  test("a locator of no call is refused", async () => {
    const inbox = it.callbacks.open();
    for (const kind of ["groupCallLocator", "roomCallLocator", "serverCallLocator"]) {
      const id = kind === "serverCallLocator" ? Buffer.from("https://x.example.com/conv/none").toString("base64") : crypto.randomUUID();
      await refused(it.sdk.connectCall({ kind, id }, inbox.uri), 404, "8522");
    }
  });

  test("a call that has ended is refused", async () => {
    const { connection, properties, inbox } = await connectedCall(it);
    await connection.hangUp(true);
    await inbox.find("CallDisconnected");
    await refused(
      it.sdk.connectCall({ kind: "serverCallLocator", id: properties.serverCallId }, it.callbacks.open().uri),
      404,
      "8522",
    );
  });
});
