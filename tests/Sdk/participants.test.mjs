import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectedCall, gone, refused, result, rosterOf, sorted } from "./harness/calls.mjs";
import { appUser, phone, rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world({ subscribed: true });

describe("read participants", () => {
  test("the roster names the app and the other side", async () => {
    const { connection, targets } = await connectedCall(it);
    const { values } = await connection.listParticipants();
    assert.deepEqual(values.map((entry) => rawId(entry.identifier)).sort(), sorted(it.app, ...targets));
    assert.deepEqual(values.map((entry) => [entry.isMuted, entry.isOnHold]), [[false, false], [false, false]]);
  });

  test("more than a hundred participants come in pages", async () => {
    const people = Array.from({ length: 204 }, user);
    const { serverCallId } = await it.simulator.startCall(people);
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.connectCall({ kind: "serverCallLocator", id: serverCallId }, inbox.uri);
    await inbox.find("CallConnected");
    const roster = await rosterOf(callConnection);
    assert.equal(new Set(roster).size, roster.length);
    for (const person of people) assert.ok(roster.includes(rawId(person)));

    const first = await it.rest.calling("GET", `/callConnections/${callConnection.callConnectionId}/participants`);
    assert.equal(first.json.value.length, 100);
    assert.ok(first.json.nextLink);
    await callConnection.hangUp(true);
    await inbox.find("CallDisconnected");
  });

  test("one participant by raw id, with the characters that paths must escape", async () => {
    const number = phone();
    const { connection, inbox } = await connectedCall(it);
    await connection.addParticipant({ targetParticipant: number, sourceCallIdNumber: phone() });
    await inbox.find("AddParticipantSucceeded");
    assert.equal((await connection.getParticipant(number)).identifier.phoneNumber, number.phoneNumber);
    assert.equal((await connection.getParticipant(it.app)).identifier.communicationUserId, it.app.communicationUserId);
  });

  test("somebody who is not in the call is not found", async () => {
    const { connection } = await connectedCall(it);
    await refused(connection.getParticipant(user()), 404, "8558");
  });
});

describe("add", () => {
  test("a user answers: AddParticipantSucceeded and the roster", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    const added = user();
    const answer = await connection.addParticipant({ targetParticipant: added }, { operationContext: "add-1" });
    assert.equal(answer.operationContext, "add-1");
    assert.equal(rawId(answer.participant.identifier), rawId(added));
    assert.match(answer.invitationId, /^[0-9a-f-]{36}$/);
    const succeeded = await inbox.find("AddParticipantSucceeded");
    assert.equal(succeeded.operationContext, "add-1");
    assert.equal(rawId(succeeded.participant), rawId(added));
    assert.equal(result(succeeded), "200/0");
    await inbox.roster(rawId(it.app), rawId(targets[0]), rawId(added));
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets, added));
  });

  for (const [behavior, code] of [
    ["decline", 603],
    ["busy", 486],
    ["forbid", 403],
    ["unreachable", 480],
  ]) {
    test(`endpoint set to ${behavior}: AddParticipantFailed ${code}, and the roster is as it was`, async () => {
      const { connection, inbox, targets } = await connectedCall(it);
      const added = user();
      await it.simulator.behave(added, behavior);
      await connection.addParticipant({ targetParticipant: added }, { operationContext: "add-2" });
      const failed = await inbox.find("AddParticipantFailed");
      assert.equal(failed.resultInformation.code, code);
      assert.equal(failed.operationContext, "add-2");
      assert.equal(rawId(failed.participant), rawId(added));
      assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
    });
  }

  test("a phone number needs a source caller id", async () => {
    const { connection } = await connectedCall(it);
    await refused(connection.addParticipant({ targetParticipant: phone() }), 400, "8523");
  });

  test("who is there already cannot be added again", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    try {
      await connection.addParticipant({ targetParticipant: targets[0] });
      await inbox.find("AddParticipantFailed");
    } catch (error) {
      assert.equal(error.statusCode, 400, error.stack);
    }
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
  });

  test("an invitation time out of range is refused", async () => {
    const { connection } = await connectedCall(it);
    await refused(connection.addParticipant({ targetParticipant: user() }, { invitationTimeoutInSeconds: 181 }), 400, "8523");
    await refused(connection.addParticipant({ targetParticipant: user() }, { invitationTimeoutInSeconds: -1 }), 400, "8523");
  });

  test("the custom calling context reaches the app that is invited", async () => {
    const { connection, inbox } = await connectedCall(it);
    const callee = appUser();
    await connection.addParticipant({
      targetParticipant: callee,
      customCallingContext: [
        { kind: "voip", key: "ticket", value: "42" },
        { kind: "sipuui", key: "", value: "abc" },
        { kind: "sipx", key: "queue", value: "sales", sipHeaderPrefix: "X-" },
        { kind: "sipx", key: "lane", value: "2" },
        {
          kind: "TeamsPhoneCallDetails",
          callTopic: "refund",
          teamsPhoneCallerDetails: { caller: user(), name: "Ada", phoneNumber: "+16045550100" },
        },
      ],
    });
    const call = await it.eventGrid.incomingCall(rawId(callee));
    assert.deepEqual(call.customContext.voipHeaders, { ticket: "42" });
    assert.deepEqual(call.customContext.sipHeaders, {
      "User-To-User": "abc",
      "X-queue": "sales",
      "X-MS-Custom-lane": "2",
    });
    assert.equal(call.customContext.teamsPhoneCallDetails.callTopic, "refund");
    assert.equal(call.customContext.teamsPhoneCallDetails.teamsPhoneCallerDetails.name, "Ada");
    const calleeInbox = it.callbacks.open("callee");
    await it.client(callee).answerCall(call.incomingCallContext, calleeInbox.uri);
    await calleeInbox.find("CallConnected");
    await inbox.find("AddParticipantSucceeded");
  });
});

describe("cancel an invitation", () => {
  test("while it rings: CancelAddParticipantSucceeded alone, and nobody joins", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    const added = user();
    await it.simulator.behave(added, "phone");
    const { invitationId } = await connection.addParticipant({ targetParticipant: added }, { operationContext: "add" });
    const answer = await connection.cancelAddParticipantOperation(invitationId, { operationContext: "cancel-1" });
    assert.equal(answer.invitationId, invitationId);
    assert.equal(answer.operationContext, "cancel-1");
    const succeeded = await inbox.find("CancelAddParticipantSucceeded");
    assert.equal(succeeded.operationContext, "cancel-1");
    assert.equal(succeeded.invitationId, invitationId);
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
    await connection.hangUp(true);
    await inbox.find("CallDisconnected");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "CancelAddParticipantSucceeded", "CallDisconnected"]);
  });

  test("after the answer: CancelAddParticipantFailed, and they stay", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    const added = user();
    const { invitationId } = await connection.addParticipant({ targetParticipant: added });
    await inbox.find("AddParticipantSucceeded");
    await connection.cancelAddParticipantOperation(invitationId, { operationContext: "cancel-2" });
    const failed = await inbox.find("CancelAddParticipantFailed");
    assert.equal(failed.operationContext, "cancel-2");
    assert.equal(failed.invitationId, invitationId);
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets, added));
  });

  test("an invitation that never was: CancelAddParticipantFailed", async () => {
    const { connection, inbox } = await connectedCall(it);
    const invitationId = crypto.randomUUID();
    await connection.cancelAddParticipantOperation(invitationId);
    assert.equal((await inbox.find("CancelAddParticipantFailed")).invitationId, invitationId);
  });
});

describe("remove", () => {
  test("one of several: RemoveParticipantSucceeded and a roster without them", async () => {
    const targets = [user(), user()];
    const { connection, inbox } = await connectedCall(it, { targets });
    const answer = await connection.removeParticipant(targets[0], { operationContext: "remove-1" });
    assert.equal(answer.operationContext, "remove-1");
    const succeeded = await inbox.find("RemoveParticipantSucceeded");
    assert.equal(succeeded.operationContext, "remove-1");
    assert.equal(rawId(succeeded.participant), rawId(targets[0]));
    await inbox.roster(rawId(it.app), rawId(targets[1]));
    assert.deepEqual(await rosterOf(connection), sorted(it.app, targets[1]));
  });

  test("the only other one: RemoveParticipantSucceeded, then the call ends", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    await connection.removeParticipant(targets[0]);
    const disconnected = await inbox.find("CallDisconnected");
    assert.equal(result(disconnected), "200/5002");
    assert.deepEqual(inbox.kinds(), ["CallConnected", "RemoveParticipantSucceeded", "CallDisconnected"]);
    await gone(connection);
  });

  test("somebody who is not there: RemoveParticipantFailed 8558", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    const stranger = user();
    await connection.removeParticipant(stranger, { operationContext: "remove-2" });
    const failed = await inbox.find("RemoveParticipantFailed");
    assert.equal(failed.operationContext, "remove-2");
    assert.equal(failed.resultInformation.subCode, 8558);
    assert.equal(rawId(failed.participant), rawId(stranger));
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
  });
});

describe("mute", () => {
  test("a user: the roster says so", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    const answer = await connection.muteParticipant(targets[0], { operationContext: "mute-1" });
    assert.equal(answer.operationContext, "mute-1");
    await inbox.find("ParticipantsUpdated", (event) =>
      event.participants.some((entry) => rawId(entry.identifier) === rawId(targets[0]) && entry.isMuted),
    );
    assert.equal((await connection.getParticipant(targets[0])).isMuted, true);
    assert.equal((await connection.getParticipant(it.app)).isMuted, false);
  });

  test("somebody who is not there, or a phone number, is refused", async () => {
    const { connection, inbox } = await connectedCall(it);
    const number = phone();
    await connection.addParticipant({ targetParticipant: number, sourceCallIdNumber: phone() });
    await inbox.find("AddParticipantSucceeded");
    for (const target of [user(), number]) {
      await assert.rejects(connection.muteParticipant(target), (error) => {
        assert.equal(error.name, "RestError", error.stack);
        assert.ok([400, 404].includes(error.statusCode), `${error.statusCode}`);
        return true;
      });
    }
  });
});

describe("hold and unhold", () => {
  const onHold = (who, value) => (event) =>
    event.participants.some((entry) => rawId(entry.identifier) === rawId(who) && entry.isOnHold === value);

  test("hold, then unhold: the roster says so on every leg", async () => {
    const { connection, inbox, targets, properties } = await connectedCall(it);
    const other = it.callbacks.open("other");
    await it.sdk.connectCall({ kind: "serverCallLocator", id: properties.serverCallId }, other.uri);
    await other.find("CallConnected");
    const media = connection.getCallMedia();
    await media.hold(targets[0], { operationContext: "hold-1" });
    const held = await inbox.find("ParticipantsUpdated", onHold(targets[0], true));
    await other.find("ParticipantsUpdated", onHold(targets[0], true));
    assert.equal((await connection.getParticipant(targets[0])).isOnHold, true);
    await media.unhold(targets[0], { operationContext: "unhold-1" });
    const after = (event) => onHold(targets[0], false)(event) && event.sequenceNumber > held.sequenceNumber;
    await inbox.find("ParticipantsUpdated", after);
    await other.find("ParticipantsUpdated", after);
    assert.equal((await connection.getParticipant(targets[0])).isOnHold, false);
  });

  test("with a prompt that can be played", async () => {
    const { connection, targets } = await connectedCall(it);
    await connection.getCallMedia().hold(targets[0], { playSource: { kind: "fileSource", url: "https://example.com/hold.wav" } });
    assert.equal((await connection.getParticipant(targets[0])).isOnHold, true);
  });

  test("with a prompt in a format that cannot be played: HoldFailed 400/8535, and nobody is on hold", async () => {
    const { connection, inbox, targets } = await connectedCall(it);
    await connection.getCallMedia().hold(targets[0], {
      operationContext: "hold-2",
      playSource: { kind: "fileSource", url: "https://example.com/hold.txt" },
    });
    const failed = await inbox.find("HoldFailed");
    assert.equal(result(failed), "400/8535");
    assert.equal(failed.operationContext, "hold-2");
    assert.equal((await connection.getParticipant(targets[0])).isOnHold, false);
  });

  test("somebody who is not there is refused", async () => {
    const { connection } = await connectedCall(it);
    const media = connection.getCallMedia();
    for (const attempt of [() => media.hold(user()), () => media.unhold(user())]) {
      await assert.rejects(attempt, (error) => {
        assert.ok([400, 404].includes(error.statusCode), error.stack);
        return true;
      });
    }
  });
});
