import assert from "node:assert/strict";
import { describe } from "node:test";
import { chart, helmTest, render, run, valuesFile } from "./harness/helm.mjs";
import { names, objects, ofKind, readGolden, renderNamed } from "./harness/renders.mjs";

describe("the chart", () => {
  for (const name of names) {
    helmTest(`lints strictly with the values of ${name}`, async () => {
      const { ok, stdout, stderr } = await run("lint", "--strict", chart, "--values", valuesFile(name));
      assert.ok(ok, stdout + stderr);
      assert.match(stdout, /1 chart\(s\) linted, 0 chart\(s\) failed/);
    });

    helmTest(`renders the values of ${name} as the golden file has them (npm run golden writes it anew)`, async () => {
      assert.equal(await renderNamed(name), await readGolden(name));
    });
  }

  helmTest("lints strictly with its own values", async () => {
    const { ok, stdout, stderr } = await run("lint", "--strict", chart);
    assert.ok(ok, stdout + stderr);
  });

  helmTest("makes another access key of 32 bytes for each new installation", async () => {
    const args = ["--set", "store.connectionString=x"];
    const [one, other] = (await Promise.all([render(...args), render(...args)])).map(generatedKey);
    assert.equal(Buffer.from(one, "base64").length, 32);
    assert.notEqual(one, other);
  });

  helmTest("tells how to get the key and the endpoint", async () => {
    const { ok, stdout, stderr } = await run(
      ...["install", "test", chart, "--dry-run=client", "--namespace", "calls", "--values", valuesFile("production")],
    );
    assert.ok(ok, stderr);
    const notes = stdout.slice(stdout.indexOf("NOTES:"));
    assert.match(notes, /6 silos on PostgreSql, service id "callgrains-production"/);
    assert.match(notes, /https:\/\/calls\.example\.com/);
    assert.match(notes, /get secret callgrains-keys -o jsonpath='\{\.data\.key1\}'/);
    assert.doesNotMatch(notes, /Fewer than 3 silos|no TLS|No network policy/);
  });

  helmTest("warns in its notes of what is not meant for production", async () => {
    const { ok, stdout, stderr } = await run("install", "test", chart, "--dry-run=client", "--values", valuesFile("small"));
    assert.ok(ok, stderr);
    assert.match(stdout, /Fewer than 3 silos/);
    assert.match(stdout, /No network policy/);
  });
});

const generatedKey = (text) => {
  const secret = ofKind(objects(text), "Secret").find((found) => found.metadata.name.endsWith("access-keys"));
  return Buffer.from(secret.data.primary, "base64").toString();
};
