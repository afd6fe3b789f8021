import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answeredCall, gone, refused, result, rosterOf, sorted } from "./harness/calls.mjs";
import { appUser, phone, rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world({ subscribed: true });

/** A call by somebody to an identifier the app stands behind. */
async function incoming(options = {}) {
  const { caller = user(), callee = appUser(), ...more } = options;
  const placed = await it.simulator.placeCall(caller, callee, more);
  return { caller, callee, placed, call: await it.eventGrid.incomingCall(rawId(callee)) };
}

/** A call by another app to an identifier this app stands behind: {connection, inbox, call}. */
async function incomingFromApp(callee = appUser()) {
  const inbox = it.callbacks.open("caller");
  const { callConnection } = await it.sdk.createCall({ targetParticipant: callee }, inbox.uri, { operationContext: "outbound" });
  return { callee, connection: callConnection, inbox, call: await it.eventGrid.incomingCall(rawId(callee)) };
}

describe("incoming call", () => {
  test("the subscription is validated before anything is sent to it", () => {
    assert.ok(it.eventGrid.handshakes > 0);
  });

  test("IncomingCall names both sides and the call", async () => {
    const { caller, callee, placed, call } = await incoming({ callerDisplayName: "Ada" });
    assert.equal(call.from.rawId, rawId(caller));
    assert.equal(call.to.rawId, rawId(callee));
    assert.equal(call.callerDisplayName, "Ada");
    assert.equal(call.serverCallId, placed.serverCallId);
    assert.equal(call.correlationId, placed.correlationId);
    assert.equal("customContext" in call, false);
  });

  test("the custom calling context of the caller is in it", async () => {
    const customContext = { voipHeaders: { ticket: "42" }, sipHeaders: { "X-MS-Custom-Queue": "sales" } };
    const { call } = await incoming({ customContext });
    assert.deepEqual(call.customContext, customContext);
  });

  test("a number that a subscription's prefix matches is the app's, without a behaviour of its own", async () => {
    await it.simulator.subscribe("numbers", it.eventGrid.uri, { toPrefix: "4:+1425" });
    const number = { phoneNumber: `+1425${String(Date.now()).slice(-7)}` };
    await it.simulator.placeCall(phone(), number);
    const call = await it.eventGrid.incomingCall(rawId(number));
    const inbox = it.callbacks.open();
    const answer = await it.sdk.answerCall(call.incomingCallContext, inbox.uri);
    await inbox.find("CallConnected");
    assert.equal(answer.callConnectionProperties.answeredFor?.phoneNumber, number.phoneNumber);
  });

  test("an identifier set to app is the app's too", async () => {
    const callee = appUser();
    await it.simulator.behave(callee, "app", { afterMs: 0 });
    assert.equal((await it.simulator.endpoint(callee)).behavior, "app");
    await it.simulator.placeCall(user(), callee);
    await it.eventGrid.incomingCall(rawId(callee));
  });

  test("a subscription in the CloudEvents schema gets it too", async () => {
    await it.simulator.subscribe("cloud", it.eventGrid.uri, { schema: "cloudEvents", toPrefix: "8:acs:cloud" });
    const callee = { communicationUserId: `8:acs:cloud_${crypto.randomUUID()}` };
    await it.simulator.placeCall(user(), callee);
    assert.equal((await it.eventGrid.incomingCall(rawId(callee))).to.rawId, rawId(callee));
  });
});

describe("answer", () => {
  test("the app answers: CallConnected with its context, and both in the roster", async () => {
    const { connection, inbox, caller, incoming: call, answer } = await answeredCall(it, { operationContext: "answer-1" });
    assert.equal(answer.callConnectionProperties.callConnectionState, "connecting");
    assert.equal(answer.callConnectionProperties.answeredby.communicationUserId, it.app.communicationUserId);
    const connected = await inbox.find("CallConnected");
    assert.equal(connected.operationContext, "answer-1");
    assert.equal(connected.serverCallId, call.serverCallId);
    assert.equal(connected.correlationId, call.correlationId);
    const properties = await connection.getCallConnectionProperties();
    assert.equal(properties.callConnectionState, "connected");
    assert.equal(properties.source.communicationUserId, caller.communicationUserId);
    assert.deepEqual(await rosterOf(connection), sorted(caller, it.app));
  });

  test("another app's call is answered: two legs of one call", async () => {
    const { connection, inbox, call } = await incomingFromApp();
    const answerer = it.client(user());
    const answerInbox = it.callbacks.open("callee");
    const answer = await answerer.answerCall(call.incomingCallContext, answerInbox.uri, { operationContext: "inbound" });
    const [outbound, inbound] = [await inbox.find("CallConnected"), await answerInbox.find("CallConnected")];
    assert.equal(outbound.operationContext, "outbound");
    assert.equal(inbound.operationContext, "inbound");
    assert.notEqual(outbound.callConnectionId, inbound.callConnectionId);
    assert.equal(outbound.serverCallId, inbound.serverCallId);
    assert.equal(outbound.correlationId, inbound.correlationId);
    assert.equal((await rosterOf(connection)).length, 2);
    assert.deepEqual(await rosterOf(connection), await rosterOf(answer.callConnection));
  });

  test("nobody answers as somebody who is in the call already, and it rings on", async () => {
    const { caller, call } = await incoming();
    await refused(it.client(caller).answerCall(call.incomingCallContext, it.callbacks.open().uri), 400, "8523", "answeredBy");
    const inbox = it.callbacks.open("callee");
    await it.sdk.answerCall(call.incomingCallContext, inbox.uri);
    await inbox.find("CallConnected");
  });

  test("the caller hangs up first: the context is refused", async () => {
    const caller = user();
    await it.simulator.behave(caller, "phone");
    const { call } = await incoming({ caller });
    await it.simulator.act(caller, "hangUp");
    await refusedContext(call.incomingCallContext);
  });
});

describe("reject", () => {
  for (const [reason, code] of [
    [undefined, 603],
    ["none", 603],
    ["busy", 486],
    ["forbidden", 403],
  ]) {
    test(`reason ${reason ?? "left out"}: the caller's leg ends with ${code}`, async () => {
      const { connection, inbox, call } = await incomingFromApp();
      await it.sdk.rejectCall(call.incomingCallContext, { callRejectReason: reason });
      assert.equal((await inbox.find("CreateCallFailed")).resultInformation.code, code);
      const disconnected = await inbox.find("CallDisconnected");
      assert.equal(disconnected.resultInformation.code, code);
      assert.equal(disconnected.operationContext, "outbound");
      assert.deepEqual(inbox.kinds(), ["CreateCallFailed", "CallDisconnected"]);
      await gone(connection);
    });
  }

  test("reason none is reported as 603/0", async () => {
    const { inbox, call } = await incomingFromApp();
    await it.sdk.rejectCall(call.incomingCallContext);
    assert.equal(result(await inbox.find("CreateCallFailed")), "603/0");
  });
});

describe("redirect", () => {
  test("to a user: the caller is connected with them", async () => {
    const { connection, inbox, callee, call } = await incomingFromApp();
    const target = user();
    await it.sdk.redirectCall(call.incomingCallContext, { targetParticipant: target });
    await inbox.find("CallConnected");
    const roster = await rosterOf(connection);
    assert.ok(roster.includes(rawId(target)), roster.join());
    assert.ok(!roster.includes(rawId(callee)), roster.join());
  });

  test("to an app: a new IncomingCall for the new target, which can answer", async () => {
    const { inbox, call } = await incomingFromApp();
    const target = appUser();
    await it.sdk.redirectCall(call.incomingCallContext, { targetParticipant: target });
    const again = await it.eventGrid.incomingCall(rawId(target));
    assert.equal(again.serverCallId, call.serverCallId);
    assert.notEqual(again.incomingCallContext, call.incomingCallContext);
    const answerInbox = it.callbacks.open("second");
    await it.client(target).answerCall(again.incomingCallContext, answerInbox.uri);
    await answerInbox.find("CallConnected");
    await inbox.find("CallConnected");
  });

  test("to somebody who declines: the caller's call fails", async () => {
    const { inbox, call } = await incomingFromApp();
    const target = user();
    await it.simulator.behave(target, "decline");
    await it.sdk.redirectCall(call.incomingCallContext, { targetParticipant: target });
    assert.equal((await inbox.find("CreateCallFailed")).resultInformation.code, 603);
    await inbox.find("CallDisconnected");
  });
});

/** Whatever is tried with this context is refused as a 4xx with a code. */
async function refusedContext(context) {
  const attempts = [
    () => it.sdk.answerCall(context, it.callbacks.open("late").uri),
    () => it.sdk.rejectCall(context),
    () => it.sdk.redirectCall(context, { targetParticipant: user() }),
  ];
  for (const attempt of attempts) {
    await assert.rejects(attempt, (error) => {
      assert.equal(error.name, "RestError", error.stack);
      assert.ok(error.statusCode >= 400 && error.statusCode < 500, `${error.statusCode}`);
      assert.match(error.code, /^85\d\d$/);
      return true;
    });
  }
}

describe("a context that is used up or forged is refused", () => {
  test("after the answer", async () => {
    const { incoming: call, connection } = await answeredCall(it);
    await refusedContext(call.incomingCallContext);
    assert.equal((await connection.getCallConnectionProperties()).callConnectionState, "connected");
  });

  test("after the rejection", async () => {
    const { call } = await incoming();
    await it.sdk.rejectCall(call.incomingCallContext);
    await refusedContext(call.incomingCallContext);
  });

  test("after the redirect", async () => {
    const { call } = await incoming();
    await it.sdk.redirectCall(call.incomingCallContext, { targetParticipant: user() });
    await refusedContext(call.incomingCallContext);
  });

  test("with any one character changed", async () => {
    const { call } = await incoming();
    const context = call.incomingCallContext;
    for (let at = 0; at < context.length; at += Math.ceil(context.length / 12)) {
      const forged = context.slice(0, at) + (context[at] === "A" ? "B" : "A") + context.slice(at + 1);
      await refused(it.sdk.rejectCall(forged), 400, "8523");
    }
    await refused(it.sdk.rejectCall("nonsense"), 400, "8523");
    const inbox = it.callbacks.open();
    await it.sdk.answerCall(context, inbox.uri);
    await inbox.find("CallConnected");
  });
});
