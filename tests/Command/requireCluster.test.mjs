// CALLGRAINS_REQUIRE_CLUSTER=1: whatever is left out of the cluster's suites is a failure of ./test.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../test", import.meta.url));
const suites = ["Calls", "Grains"];

// Restores what RESTORES says; of each suite one test passes, and so many of Grains are skipped as SKIPPED says.
const dotnet = `#!/usr/bin/env bash
case $1 in
  restore)
    case $RESTORES in
      all) exit 0 ;;
      "without Azure") [[ "$*" == *CallGrainsAzure=false* ]] && exit 0 ;;
    esac
    echo "error NU1101: Unable to find package Azure.Data.Tables. "
    exit 1 ;;
  test)
    suite=$(basename "$(dirname "$2")") skipped=0
    if [ "$suite" = Grains ]; then skipped=$SKIPPED; fi
    echo "<Counters total=\\"$((1 + skipped))\\" executed=\\"1\\" passed=\\"1\\" failed=\\"0\\" error=\\"0\\" timeout=\\"0\\" aborted=\\"0\\" />" \\
      >"artifacts/test-results/$suite.trx" ;;
esac
`;

describe("./test", () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "callgrains-command-"));
    await copyFile(command, join(folder, "test"));
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin", "dotnet"), dotnet);
    await chmod(join(folder, "bin", "dotnet"), 0o755);
    for (const suite of suites) {
      await mkdir(join(folder, "tests", suite), { recursive: true });
      await writeFile(join(folder, "tests", suite, `${suite}.csproj`), "<Project />\n");
    }
    const projects = (names) => names.map((name) => `"tests\\${name}\\${name}.csproj"\n`).join("");
    await writeFile(join(folder, "CallGrains.sln"), projects(suites));
    await writeFile(join(folder, "CallGrains.Embedded.slnf"), projects(["Calls"]));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const run = ({ restores = "all", skipped = 0, required = true, wanted = [] }) =>
    new Promise((resolve) => {
      const env = {
        ...process.env,
        PATH: join(folder, "bin") + delimiter + process.env.PATH,
        RESTORES: restores,
        SKIPPED: String(skipped),
        CALLGRAINS_REQUIRE_CLUSTER: required ? "1" : "",
      };
      execFile(join(folder, "test"), wanted, { env }, (fault, stdout) => resolve({ code: fault?.code ?? 0, sum: stdout.trim().split("\n").at(-1), stdout }));
    });
  const ends = async (given, code, sum) => {
    const ended = await run(given);
    assert.deepEqual([ended.code, ended.sum], [code, sum], ended.stdout);
  };

  // Each with Format beside the suites.
  test("passes where nothing is left out", () => ends({}, 0, "3 passed, 0 failed, 0 skipped"));
  test("fails where tests of the cluster are skipped", () => ends({ skipped: 2 }, 1, "3 passed, 2 failed, 0 skipped"));
  test("fails where Azure is left out, and runs the rest", () => ends({ restores: "without Azure" }, 1, "3 passed, 1 failed, 0 skipped"));
  test("fails where the cluster does not restore", () => ends({ restores: "nothing" }, 1, "0 passed, 1 failed, 0 skipped"));
  test("runs other suites where the cluster does not restore", () => ends({ restores: "nothing", wanted: ["Calls"] }, 0, "1 passed, 0 failed, 0 skipped"));
  test("leaves out what is not there unless it is required", async () => {
    await ends({ skipped: 2, required: false }, 0, "3 passed, 0 failed, 2 skipped");
    await ends({ restores: "without Azure", required: false }, 0, "3 passed, 0 failed, 0 skipped");
    await ends({ restores: "nothing", required: false }, 0, "2 passed, 0 failed, 1 skipped");
  });
});
