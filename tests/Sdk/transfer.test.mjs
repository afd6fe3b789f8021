import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answeredCall, connectedCall, gone, refused, result, rosterOf, sorted } from "./harness/calls.mjs";
import { appUser, phone, rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world({ subscribed: true });

describe("transfer", () => {
  test("1:1: CallTransferAccepted, then the app is out of the call", async () => {
    const { connection, inbox, targets } = await connectedCall(it, { operationContext: "call" });
    const target = user();
    const answer = await connection.transferCallToParticipant(target, { operationContext: "transfer-1" });
    assert.equal(answer.operationContext, "transfer-1");
    const accepted = await inbox.find("CallTransferAccepted");
    assert.equal(accepted.operationContext, "transfer-1");
    assert.equal(accepted.raw.data.transferTarget.rawId, rawId(target));
    assert.equal(accepted.raw.data.transferee.rawId, rawId(targets[0]));
    assert.equal((await inbox.find("CallDisconnected")).operationContext, "call");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "CallTransferAccepted", "CallDisconnected"]);
    await gone(connection);
  });

  test("1:1 of an answered call: the caller is handed on", async () => {
    const { connection, inbox, caller } = await answeredCall(it);
    const target = user();
    await connection.transferCallToParticipant(target);
    assert.equal((await inbox.find("CallTransferAccepted")).raw.data.transferee.rawId, rawId(caller));
    await inbox.find("CallDisconnected");
  });

  test("the custom calling context reaches the target", async () => {
    const { connection, inbox } = await connectedCall(it);
    const target = appUser();
    await connection.transferCallToParticipant(target, {
      customCallingContext: [{ kind: "voip", key: "ticket", value: "42" }],
    });
    const call = await it.eventGrid.incomingCall(rawId(target));
    assert.equal(call.customContext.voipHeaders.ticket, "42");
    const targetInbox = it.callbacks.open("target");
    await it.client(target).answerCall(call.incomingCallContext, targetInbox.uri);
    await targetInbox.find("CallConnected");
    await inbox.find("CallTransferAccepted");
    await inbox.find("CallDisconnected");
  });

  test("while the target rings the state is transferring", async () => {
    const { connection, inbox } = await connectedCall(it);
    const target = user();
    await it.simulator.behave(target, "phone");
    await connection.transferCallToParticipant(target);
    assert.equal((await connection.getCallConnectionProperties()).callConnectionState, "transferring");
    await it.simulator.act(target, "accept");
    await inbox.find("CallTransferAccepted");
    await inbox.find("CallDisconnected");
  });

  test("group: the transferee leaves, the app and the others stay", async () => {
    const targets = [user(), user(), user()];
    const { connection, inbox } = await connectedCall(it, { targets });
    const target = user();
    await connection.transferCallToParticipant(target, { transferee: targets[0], operationContext: "transfer-2" });
    const accepted = await inbox.find("CallTransferAccepted");
    assert.equal(accepted.raw.data.transferTarget.rawId, rawId(target));
    assert.equal(accepted.raw.data.transferee.rawId, rawId(targets[0]));
    await inbox.roster(rawId(it.app), rawId(targets[1]), rawId(targets[2]));
    assert.deepEqual(await rosterOf(connection), sorted(it.app, targets[1], targets[2]));
    assert.equal((await connection.getCallConnectionProperties()).callConnectionState, "connected");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "CallTransferAccepted"]);
  });
});

describe("transfer, failing", () => {
  for (const behavior of ["decline", "busy", "unreachable"]) {
    test(`the target's endpoint is set to ${behavior}: CallTransferFailed, and the call can still be used`, async () => {
      const { connection, inbox, targets } = await connectedCall(it);
      const target = user();
      await it.simulator.behave(target, behavior);
      await connection.transferCallToParticipant(target, { operationContext: "transfer-3" });
      const failed = await inbox.find("CallTransferFailed");
      assert.equal(failed.operationContext, "transfer-3");
      assert.ok(failed.resultInformation.code >= 400);
      assert.equal((await connection.getCallConnectionProperties()).callConnectionState, "connected");
      assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));

      const added = user();
      await connection.addParticipant({ targetParticipant: added });
      await inbox.find("AddParticipantSucceeded");
      await connection.removeParticipant(added);
      await inbox.find("RemoveParticipantSucceeded");
      await connection.transferCallToParticipant(user(), { transferee: targets[0] });
      await inbox.find("CallTransferAccepted");
      await inbox.find("CallDisconnected");
    });
  }

  test("group, target declines: the transferee stays", async () => {
    const targets = [user(), user()];
    const { connection, inbox } = await connectedCall(it, { targets });
    const target = user();
    await it.simulator.behave(target, "decline");
    await connection.transferCallToParticipant(target, { transferee: targets[0] });
    assert.equal((await inbox.find("CallTransferFailed")).resultInformation.code, 603);
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
  });

  test("a second transfer while one is being tried does not succeed", async () => {
    const { connection, inbox } = await connectedCall(it);
    const target = user();
    await it.simulator.behave(target, "phone");
    await connection.transferCallToParticipant(target, { operationContext: "first" });
    try {
      await connection.transferCallToParticipant(user(), { operationContext: "second" });
      const failed = await inbox.find("CallTransferFailed", (event) => event.operationContext === "second");
      assert.equal(failed.resultInformation.subCode, 8607);
    } catch (error) {
      assert.equal(error.name, "RestError", error.stack);
      assert.ok([400, 409].includes(error.statusCode), error.message);
    }
    await it.simulator.act(target, "accept");
    assert.equal((await inbox.find("CallTransferAccepted")).operationContext, "first");
    await inbox.find("CallDisconnected");
  });

  test("a phone number goes out under the transferee's number, or under one that is given", async () => {
    const { connection, inbox } = await connectedCall(it);
    await connection.transferCallToParticipant(phone(), { sourceCallIdNumber: phone() });
    await inbox.find("CallTransferAccepted");
    await inbox.find("CallDisconnected");
  });

  test("the app's own endpoint cannot be the transferee", async () => {
    const { connection } = await connectedCall(it, { targets: [user(), user()] });
    await refused(connection.transferCallToParticipant(user(), { transferee: it.app }), 400, "8523");
    assert.equal((await connection.getCallConnectionProperties()).callConnectionState, "connected");
  });

  test("an app hang-up while the target rings: CallTransferFailed comes before CallDisconnected", async () => {
    const { connection, inbox } = await connectedCall(it);
    const target = user();
    await it.simulator.behave(target, "phone");
    await connection.transferCallToParticipant(target);
    await connection.hangUp(true);
    assert.equal(result(await inbox.find("CallDisconnected")), "200/7000");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "CallTransferFailed", "CallDisconnected"]);
  });
});
