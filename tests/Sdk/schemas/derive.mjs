// Derives the schemas the tests check every response and event against.
//
//   node schemas/derive.mjs <communicationservicescallautomation.json> <common.json>
//
// The inputs are Microsoft's published API description (MIT licence): Azure/azure-rest-api-specs,
// specification/communication/data-plane/CallAutomation/stable/2026-03-12, and Common/stable/2025-06-30 beside it.
// Only the shapes of the operations tested here are kept. They are stricter than the description: objects are closed,
// enumerations are closed, and what a client cannot do without is required.
import { readFile, writeFile } from "node:fs/promises";

const operations = [
  "CreateCall",
  "AnswerCall",
  "RedirectCall",
  "RejectCall",
  "Connect",
  "CallConnection_GetCall",
  "CallConnection_HangupCall",
  "CallConnection_TerminateCall",
  "CallConnection_TransferToParticipant",
  "CallConnection_GetParticipants",
  "CallConnection_AddParticipant",
  "CallConnection_RemoveParticipant",
  "CallConnection_Mute",
  "CallConnection_CancelAddParticipant",
  "CallConnection_MoveParticipants",
  "CallConnection_GetParticipant",
  "CallMedia_Hold",
  "CallMedia_Unhold",
];

const events = [
  "CallConnected",
  "CallDisconnected",
  "ParticipantsUpdated",
  "CreateCallFailed",
  "AnswerFailed",
  "ConnectFailed",
  "AddParticipantSucceeded",
  "AddParticipantFailed",
  "CancelAddParticipantSucceeded",
  "CancelAddParticipantFailed",
  "RemoveParticipantSucceeded",
  "RemoveParticipantFailed",
  "MoveParticipantSucceeded",
  "MoveParticipantFailed",
  "CallTransferAccepted",
  "CallTransferFailed",
  "HoldFailed",
];

// The real service sends these two in every event although the description, whose objects are closed, lacks them.
const eventExtras = { version: { type: "string" }, publicEventType: { type: "string" } };

// What a client reads without asking whether it is there.
const required = {
  CallConnectionProperties: ["callConnectionId", "callConnectionState", "callbackUri", "correlationId", "targets"],
  CallParticipant: ["identifier", "isMuted", "isOnHold"],
  CommunicationIdentifierModel: ["kind", "rawId"],
  ResultInformation: ["code", "subCode", "message"],
  AddParticipantResponse: ["participant", "invitationId"],
  CancelAddParticipantResponse: ["invitationId"],
  MoveParticipantsResponse: ["participants", "fromCall"],
  IncomingCall: ["to", "from", "serverCallId", "incomingCallContext", "correlationId", "callerDisplayName"],
};

const optionalInEvents = new Set(["operationContext"]);

const [callAutomation, common] = await Promise.all(
  process.argv.slice(2, 4).map(async (path) => JSON.parse(await readFile(path, "utf8"))),
);
if (!callAutomation || !common) {
  console.error("usage: node schemas/derive.mjs <communicationservicescallautomation.json> <common.json>");
  process.exit(2);
}

const definitions = { ...common.definitions };
for (const [name, definition] of Object.entries(callAutomation.definitions)) {
  // Some definitions of the description only point to those of common.json.
  if (!definition.$ref) definitions[name] = definition;
}

const $defs = {};

function nameOf(reference) {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function take(name) {
  if (name in $defs) return;
  $defs[name] = {};
  $defs[name] = derive(definitions[name], name);
}

function derive(source, name) {
  if (!source) throw new Error(`the description has no ${name}`);
  if (source.$ref) {
    take(nameOf(source.$ref));
    return { $ref: `#/$defs/${nameOf(source.$ref)}` };
  }
  if (source.enum) return { type: "string", enum: source.enum };
  if (source.type === "array") return { type: "array", items: derive(source.items, name) };
  if (source.type === "object" || source.properties || source.allOf) return deriveObject(source, name);
  return { type: source.type, ...(source.format ? { format: source.format } : {}) };
}

function deriveObject(source, name) {
  const properties = {};
  for (const part of source.allOf ?? []) {
    Object.assign(properties, derive(definitions[nameOf(part.$ref)], nameOf(part.$ref)).properties);
  }
  for (const [key, value] of Object.entries(source.properties ?? {})) properties[key] = derive(value, `${name}.${key}`);
  const isMap = source.additionalProperties && typeof source.additionalProperties === "object";
  const schema = {
    type: "object",
    properties,
    additionalProperties: isMap ? derive(source.additionalProperties, name) : false,
  };
  const needed = [...new Set([...(source.required ?? []), ...(required[name] ?? [])])];
  if (needed.length > 0) schema.required = needed;
  if (name === "CommunicationIdentifierModel") schema.maxProperties = 3;
  return schema;
}

function deriveEvent(name) {
  take(name);
  const data = $defs[name];
  data.properties = { ...data.properties, ...eventExtras };
  data.properties.publicEventType = { const: `Microsoft.Communication.${name}` };
  data.required = Object.keys(data.properties).filter((key) => !optionalInEvents.has(key));
}

function deriveOperations() {
  const table = [];
  for (const [path, methods] of Object.entries(callAutomation.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operations.includes(operation.operationId)) continue;
      const responses = {};
      for (const [status, response] of Object.entries(operation.responses)) {
        if (response.schema) take(nameOf(response.schema.$ref));
        responses[status] = response.schema ? nameOf(response.schema.$ref) : null;
      }
      table.push({ operationId: operation.operationId, method: method.toUpperCase(), path, responses });
    }
  }
  return table;
}

const table = deriveOperations();
if (table.length !== operations.length) throw new Error("the description lacks an operation named here");
events.forEach(deriveEvent);
take("IncomingCall");

const out = new URL("./", import.meta.url);
const bundle = {
  $id: "contract",
  $comment:
    "Derived by derive.mjs from the API description of Call Automation 2026-03-12, Copyright (c) Microsoft Corporation, MIT licence.",
  $defs: Object.fromEntries(Object.entries($defs).sort(([a], [b]) => (a < b ? -1 : 1))),
};
await writeFile(new URL("contract.json", out), `${JSON.stringify(bundle, null, 2)}\n`);
await writeFile(new URL("operations.json", out), `${JSON.stringify({ operations: table, events }, null, 2)}\n`);
console.log(`${Object.keys($defs).length} shapes, ${table.length} operations, ${events.length} events`);
