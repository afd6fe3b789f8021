// The real process: the built executable on free loopback ports.
import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { poll, until } from "./wait.mjs";

const configuration = process.env.CALLGRAINS_CONFIGURATION ?? "Release";
const assembly = fileURLToPath(
  new URL(`../../../Gateway/bin/${configuration}/net10.0/CallGrains.Gateway.dll`, import.meta.url),
);

// A gateway that is there already, for example of a cluster, the file with what it printed, and the clock its calls run on; then
// nothing is started.
const running = process.env.CALLGRAINS_CONNECTION_STRING;
const printed = process.env.CALLGRAINS_GATEWAY_LOG;
const runningClock = process.env.CALLGRAINS_CLOCK ?? "system";

/** Starts the executable and waits until it is ready. */
export async function startGateway({ clock = "system", store = "sqlite", data, settings = {} } = {}) {
  if (running) return attach(running, clock);
  if (!existsSync(assembly)) throw new Error(`${assembly} is not there; run ./test Sdk, which builds it`);
  const folder = data ?? (await mkdtemp(join(tmpdir(), "callgrains-sdk-")));
  const [port, securePort] = [await freePort(), await freePort()];
  const urls = `http://127.0.0.1:${port};https://localhost:${securePort}`;
  const gateway = new Gateway(folder, data === undefined, port, [
    ...["--urls", urls, "--store", store, "--data", folder, "--clock", clock],
    ...Object.entries(settings).map(([name, value]) => `--CallGrains:${name}=${value}`),
  ]);
  try {
    await gateway.ready();
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return gateway;
}

function attach(connectionString, clock) {
  if (clock !== runningClock) throw new Error(`this file needs a ${clock} clock, and the gateway has a ${runningClock} one; leave it out`);
  const endpoint = /endpoint=([^;]+?)\/?;/i.exec(connectionString)[1];
  const output = printed ? readFileSync(printed, "utf8") : "";
  return { connectionString, endpoint, output, stop: async () => {} };
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

class Gateway {
  #changes = new EventEmitter();
  #process;
  #ownsFolder;

  output = "";

  constructor(folder, ownsFolder, port, args) {
    this.folder = folder;
    this.#ownsFolder = ownsFolder;
    this.endpoint = `http://127.0.0.1:${port}`;
    const environment = Object.entries(process.env).filter(([name]) => !/^(CallGrains|ASPNETCORE_|DOTNET_ENVIRONMENT)/i.test(name));
    this.#process = spawn("dotnet", [assembly, ...args], {
      cwd: folder,
      env: Object.fromEntries(environment),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        this.#changes.emit("change");
      });
    }
    this.exited = once(this.#process, "exit").then(() => {
      this.hasExited = true;
      this.#changes.emit("change");
    });
  }

  async ready() {
    this.connectionString = await until(
      "the connection string on the standard output",
      () => {
        if (this.hasExited) throw new Error(`the process ended: ${this.output}`);
        return this.#printed("http");
      },
      { emitter: this.#changes, seen: () => this.output || "no output", within: 30_000 },
    );
    await poll("health/ready", async () => ((await fetch(`${this.endpoint}/health/ready`)).ok ? true : undefined));
  }

  /** The connection string of https; its certificate is `https.crt` in the folder. */
  get secureConnectionString() {
    return this.#printed("https");
  }

  #printed(scheme) {
    return new RegExp(`endpoint=${scheme}://[^\\s;]+;accesskey=[^\\s"]+`, "i").exec(this.output)?.[0];
  }

  async stop() {
    if (!this.hasExited) this.#process.kill("SIGTERM");
    await this.exited;
    if (this.#ownsFolder) await rm(this.folder, { recursive: true, force: true });
  }
}
