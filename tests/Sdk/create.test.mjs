import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectedCall, gone, refused, result, rosterOf, sorted } from "./harness/calls.mjs";
import { phone, rawId, user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world();

describe("create, one target", () => {
  test("the target answers: connecting, then CallConnected and the roster", async () => {
    const target = user();
    const inbox = it.callbacks.open();
    const { callConnection, callConnectionProperties } = await it.sdk.createCall({ targetParticipant: target }, inbox.uri, {
      operationContext: "create-1",
    });
    assert.equal(callConnectionProperties.callConnectionState, "connecting");
    assert.equal(callConnectionProperties.serverCallId, undefined);
    assert.equal(callConnectionProperties.callbackUrl ?? callConnectionProperties.callbackUri, inbox.uri);
    assert.deepEqual(callConnectionProperties.source.communicationUserId, it.app.communicationUserId);
    assert.deepEqual(callConnectionProperties.targetParticipants.map(rawId), [rawId(target)]);

    const connected = await inbox.find("CallConnected");
    assert.equal(connected.operationContext, "create-1");
    assert.equal(connected.callConnectionId, callConnectionProperties.callConnectionId);
    assert.equal(result(connected), "200/0");
    await inbox.roster(rawId(it.app), rawId(target));

    const properties = await callConnection.getCallConnectionProperties();
    assert.equal(properties.callConnectionState, "connected");
    assert.equal(properties.serverCallId, connected.serverCallId);
    assert.equal(properties.correlationId, connected.correlationId);
    assert.deepEqual(await rosterOf(callConnection), sorted(it.app, target));
  });

  test("without an operation context none is in the event", async () => {
    const { inbox } = await connectedCall(it);
    const connected = await inbox.find("CallConnected");
    assert.equal("operationContext" in connected.raw.data, false);
  });

  for (const [behavior, code] of [
    ["decline", 603],
    ["busy", 486],
    ["forbid", 403],
    ["unreachable", 480],
  ]) {
    test(`the target's endpoint is set to ${behavior}: CreateCallFailed ${code}, then CallDisconnected`, async () => {
      const target = user();
      await it.simulator.behave(target, behavior);
      const inbox = it.callbacks.open();
      const { callConnection } = await it.sdk.createCall({ targetParticipant: target }, inbox.uri, { operationContext: "c" });
      const failed = await inbox.find("CreateCallFailed");
      const disconnected = await inbox.find("CallDisconnected");
      assert.equal(failed.resultInformation.code, code);
      assert.equal(disconnected.resultInformation.code, code);
      assert.equal(disconnected.operationContext, "c");
      assert.deepEqual(inbox.kinds(), ["CreateCallFailed", "CallDisconnected"]);
      await gone(callConnection);
    });
  }

  test("a phone rings until somebody picks it up", async () => {
    const target = user();
    await it.simulator.behave(target, "phone");
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createCall({ targetParticipant: target }, inbox.uri);
    assert.equal((await callConnection.getCallConnectionProperties()).callConnectionState, "connecting");
    await refused(callConnection.addParticipant({ targetParticipant: user() }), 400, "8501");
    await it.simulator.act(target, "accept");
    await inbox.find("CallConnected");
    assert.equal((await callConnection.getCallConnectionProperties()).callConnectionState, "connected");
    await it.simulator.act(target, "hangUp");
    await inbox.find("CallDisconnected");
    await gone(callConnection);
  });

  test("a phone is declined by hand: CreateCallFailed 603", async () => {
    const target = user();
    await it.simulator.behave(target, "phone");
    const inbox = it.callbacks.open();
    await it.sdk.createCall({ targetParticipant: target }, inbox.uri);
    await it.simulator.act(target, "decline");
    assert.equal((await inbox.find("CreateCallFailed")).resultInformation.code, 603);
    await inbox.find("CallDisconnected");
  });

  test("the app hangs up while it rings: CallDisconnected ends the leg", async () => {
    const target = user();
    await it.simulator.behave(target, "phone");
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createCall({ targetParticipant: target }, inbox.uri);
    await callConnection.hangUp(true);
    await inbox.find("CallDisconnected");
    await gone(callConnection);
  });
});

describe("create, phone number", () => {
  test("with a source caller id the phone answers", async () => {
    const target = phone();
    const caller = phone();
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createCall(
      { targetParticipant: target, sourceCallIdNumber: caller, sourceDisplayName: "Contoso" },
      inbox.uri,
    );
    await inbox.find("CallConnected");
    await inbox.find("ParticipantsUpdated", (event) => event.participants.some((entry) => entry.identifier.phoneNumber === target.phoneNumber));
    const properties = await callConnection.getCallConnectionProperties();
    assert.equal(properties.sourceCallerIdNumber.phoneNumber, caller.phoneNumber);
    assert.equal(properties.sourceDisplayName, "Contoso");
    assert.ok((await rosterOf(callConnection)).includes(rawId(target)));
  });

  test("without a source caller id it is refused", async () => {
    const inbox = it.callbacks.open();
    await refused(it.sdk.createCall({ targetParticipant: phone() }, inbox.uri), 400, "8523");
    await refused(it.sdk.createGroupCall([user(), phone()], inbox.uri), 400, "8523");
  });
});

describe("create, group", () => {
  test("all answer: connected with everybody in the roster", async () => {
    const targets = [user(), user(), user()];
    const { connection, inbox } = await connectedCall(it, { targets, operationContext: "group" });
    assert.equal((await inbox.find("CallConnected")).operationContext, "group");
    assert.deepEqual(await rosterOf(connection), sorted(it.app, ...targets));
  });

  test("one declines: the call is connected without them", async () => {
    const [good, bad] = [user(), user()];
    await it.simulator.behave(bad, "decline");
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createGroupCall([good, bad], inbox.uri);
    await inbox.find("CallConnected");
    await inbox.roster(rawId(it.app), rawId(good));
    assert.deepEqual(await rosterOf(callConnection), sorted(it.app, good));
  });

  test("all decline: CreateCallFailed, then CallDisconnected", async () => {
    const targets = [user(), user()];
    for (const target of targets) await it.simulator.behave(target, "decline");
    const inbox = it.callbacks.open();
    const { callConnection } = await it.sdk.createGroupCall(targets, inbox.uri);
    await inbox.find("CallDisconnected");
    assert.deepEqual(inbox.kinds(), ["CreateCallFailed", "CallDisconnected"]);
    await gone(callConnection);
  });

  test("every kind of identifier can be called and comes back as it was given", async () => {
    const id = () => crypto.randomUUID();
    const targets = [
      user(),
      phone(),
      { microsoftTeamsUserId: id() },
      { microsoftTeamsUserId: id(), cloud: "gcch" },
      { teamsAppId: id() },
      { userId: id(), tenantId: id(), resourceId: id() },
    ];
    const inbox = it.callbacks.open();
    const { callConnection, callConnectionProperties } = await it.sdk.createGroupCall(targets, inbox.uri, {
      sourceCallIdNumber: phone(),
    });
    for (const [i, target] of targets.entries()) assert.deepEqual({ ...callConnectionProperties.targetParticipants[i], ...target }, callConnectionProperties.targetParticipants[i]);
    await inbox.find("ParticipantsUpdated", (event) => event.participants.length === targets.length + 1);
    const { values } = await callConnection.listParticipants();
    assert.equal(values.length, targets.length + 1);
    const gcch = values.find((participant) => participant.identifier.cloud === "gcch");
    assert.equal(gcch.identifier.microsoftTeamsUserId, targets[3].microsoftTeamsUserId);
    for (const { identifier } of values) {
      assert.deepEqual((await callConnection.getParticipant(identifier)).identifier, identifier);
    }
  });
});

describe("create, refused", () => {
  test("a callback address that is no absolute URL, or a plain one beyond this machine", async () => {
    for (const uri of ["callbacks/1", "ftp://127.0.0.1/x", "http://callbacks.example.com/x"]) {
      await refused(it.sdk.createCall({ targetParticipant: user() }, uri), 400, "8523");
    }
  });

  test("no target at all", async () => {
    await refused(it.sdk.createGroupCall([], it.callbacks.open().uri), 400, "8523");
  });

  test("an unknown connection", async () => {
    await gone(it.sdk.getCallConnection(crypto.randomUUID()));
    await gone(it.sdk.getCallConnection("no-such-call"));
  });
});
