import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectedCall, gone, result, rosterOf, sorted } from "./harness/calls.mjs";
import { appUser, rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world({ subscribed: true });

/** A call of two apps with each other: the legs {connection, inbox} of caller and callee. */
async function twoApps() {
  const callee = appUser();
  const inbox = it.callbacks.open("caller");
  const { callConnection } = await it.sdk.createCall({ targetParticipant: callee }, inbox.uri, { operationContext: "caller" });
  const call = await it.eventGrid.incomingCall(rawId(callee));
  const calleeInbox = it.callbacks.open("callee");
  const answer = await it.client(user()).answerCall(call.incomingCallContext, calleeInbox.uri, { operationContext: "callee" });
  await Promise.all([inbox.find("CallConnected"), calleeInbox.find("CallConnected")]);
  return [
    { connection: callConnection, inbox },
    { connection: answer.callConnection, inbox: calleeInbox },
  ];
}

describe("hang up", () => {
  test("in a 1:1 call it ends for both: 200/7000 for who hung up, 200/5001 for the other", async () => {
    const [caller, callee] = await twoApps();
    await caller.connection.hangUp(false);
    const own = await caller.inbox.find("CallDisconnected");
    assert.equal(result(own), "200/7000");
    assert.equal(own.operationContext, "caller");
    const peer = await callee.inbox.find("CallDisconnected");
    assert.equal(result(peer), "200/5001");
    assert.equal(peer.operationContext, "callee");
    await gone(caller.connection);
    await gone(callee.connection);
  });

  test("in a group call only the app leaves", async () => {
    const targets = [user(), user()];
    const { connection, inbox, properties } = await connectedCall(it, { targets });
    await connection.hangUp(false);
    assert.equal(result(await inbox.find("CallDisconnected")), "200/7000");
    await gone(connection);
    const again = it.callbacks.open("again");
    const { callConnection } = await it.sdk.connectCall({ kind: "serverCallLocator", id: properties.serverCallId }, again.uri);
    await again.find("CallConnected");
    const roster = await rosterOf(callConnection);
    for (const person of sorted(...targets)) assert.ok(roster.includes(person), roster.join());
    await callConnection.hangUp(true);
    await again.find("CallDisconnected");
  });

  test("for everyone: 200/7000 on every leg", async () => {
    const [caller, callee] = await twoApps();
    await callee.connection.hangUp(true);
    assert.equal(result(await caller.inbox.find("CallDisconnected")), "200/7000");
    assert.equal(result(await callee.inbox.find("CallDisconnected")), "200/7000");
    await gone(caller.connection);
    await gone(callee.connection);
  });

  test("of a call that has ended is refused with 404", async () => {
    const { connection, inbox } = await connectedCall(it);
    await connection.hangUp(true);
    await inbox.find("CallDisconnected");
    for (const forEveryone of [false, true]) {
      await assert.rejects(connection.hangUp(forEveryone), (error) => {
        assert.deepEqual([error.statusCode, error.code], [404, "8522"], error.stack);
        return true;
      });
    }
  });

  test("the other side hangs up by itself: the app is told", async () => {
    const target = user();
    await it.simulator.behave(target, "answer", { hangUpAfterMs: 200 });
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createCall({ targetParticipant: target }, inbox.uri);
    await inbox.find("CallConnected");
    assert.equal((await inbox.find("CallDisconnected")).resultInformation.code, 200);
    await gone(callConnection);
  });

  test("with an invitation still ringing: its failure comes before CallDisconnected", async () => {
    const { connection, inbox } = await connectedCall(it);
    const ringing = user();
    await it.simulator.behave(ringing, "phone");
    await connection.addParticipant({ targetParticipant: ringing }, { operationContext: "add" });
    await connection.hangUp(true);
    await inbox.find("CallDisconnected");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "AddParticipantFailed", "CallDisconnected"]);
    assert.equal((await inbox.find("AddParticipantFailed")).operationContext, "add");
  });
});
