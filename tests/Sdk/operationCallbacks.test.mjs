// operationContext and operationCallbackUri on every operation that has them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectedCall, refused } from "./harness/calls.mjs";
import { user } from "./harness/identifiers.mjs";
import { world } from "./harness/world.mjs";

const it = world();

async function ringing() {
  const who = user();
  await it.simulator.behave(who, "phone");
  return who;
}

async function declining() {
  const who = user();
  await it.simulator.behave(who, "decline");
  return who;
}

// Each operation with the event that ends it, and how to start it on a connected group call.
const operations = [
  ["AddParticipantSucceeded", async ({ connection }, options) => connection.addParticipant({ targetParticipant: user() }, options)],
  [
    "AddParticipantFailed",
    async ({ connection }, options) => connection.addParticipant({ targetParticipant: await declining() }, options),
  ],
  [
    "CancelAddParticipantSucceeded",
    async ({ connection }, options) => {
      const { invitationId } = await connection.addParticipant({ targetParticipant: await ringing() });
      return connection.cancelAddParticipantOperation(invitationId, options);
    },
  ],
  [
    "CancelAddParticipantFailed",
    async ({ connection }, options) => connection.cancelAddParticipantOperation(crypto.randomUUID(), options),
  ],
  ["RemoveParticipantSucceeded", async ({ connection, targets }, options) => connection.removeParticipant(targets[0], options)],
  ["RemoveParticipantFailed", async ({ connection }, options) => connection.removeParticipant(user(), options)],
  [
    "MoveParticipantSucceeded",
    async ({ connection }, options) => {
      const source = await connectedCall(it, { targets: [user(), user()], name: "source" });
      return connection.moveParticipants([source.targets[0]], source.id, options);
    },
  ],
  [
    "MoveParticipantFailed",
    async ({ connection }, options) => {
      const source = await connectedCall(it, { name: "source" });
      return connection.moveParticipants([user()], source.id, options);
    },
  ],
  [
    "CallTransferAccepted",
    async ({ connection, targets }, options) => connection.transferCallToParticipant(user(), { transferee: targets[0], ...options }),
  ],
  [
    "CallTransferFailed",
    async ({ connection, targets }, options) =>
      connection.transferCallToParticipant(await declining(), { transferee: targets[0], ...options }),
  ],
  [
    "HoldFailed",
    async ({ connection, targets }, options) =>
      connection.getCallMedia().hold(targets[0], { playSource: { kind: "fileSource", url: "https://example.com/a.txt" }, ...options }),
  ],
];

describe("operation callbacks", () => {
  for (const [event, start] of operations) {
    test(`${event} goes to the operation's own address with its context, and not to the leg's`, async () => {
      const call = await connectedCall(it, { targets: [user(), user(), user()], operationContext: "of the leg" });
      const own = it.callbacks.open("operation");
      const answer = await start(call, { operationContext: "of the operation", operationCallbackUrl: own.uri });
      // A hold is answered without a body.
      if (event !== "HoldFailed") assert.equal(answer.operationContext, "of the operation");
      const ended = await own.find(event);
      assert.equal(ended.operationContext, "of the operation");
      assert.equal(ended.callConnectionId, call.id);
      await call.connection.hangUp(true);
      assert.equal((await call.inbox.find("CallDisconnected")).operationContext, "of the leg");
      assert.deepEqual(own.kinds(), [event]);
      assert.equal(call.inbox.kinds().includes(event), false);
    });

    test(`${event} goes to the leg's address when the operation has none`, async () => {
      const call = await connectedCall(it, { targets: [user(), user(), user()] });
      await start(call, { operationContext: "plain" });
      assert.equal((await call.inbox.find(event)).operationContext, "plain");
    });
  }

  test("an address that is refused names operationCallbackUri", async () => {
    const { connection, targets } = await connectedCall(it, { targets: [user(), user()] });
    const options = { operationCallbackUrl: "http://callbacks.example.com/x" };
    const attempts = [
      () => connection.addParticipant({ targetParticipant: user() }, options),
      () => connection.removeParticipant(targets[0], options),
      () => connection.cancelAddParticipantOperation(crypto.randomUUID(), options),
      () => connection.transferCallToParticipant(user(), { transferee: targets[0], ...options }),
      () => connection.getCallMedia().hold(targets[0], options),
      () => connection.getCallMedia().unhold(targets[0], options),
    ];
    for (const attempt of attempts) await refused(attempt(), 400, "8523", "operationCallbackUri");
  });

  test("an address that fails at first gets the event again, with the same id", async () => {
    const { connection } = await connectedCall(it);
    const own = it.callbacks.open("flaky");
    own.refuseNext(503, 500);
    await connection.addParticipant({ targetParticipant: user() }, { operationCallbackUrl: own.uri });
    await own.find("AddParticipantSucceeded");
  });
});
