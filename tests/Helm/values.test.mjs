// What the chart refuses, and how it says so.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { chart, helmTest, release, run } from "./harness/helm.mjs";

const complete = { store: { connectionString: "x" } };

// [what is wrong, the values, what the message says]
const refusedBySchema = [
  ["a misspelt option", { silos: { replicas: 3 } }, /additional properties 'silos' not allowed/],
  ["a misspelt option further down", { silo: { replica: 3 } }, /at '\/silo': additional properties 'replica' not allowed/],
  ["an unknown store", { store: { provider: "Redis" } }, /at '\/store\/provider': value must be one of 'AzureStorage', 'PostgreSql'/],
  ["the store that does not span processes", { store: { provider: "Development" } }, /at '\/store\/provider': value must be one of/],
  ["no silo", { silo: { replicas: 0 } }, /at '\/silo\/replicas': minimum: got 0, want 1/],
  ["a number as text", { silo: { replicas: "3" } }, /at '\/silo\/replicas': got string, want integer/],
  ["half a silo", { silo: { replicas: 1.5 } }, /at '\/silo\/replicas': got number, want integer/],
  ["no time to drain", { silo: { drainSeconds: 0 } }, /at '\/silo\/drainSeconds': minimum: got 0, want 5/],
  ["a switch as text", { ingress: { enabled: "yes" } }, /at '\/ingress\/enabled': got string, want boolean/],
  ["a key that is not base64", { accessKeys: { primary: "secret!" } }, /at '\/accessKeys\/primary': '.*' does not match pattern/],
  ["a key of 8 bytes", { accessKeys: { primary: "MTIzNDU2Nzg=" } }, /at '\/accessKeys\/primary': '.*' does not match pattern/],
  ["a resource id with a blank", { resourceId: "my resource" }, /at '\/resourceId': 'my resource' does not match pattern/],
  ["a cluster id with a slash", { cluster: { id: "a/b" } }, /at '\/cluster\/id': 'a\/b' does not match pattern/],
  ["probes without time", { cluster: { failureDetection: { probeSeconds: 0 } } }, /at '\/cluster\/failureDetection\/probeSeconds': minimum: got 0, want 1/],
  ["probes that take too long", { cluster: { failureDetection: { probeSeconds: 31 } } }, /at '\/cluster\/failureDetection\/probeSeconds': maximum: got 31, want 30/],
  ["a time of probes as the engine has it", { cluster: { failureDetection: { probeSeconds: "00:00:05" } } }, /at '\/cluster\/failureDetection\/probeSeconds': got string, want integer/],
  ["death without a missed probe", { cluster: { failureDetection: { missedProbes: 0 } } }, /at '\/cluster\/failureDetection\/missedProbes': minimum: got 0, want 1/],
  ["an image with its tag", { image: { repository: "calls/silo:1@x" } }, /at '\/image\/repository': '.*' does not match pattern/],
  ["a short digest", { image: { digest: "sha256:abc" } }, /at '\/image\/digest': 'sha256:abc' does not match pattern/],
  ["an unknown pull policy", { image: { pullPolicy: "Sometimes" } }, /at '\/image\/pullPolicy': value must be one of 'IfNotPresent', 'Always', 'Never'/],
  ["a budget that lets no node be drained", { silo: { podDisruptionBudget: { maxUnavailable: 0 } } }, /at '\/silo\/podDisruptionBudget\/maxUnavailable': .*minimum: got 0, want 1/s],
  ["a budget of 0 %", { gateway: { podDisruptionBudget: { maxUnavailable: "0%" } } }, /at '\/gateway\/podDisruptionBudget\/maxUnavailable': /],
  ["an unknown spread", { silo: { topologySpread: { zone: "Maybe" } } }, /at '\/silo\/topologySpread\/zone': value must be one of 'ScheduleAnyway', 'DoNotSchedule', ''/],
  ["a port beyond the range", { gateway: { service: { port: 70000 } } }, /at '\/gateway\/service\/port': maximum: got 70,?000, want 65,?535/],
  ["a CPU target above 100", { gateway: { autoscaling: { targetCPUUtilizationPercentage: 150 } } }, /targetCPUUtilizationPercentage': maximum: got 150, want 100/],
  ["a network that is none", { callbacks: { allowNetworks: ["10.0.0.0"] } }, /at '\/callbacks\/allowNetworks\/0': '10.0.0.0' does not match pattern/],
  ["a host with its scheme", { callbacks: { allowHttpHosts: ["http://hooks"] } }, /at '\/callbacks\/allowHttpHosts\/0': 'http:\/\/hooks' does not match pattern/],
  ["a collector without its scheme", { telemetry: { endpoint: "collector:4317" } }, /at '\/telemetry\/endpoint': 'collector:4317' does not match pattern/],
  ["an unknown protocol of a collector", { telemetry: { protocol: "http/json" } }, /at '\/telemetry\/protocol': value must be one of 'grpc', 'http\/protobuf'/],
  ["a setting by its name in files", { settings: { "RateLimit:Burst": "5" } }, /at '\/settings': additional properties 'RateLimit:Burst' not allowed/],
  ["a setting that is not text", { settings: { RateLimit__Burst: 5 } }, /at '\/settings\/RateLimit__Burst': got number, want string/],
  ["an engine setting as a variable", { extraEnv: [{ name: "CallGrains__Role", value: "all" }] }, /at '\/extraEnv\/0\/name': 'not' failed/],
  ["a variable without a name", { extraEnv: [{ value: "x" }] }, /at '\/extraEnv\/0': missing property 'name'/],
  ["a quantity that is none", { silo: { resources: { limits: { memory: "much" } } } }, /at '\/silo\/resources\/limits\/memory': /],
  ["a container of resources that does not exist", { silo: { resources: { request: {} } } }, /at '\/silo\/resources': additional properties 'request' not allowed/],
  ["a host of an ingress with its path", { ingress: { hosts: ["calls.example.com/api"] } }, /at '\/ingress\/hosts\/0': '.*' does not match pattern/],
  ["root", { securityContext: { runAsUser: 0 } }, /at '\/securityContext\/runAsUser': minimum: got 0, want 1/],
  ["a name that Kubernetes refuses", { fullnameOverride: "My_Calls" }, /at '\/fullnameOverride': 'My_Calls' does not match pattern/],
];

const refusedByRules = [
  ["a setting that has a value of its own", { settings: { Callbacks__AllowNetworks__0: "10.0.0.0/8" } }, /settings\.Callbacks__AllowNetworks__0: the chart sets it/],
  ["a setting that the chart makes", { settings: { Cluster__Provider: "PostgreSql" } }, /settings\.Cluster__Provider: the chart sets it/],
  ["a setting that the chart makes, in other letters", { settings: { CLUSTER__Provider: "PostgreSql" } }, /settings\.CLUSTER__Provider: the chart sets it/],
  ["a time of probes as a setting", { settings: { Cluster__Membership__ProbeTimeout: "00:00:02" } }, /settings\.Cluster__Membership__ProbeTimeout: the chart sets it from a value of its own \(cluster,/],
  ["a log that only the single node keeps", { settings: { Callbacks__Log__KeepFor: "1.00:00:00" } }, /settings\.Callbacks__Log__KeepFor: only the single node has it, no silo would start/],
  ["a clock that only the single node has", { settings: { Clock: "virtual" } }, /settings\.Clock: only the single node has it, no silo would start/],
  ["a death noticed after gateways gave up", { cluster: { failureDetection: { probeSeconds: 7 } } }, /cluster\.failureDetection: probeSeconds \* missedProbes is more than 20 seconds/],
  ["a label that selects pods", { silo: { podLabels: { "app.kubernetes.io/name": "x" } } }, /silo\.podLabels: app\.kubernetes\.io\/name is set by the chart/],
  ["no store", { store: { connectionString: "" } }, /store: give store\.existingSecret\.name .* or store\.connectionString/],
  ["the store given twice", { store: { connectionString: "x", existingSecret: { name: "y" } } }, /store: connectionString and existingSecret\.name exclude each other/],
  ["the keys given twice", { accessKeys: { secondary: "bm90IGEgc2VjcmV0LCBmb3IgdGVzdHMgb25seQ==", existingSecret: { name: "y" } } }, /accessKeys: existingSecret\.name and primary or secondary exclude/],
  ["a tag that moves", { image: { tag: "latest" } }, /image\.tag: "latest" is refused/],
  ["more gateways at least than at most", { gateway: { autoscaling: { minReplicas: 9 } } }, /gateway\.autoscaling: minReplicas is more than maxReplicas/],
  ["autoscaling without a CPU request", { gateway: { resources: { requests: { cpu: null } } } }, /gateway\.resources\.requests\.cpu is missing/],
  ["an ingress without hosts", { ingress: { enabled: true } }, /ingress\.hosts is empty/],
  ["limited egress without network policies", { networkPolicy: { enabled: false, egress: { enabled: true } } }, /networkPolicy\.egress\.enabled needs networkPolicy\.enabled/],
  ["limited egress without a way to the store", { networkPolicy: { egress: { enabled: true } } }, /networkPolicy\.egress: silo and gateway must both be given/],
  ["clients of a load balancer without one", { gateway: { service: { loadBalancerSourceRanges: ["10.0.0.0/8"] } } }, /loadBalancerSourceRanges needs gateway\.service\.type LoadBalancer/],
];

const accepted = [
  ["the store alone", {}],
  ["keys of exactly 16 bytes", { accessKeys: { primary: "MTIzNDU2Nzg5MDEyMzQ1Ng==" } }],
  ["the engine's settings", { settings: { ClockSkew: "00:01:00", Limits__MaxBodyBytes: "65536", Callbacks__Signing__Issuer: "https://calls" } }],
  ["a dead silo noticed sooner", { cluster: { failureDetection: { probeSeconds: 2, missedProbes: 2 } } }],
  ["one noticed later, with gateways that wait", { cluster: { failureDetection: { probeSeconds: 10 } }, settings: { Grains__RetryFor: "00:00:50" } }],
  ["other settings of how silos watch each other", { settings: { Cluster__Membership__NumVotesForDeathDeclaration: "3" } }],
  ["the clock that a cluster has", { settings: { Clock: "system" } }],
  ["a budget in per cent", { silo: { podDisruptionBudget: { maxUnavailable: "34%" } } }],
  ["a collector", { telemetry: { endpoint: "http://otel-collector.observability:4317" } }],
  ["values of a parent chart", { global: { anything: [1] } }],
];

describe("the chart refuses", () => {
  let folder;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "callgrains-helm-"))));
  after(() => rm(folder, { recursive: true, force: true }));

  const renderWith = async (what, values) => {
    const file = join(folder, `${what.replaceAll(/[^a-z0-9]/gi, "-")}.json`);
    await writeFile(file, JSON.stringify(values));
    return run("template", release, chart, "--values", file);
  };
  const refused = async (what, values, message) => {
    const { ok, stderr } = await renderWith(what, { ...complete, ...values });
    assert.equal(ok, false, `${what} was accepted`);
    assert.match(stderr, message);
  };

  for (const [what, values, message] of refusedBySchema) {
    helmTest(`${what}, by the schema`, async () => {
      await refused(what, values, message);
      assert.match((await renderWith(what, { ...complete, ...values })).stderr, /values don't meet the specifications of the schema/);
    });
  }

  for (const [what, values, message] of refusedByRules) helmTest(what, () => refused(what, values, message));

  for (const [what, values] of accepted) {
    helmTest(`not ${what}`, async () => {
      const { ok, stderr } = await renderWith(what, { ...complete, ...values });
      assert.ok(ok, stderr);
    });
  }
});
