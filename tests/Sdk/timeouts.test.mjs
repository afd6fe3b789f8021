// Ring times, under the virtual clock.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectedCall, gone, rosterOf, sorted } from "./harness/calls.mjs";
import { appUser, phone, rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world({ subscribed: true, clock: "virtual" });

async function nobodyAnswers(identifier = user()) {
  await it.simulator.behave(identifier, "noAnswer");
  return identifier;
}

describe("time", () => {
  test("a user who does not answer: CreateCallFailed after 85 s and not before", async () => {
    const target = await nobodyAnswers();
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createCall({ targetParticipant: target }, inbox.uri);
    await it.simulator.advance(84);
    assert.equal((await callConnection.getCallConnectionProperties()).callConnectionState, "connecting");
    await it.simulator.advance(2);
    assert.ok([408, 480, 487].includes((await inbox.find("CreateCallFailed")).resultInformation.code));
    await inbox.find("CallDisconnected");
    assert.deepEqual(inbox.kinds(), ["CreateCallFailed", "CallDisconnected"]);
    await gone(callConnection);
  });

  test("a phone number that does not answer: after 115 s", async () => {
    const target = await nobodyAnswers(phone());
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createCall({ targetParticipant: target, sourceCallIdNumber: phone() }, inbox.uri);
    await it.simulator.advance(114);
    assert.equal((await callConnection.getCallConnectionProperties()).callConnectionState, "connecting");
    await it.simulator.advance(2);
    await inbox.find("CreateCallFailed");
    await inbox.find("CallDisconnected");
  });

  test("an invitation rings as long as it was told to: AddParticipantFailed", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    const added = await nobodyAnswers();
    await connection.addParticipant({ targetParticipant: added }, { invitationTimeoutInSeconds: 20, operationContext: "add" });
    await it.simulator.advance(19);
    assert.equal(inbox.kinds().includes("AddParticipantFailed"), false);
    await it.simulator.advance(2);
    assert.equal((await inbox.find("AddParticipantFailed")).operationContext, "add");
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
  });

  test("a transfer target that does not answer within 60 s: CallTransferFailed, the call goes on", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    await connection.transferCallToParticipant(await nobodyAnswers(), { operationContext: "transfer" });
    await it.simulator.advance(61);
    assert.equal((await inbox.find("CallTransferFailed")).operationContext, "transfer");
    assert.equal((await connection.getCallConnectionProperties()).callConnectionState, "connected");
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
  });

  test("an endpoint that answers after a while, and hangs up after a while", async () => {
    const target = user();
    await it.simulator.behave(target, "answer", { afterMs: 10_000, hangUpAfterMs: 30_000 });
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createCall({ targetParticipant: target }, inbox.uri);
    assert.equal((await callConnection.getCallConnectionProperties()).callConnectionState, "connecting");
    await it.simulator.advance(11);
    await inbox.find("CallConnected");
    await it.simulator.advance(31);
    await inbox.find("CallDisconnected");
  });

  test("an incoming call nobody answers in time cannot be answered any more", async () => {
    const callee = appUser();
    await it.simulator.placeCall(user(), callee);
    const call = await it.eventGrid.incomingCall(rawId(callee));
    await it.simulator.advance(120);
    const attempts = [
      () => it.sdk.answerCall(call.incomingCallContext, it.callbacks.open("late").uri),
      () => it.sdk.rejectCall(call.incomingCallContext),
      () => it.sdk.redirectCall(call.incomingCallContext, { targetParticipant: user() }),
    ];
    for (const attempt of attempts) {
      await assert.rejects(attempt, (error) => {
        assert.ok(error.statusCode >= 400 && error.statusCode < 500, error.stack);
        return true;
      });
    }
  });

  test("the clock of signatures and deliveries is not the virtual one", async () => {
    await it.simulator.advance(24 * 3600);
    const { inbox } = await connectedCall(it);
    await inbox.find("CallConnected");
  });
});
