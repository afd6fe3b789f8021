import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answeredCall, connectedCall, gone, refused, result, rosterOf, sorted } from "./harness/calls.mjs";
import { rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world({ subscribed: true });

describe("move participants", () => {
  test("out of a group call: both rosters change, and the source goes on", async () => {
    const [moved, staying] = [user(), user()];
    const source = await connectedCall(it, { targets: [moved, staying], name: "source" });
    const target = await connectedCall(it, { name: "target" });
    const answer = await target.connection.moveParticipants([moved], source.id, { operationContext: "move-1" });
    assert.equal(answer.operationContext, "move-1");
    assert.equal(answer.fromCall, source.id);
    assert.deepEqual(answer.participants.map((entry) => rawId(entry.identifier)), [rawId(moved)]);
    assert.equal(answer.participants[0].isMuted, false);

    const succeeded = await target.inbox.find("MoveParticipantSucceeded");
    assert.equal(succeeded.operationContext, "move-1");
    assert.equal(succeeded.fromCall, source.id);
    assert.equal(rawId(succeeded.participant), rawId(moved));
    assert.equal(succeeded.callConnectionId, target.id);
    assert.equal(succeeded.correlationId, target.properties.correlationId);
    await target.inbox.roster(rawId(it.app), rawId(target.targets[0]), rawId(moved));
    await source.inbox.roster(rawId(it.app), rawId(staying));
    assert.deepEqual(await rosterOf(target.connection), sorted(it.app, target.targets[0], moved));
    assert.deepEqual(await rosterOf(source.connection), sorted(it.app, staying));
    assert.deepEqual(source.inbox.kinds(), ["CallConnected"]);
    assert.deepEqual(target.inbox.kinds(), ["CallConnected", "MoveParticipantSucceeded"]);
  });

  test("several at once: one event for each", async () => {
    const people = [user(), user(), user()];
    const source = await connectedCall(it, { targets: people, name: "source" });
    const target = await connectedCall(it, { name: "target" });
    await target.connection.moveParticipants(people.slice(0, 2), source.id);
    for (const person of people.slice(0, 2)) {
      await target.inbox.find("MoveParticipantSucceeded", (event) => rawId(event.participant) === rawId(person));
    }
    assert.deepEqual(await rosterOf(source.connection), sorted(it.app, people[2]));
  });

  test("the lobby: the caller waits with the app, the agent answers, the caller is moved to the agent", async () => {
    const lobby = await answeredCall(it, { operationContext: "lobby" });
    const agent = user();
    const call = await connectedCall(it, { targets: [agent], name: "agent" });
    const source = (await lobby.connection.getCallConnectionProperties()).source;
    await call.connection.moveParticipants([source], lobby.id, { operationContext: "admit" });
    const succeeded = await call.inbox.find("MoveParticipantSucceeded");
    assert.equal(rawId(succeeded.participant), rawId(lobby.caller));
    const disconnected = await lobby.inbox.find("CallDisconnected");
    assert.equal(disconnected.operationContext, "lobby");
    await gone(lobby.connection);
    assert.deepEqual(await rosterOf(call.connection), sorted(it.app, agent, lobby.caller));
    assert.equal((await call.connection.getCallConnectionProperties()).callConnectionState, "connected");
  });

  test("there and back, and on to a third call", async () => {
    const traveller = user();
    const a = await connectedCall(it, { targets: [traveller, user()], name: "a" });
    const b = await connectedCall(it, { name: "b" });
    const c = await connectedCall(it, { name: "c" });
    const legs = [
      [a, b],
      [b, a],
      [a, c],
    ];
    for (const [from, to] of legs) {
      const operationContext = crypto.randomUUID();
      await to.connection.moveParticipants([traveller], from.id, { operationContext });
      await to.inbox.find("MoveParticipantSucceeded", (event) => event.operationContext === operationContext);
      const rosters = await Promise.all([a, b, c].map(({ connection }) => rosterOf(connection)));
      assert.equal(rosters.filter((roster) => roster.includes(rawId(traveller))).length, 1);
      assert.ok((await rosterOf(to.connection)).includes(rawId(traveller)));
    }
  });

  test("fromCall may be any leg of the source", async () => {
    const moved = user();
    const source = await connectedCall(it, { targets: [moved, user()], name: "source" });
    const otherInbox = it.callbacks.open("otherLeg");
    const other = await it.sdk.connectCall({ kind: "serverCallLocator", id: source.properties.serverCallId }, otherInbox.uri);
    await otherInbox.find("CallConnected");
    const target = await connectedCall(it, { name: "target" });
    const fromCall = other.callConnectionProperties.callConnectionId;
    await target.connection.moveParticipants([moved], fromCall);
    assert.equal((await target.inbox.find("MoveParticipantSucceeded")).fromCall, fromCall);
    await otherInbox.find("ParticipantsUpdated", (event) => !event.participants.some((entry) => rawId(entry.identifier) === rawId(moved)));
  });
});

describe("move participants, failing", () => {
  test("somebody who is not in the source: MoveParticipantFailed 8558, nothing changes", async () => {
    const source = await connectedCall(it, { name: "source" });
    const target = await connectedCall(it, { name: "target" });
    const stranger = user();
    await target.connection.moveParticipants([stranger], source.id, { operationContext: "move-2" });
    const failed = await target.inbox.find("MoveParticipantFailed");
    assert.equal(failed.operationContext, "move-2");
    assert.equal(failed.resultInformation.subCode, 8558);
    assert.equal(failed.fromCall, source.id);
    assert.equal(rawId(failed.participant), rawId(stranger));
    assert.deepEqual(await rosterOf(source.connection), sorted(it.app, ...source.targets));
    assert.deepEqual(await rosterOf(target.connection), sorted(it.app, ...target.targets));
  });

  test("one there, one not: one succeeds, one fails", async () => {
    const moved = user();
    const source = await connectedCall(it, { targets: [moved, user()], name: "source" });
    const target = await connectedCall(it, { name: "target" });
    const stranger = user();
    await target.connection.moveParticipants([moved, stranger], source.id);
    assert.equal(rawId((await target.inbox.find("MoveParticipantSucceeded")).participant), rawId(moved));
    assert.equal(rawId((await target.inbox.find("MoveParticipantFailed")).participant), rawId(stranger));
  });

  test("an unknown source is refused with 404/8522", async () => {
    const target = await connectedCall(it);
    await refused(target.connection.moveParticipants([user()], crypto.randomUUID()), 404, "8522");
  });

  test("an unknown target is refused with 404/8522", async () => {
    const source = await connectedCall(it);
    await refused(it.sdk.getCallConnection(crypto.randomUUID()).moveParticipants(source.targets, source.id), 404, "8522");
  });

  test("a source that still rings is refused with 400/8501", async () => {
    const ringing = user();
    await it.simulator.behave(ringing, "phone");
    const inbox = it.callbacks.open("ringing");
    const { callConnection } = await it.sdk.createCall({ targetParticipant: ringing }, inbox.uri);
    const target = await connectedCall(it);
    await refused(target.connection.moveParticipants([ringing], callConnection.callConnectionId), 400, "8501");
    await callConnection.hangUp(true);
    await inbox.find("CallDisconnected");
  });

  test("the same call as source and target is refused with 400/8523", async () => {
    const call = await connectedCall(it, { targets: [user(), user()] });
    await refused(call.connection.moveParticipants([call.targets[0]], call.id), 400, "8523");
    const otherInbox = it.callbacks.open("otherLeg");
    const other = await it.sdk.connectCall({ kind: "serverCallLocator", id: call.properties.serverCallId }, otherInbox.uri);
    await otherInbox.find("CallConnected");
    await refused(call.connection.moveParticipants([call.targets[0]], other.callConnectionProperties.callConnectionId), 400, "8523");
  });

  test("nobody named, or the app itself, is refused with 400/8523", async () => {
    const source = await connectedCall(it, { name: "source" });
    const target = await connectedCall(it, { name: "target" });
    await refused(target.connection.moveParticipants([], source.id), 400, "8523");
  });

  test("the app's own identity never moves", async () => {
    const source = await connectedCall(it, { name: "source" });
    const target = await connectedCall(it, { name: "target" });
    try {
      await target.connection.moveParticipants([it.app], source.id);
      await target.inbox.find("MoveParticipantFailed");
    } catch (error) {
      assert.equal(error.statusCode, 400, error.stack);
    }
    assert.deepEqual(await rosterOf(source.connection), sorted(it.app, ...source.targets));
    assert.deepEqual(await rosterOf(target.connection), sorted(it.app, ...target.targets));
    await source.connection.hangUp(true);
    assert.equal(result(await source.inbox.find("CallDisconnected")), "200/7000");
  });
});
