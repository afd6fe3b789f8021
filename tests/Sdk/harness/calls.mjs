// How tests come by a call, and how they look at one.
import assert from "node:assert/strict";
import { appUser, rawId, user } from "./identifiers.mjs";

/** A connected 1:1 call (one target) or group call (several): {connection, inbox, id, properties, targets}. */
export async function connectedCall(it, { targets = [user()], operationContext, sdk = it.sdk, name = "app" } = {}) {
  const inbox = it.callbacks.open(name);
  const options = { operationContext };
  const { callConnection, callConnectionProperties } =
    targets.length === 1
      ? await sdk.createCall({ targetParticipant: targets[0] }, inbox.uri, options)
      : await sdk.createGroupCall(targets, inbox.uri, options);
  await inbox.find("CallConnected");
  await inbox.roster(rawId(sdk.getSourceIdentity()), ...targets.map(rawId));
  const properties = await callConnection.getCallConnectionProperties();
  return { connection: callConnection, inbox, id: callConnectionProperties.callConnectionId, properties, targets };
}

/** A call placed by somebody and answered by the app: {connection, inbox, id, caller, callee, incoming}. */
export async function answeredCall(it, { caller = user(), operationContext, name = "lobby" } = {}) {
  const callee = appUser();
  await it.simulator.placeCall(caller, callee);
  const incoming = await it.eventGrid.incomingCall(rawId(callee));
  const inbox = it.callbacks.open(name);
  const answer = await it.sdk.answerCall(incoming.incomingCallContext, inbox.uri, { operationContext });
  await inbox.find("CallConnected");
  await inbox.roster(rawId(caller), rawId(it.app));
  const id = answer.callConnectionProperties.callConnectionId;
  return { connection: answer.callConnection, inbox, id, caller, callee, incoming, answer };
}

/** The raw ids of the roster as GET gives it, sorted. */
export async function rosterOf(connection) {
  const { values } = await connection.listParticipants();
  return values.map((participant) => rawId(participant.identifier)).sort();
}

/** Raw ids of identifiers, sorted, to compare a roster with. */
export function sorted(...identifiers) {
  return identifiers.map(rawId).sort();
}

/** Asserts that an operation is refused with this status and code, as the SDK reports refusals. */
export async function refused(operation, statusCode, code, target) {
  await assert.rejects(operation, (error) => {
    assert.equal(error.name, "RestError", error.stack);
    assert.deepEqual({ statusCode: error.statusCode, code: error.code }, { statusCode, code }, error.message);
    if (target) assert.equal(error.details?.error?.target ?? error.details?.target, target, error.message);
    return true;
  });
}

/** Asserts that a connection answers 404/8522, as every ended one does. */
export async function gone(connection) {
  await refused(connection.getCallConnectionProperties(), 404, "8522");
}

/** Code and sub code of an event, as `200/7000`. */
export function result(event) {
  return `${event.resultInformation.code}/${event.resultInformation.subCode}`;
}
