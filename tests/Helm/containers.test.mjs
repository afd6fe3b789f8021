// Container files and the compose file, checked by reading them: no container engine is needed.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { closure, copied, executables, exists, instructions, read } from "./harness/containers.mjs";

test("each executable has a container file", () => assert.deepEqual(executables, ["Gateway", "Silo"]));

for (const folder of executables) {
  const file = join(folder, "Dockerfile");
  const all = instructions(file);
  const last = all.at(-1).stage;
  const lastStage = all.filter(({ stage }) => stage === last);
  const project = join(folder, `${folder}.csproj`);
  const skip = exists(project) ? false : `${project} is not there`;
  const find = (name) => lastStage.filter((instruction) => instruction.name === name).map(({ rest }) => rest);

  describe(`the container file of ${folder}`, () => {
    test("builds in one stage and runs in another, on images of .NET 10", () => {
      const bases = all.filter(({ name }) => name === "FROM").map(({ rest }) => rest);
      assert.equal(bases.length, 2);
      assert.match(bases[0], /^--platform=\$BUILDPLATFORM mcr\.microsoft\.com\/dotnet\/sdk:10\.0-noble AS build$/);
      assert.match(bases[1], /^mcr\.microsoft\.com\/dotnet\/aspnet:10\.0-noble-chiseled$/);
    });

    test("does not run as root", () => assert.deepEqual(find("USER"), ["1654:1654"]));

    test("starts the executable itself, so that it gets the signals", () => {
      assert.deepEqual(find("ENTRYPOINT").map((text) => JSON.parse(text)), [["dotnet", `CallGrains.${folder}.dll`]]);
      assert.deepEqual(find("CMD"), []);
    });

    test("runs nothing in the last stage, which has no shell", () => assert.deepEqual(find("RUN"), []));

    test("listens on all addresses and only on ports that it exposes", () => {
      const [, urls] = /ASPNETCORE_URLS="([^"]*)"/.exec(find("ENV").join(" "));
      const ports = urls.split(";").map((url) => /^https?:\/\/\+:(\d+)$/.exec(url)[1]);
      for (const port of ports) assert.ok(find("EXPOSE")[0].split(" ").includes(port));
      assert.match(find("ENV").join(" "), /ASPNETCORE_HTTP_PORTS=""/);
    });

    test("takes from the repository only what is there and not ignored", { skip }, () => {
      const allowed = read(".dockerignore").split("\n").filter((line) => line.startsWith("!")).map((line) => line.slice(1));
      for (const source of copied(file)) {
        assert.ok(exists(source), `${source} is not there`);
        assert.ok(allowed.includes(source.split("/")[0]), `${source} is ignored`);
      }
    });

    test("takes all projects that it needs, first their project files, and no other", { skip }, () => {
      const needed = [...closure(folder)].sort();
      assert.deepEqual(copied(file).filter((source) => source.endsWith(".csproj")).sort(), needed.map((project) => `${project}/${project}.csproj`).sort());
      assert.deepEqual(copied(file).filter((source) => needed.includes(source)).sort(), needed);
    });
  });
}

describe("the compose file", () => {
  // Merge keys are of YAML 1.1, which compose reads.
  const { services, volumes } = parse(read("compose.yaml"), { merge: true });
  const engines = Object.entries(services).filter(([, service]) => service.build);

  test("starts the single node and nothing else by default", () => {
    assert.deepEqual(Object.entries(services).filter(([, { profiles }]) => !profiles).map(([name]) => name), ["node"]);
  });

  test("starts three silos, a gateway and Azurite in the profile cluster", () => {
    const cluster = Object.entries(services).filter(([, { profiles }]) => profiles?.includes("cluster"));
    assert.deepEqual(cluster.map(([name]) => name).sort(), ["azurite", "gateway", "silo"]);
    assert.equal(services.silo.deploy.replicas, 3);
    assert.equal(services.silo.environment.CallGrains__Role, "silo");
    assert.equal(services.gateway.environment.CallGrains__Role, "gateway");
  });

  test("builds from container files that are there, and names all images by version", () => {
    for (const [, { build, image }] of engines) {
      assert.ok(exists(join(build.context, build.dockerfile)));
      assert.match(image, /^callgrains\/(gateway|silo):\d/);
    }
    for (const { image } of Object.values(services)) assert.match(image, /:\d+\.\d+\.\d+$/);
  });

  test("depends on services of the same profile", () => {
    for (const { depends_on: needed = [], profiles } of Object.values(services))
      for (const name of needed) assert.deepEqual(services[name].profiles, profiles);
  });

  test("opens ports to this machine alone, each once, for ports that the image exposes", () => {
    const taken = Object.values(services).flatMap(({ ports = [] }) => ports.map((port) => port.split(":")));
    assert.ok(taken.every(([address]) => address === "127.0.0.1"));
    assert.equal(new Set(taken.map(([, port]) => port)).size, taken.length);
    for (const [, { build, ports = [] }] of engines) {
      const exposed = instructions(build.dockerfile).find(({ name }) => name === "EXPOSE").rest.split(" ");
      for (const port of ports) assert.ok(exposed.includes(port.split(":")[2]));
    }
  });

  test("runs the engine read-only, without capabilities and without new privileges", () => {
    for (const [, service] of engines) {
      assert.equal(service.read_only, true);
      assert.deepEqual(service.cap_drop, ["ALL"]);
      assert.deepEqual(service.security_opt, ["no-new-privileges:true"]);
      assert.equal(service.privileged ?? service.user, undefined);
    }
  });

  test("stops the engine only after it had time to drain", () => {
    for (const [, { stop_grace_period: grace, environment }] of engines)
      assert.ok(Number.parseInt(grace, 10) > Number(environment.DOTNET_SHUTDOWNTIMEOUTSECONDS));
  });

  test("declares the volumes that it mounts", () => {
    const mounted = Object.values(services).flatMap(({ volumes: mounts = [] }) => mounts.map((mount) => mount.split(":")[0]));
    assert.deepEqual(mounted.sort(), Object.keys(volumes).sort());
  });

  test("gives silos and gateway the same cluster on the same store", () => {
    const ofCluster = ({ environment }) => Object.entries(environment).filter(([name]) => /Cluster/.test(name));
    assert.deepEqual(ofCluster(services.silo), ofCluster(services.gateway));
    const [, port] = /TableEndpoint=http:\/\/azurite:(\d+)\//.exec(services.silo.environment.ConnectionStrings__Cluster);
    assert.equal(port, "10002");
  });
});
