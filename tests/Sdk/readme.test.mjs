// What the documents tell a reader to run is run here as it stands there.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { freePort } from "./harness/gateway.mjs";
import { poll } from "./harness/wait.mjs";
import { world } from "./harness/world.mjs";

const it = world();

const document = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** Runs the example of the README as it stands, and checks what it prints. */
async function runExample(environment) {
  const [, example] = /```js\n([\s\S]*?)```/.exec(document("README.md"));
  // Inside this folder, so that the example finds the SDK as it would beside a reader's node_modules.
  const folder = await mkdtemp(fileURLToPath(new URL("./node_modules/.readme-", import.meta.url)));
  try {
    await writeFile(`${folder}/app.mjs`, example);
    const app = spawn(process.execPath, ["app.mjs"], {
      cwd: folder,
      env: { ...process.env, PORT: String(await freePort()), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 30_000,
    });
    let output = "";
    for (const stream of [app.stdout, app.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
    const [code] = await once(app, "exit");
    assert.equal(code, 0, output);
    for (const kind of ["CallConnected", "AddParticipantSucceeded", "CallDisconnected"]) assert.match(output, new RegExp(kind));
    assert.match(output, /8:acs:alice.*8:acs:bob/s);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("the JavaScript example of the README runs as it stands", () => runExample({ CALLGRAINS: it.gateway.connectionString }));

test("it runs over https too, once the certificate is trusted", () =>
  runExample({
    CALLGRAINS: it.gateway.secureConnectionString,
    NODE_EXTRA_CA_CERTS: `${it.gateway.folder}/https.crt`,
  }));

test("the connection string of the README is the one the start prints", () => {
  const [, key] = /accesskey=([^\s;"]+)/.exec(it.gateway.connectionString);
  assert.ok(document("README.md").includes(`endpoint=http://localhost:8080/;accesskey=${key}`));
});

test("every request of docs/callgrains.http is answered with success", async () => {
  const text = document("docs/callgrains.http");
  const variables = new Map([...text.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name, value]) => [name, value]));
  variables.set("host", it.gateway.endpoint);
  variables.set("token", it.gateway.output.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)[0]);
  const answers = new Map();
  const fill = (source) =>
    source.replaceAll(/\{\{(\w+)(?:\.response\.body\.(\w+))?\}\}/g, (all, name, member) => {
      const value = member ? answers.get(name)?.[member] : variables.get(name);
      assert.ok(value, `${all} is not known`);
      return value;
    });
  let sent = 0;
  for (const part of text.split(/^###.*$/m).slice(1)) {
    const name = /^# @name (\w+)$/m.exec(part)?.[1];
    const request = part.replaceAll(/^#.*\n/gm, "").trim();
    const [head, ...body] = request.split("\n\n");
    const [line, ...headers] = head.split("\n");
    const [method, url] = fill(line).split(" ");
    const ask = async () => {
      const response = await fetch(url, {
        method,
        headers: Object.fromEntries(headers.map((header) => fill(header).split(": "))),
        ...(body.length > 0 ? { body: fill(body.join("\n\n")) } : {}),
      });
      const answer = await response.text();
      // A reader is slower than the engine; the test is not.
      if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${answer}`);
      return response.headers.get("content-type")?.includes("json") ? JSON.parse(answer) : {};
    };
    const answer = await poll(`${method} ${url}`, ask, { within: 5_000 });
    if (name) answers.set(name, answer);
    sent++;
  }
  assert.ok(sent >= 12, `${sent} requests`);
});
