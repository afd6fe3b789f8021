// Checks responses and events against the derived schemas.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const read = (name) => JSON.parse(readFileSync(new URL(`../schemas/${name}`, import.meta.url), "utf8"));
const { operations, events } = read("operations.json");

const ajv = new Ajv({ allErrors: true, strict: true });
addFormats(ajv);
ajv.addFormat("int32", { type: "number", validate: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31 });
ajv.addSchema(read("contract.json"));

const validators = new Map();

/** The faults of a value against a named shape, as text; empty when it fits. */
export function faultsOf(value, shape) {
  if (!validators.has(shape)) validators.set(shape, ajv.compile({ $ref: `contract#/$defs/${shape}` }));
  const validate = validators.get(shape);
  return validate(value) ? [] : validate.errors.map((error) => `${shape}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

const eventTypes = new Set(events.map((name) => `Microsoft.Communication.${name}`));

const routes = operations.map((operation) => ({
  ...operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/:]+")}$`),
}));

/** The faults of one answer of the API, as text. */
export function faultsOfResponse({ method, url, status, headers, body, clientRequestId }) {
  const path = new URL(url).pathname;
  const route = routes.find((candidate) => candidate.method === method && candidate.pattern.test(path));
  if (!route) return status === 405 ? faultsOfJson(path, headers, body, "CommunicationErrorResponse") : [`${method} ${path} is no operation tested here`];
  const faults = [];
  const where = `${route.operationId} ${status}`;
  if (clientRequestId && headers.get("x-ms-client-request-id") !== clientRequestId) {
    faults.push(`${where}: x-ms-client-request-id is not echoed`);
  }
  if (status >= 500) faults.push(`${where}: a fault of the engine: ${body}`);
  if (status >= 400) {
    return [...faults, ...faultsOfJson(where, headers, body, "CommunicationErrorResponse")];
  }
  if (!(status in route.responses)) return [...faults, `${where}: not a status of the contract`];
  const shape = route.responses[status];
  if (shape === null) return body ? [...faults, `${where}: has a body: ${body}`] : faults;
  return [...faults, ...faultsOfJson(where, headers, body, shape)];
}

function faultsOfJson(where, headers, body, shape) {
  if (!/^application\/json\b/.test(headers.get("content-type") ?? "")) {
    return [`${where}: content type is ${headers.get("content-type")}`];
  }
  return faultsOf(JSON.parse(body), shape).map((fault) => `${where}: ${fault}`);
}

/** The faults of one CloudEvent of the callback stream, as text. */
export function faultsOfEvent(event) {
  if (!eventTypes.has(event.type)) return [`the type ${event.type} is none of the contract`];
  const faults = faultsOf(event.data, event.type.replace("Microsoft.Communication.", ""));
  const subject = `calling/callConnections/${event.data?.callConnectionId}`;
  const expected = { source: subject, subject, specversion: "1.0", datacontenttype: "application/json" };
  for (const [key, value] of Object.entries(expected)) {
    if (event[key] !== value) faults.push(`${event.type}: ${key} is ${event[key]}, not ${value}`);
  }
  if (typeof event.id !== "string" || event.id === "") faults.push(`${event.type}: has no id`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?\+00:00$/.test(event.time)) faults.push(`${event.type}: time is ${event.time}`);
  const known = new Set(["id", "source", "type", "data", "time", "specversion", "datacontenttype", "subject"]);
  for (const key of Object.keys(event)) if (!known.has(key)) faults.push(`${event.type}: unknown attribute ${key}`);
  return faults;
}
