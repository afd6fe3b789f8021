// Whether the objects of each rendering fit together. The golden files are looked at, so that no helm is needed.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faults } from "./harness/kubernetes.mjs";
import { names, objects, ofKind, readGolden, selects, workloads } from "./harness/renders.mjs";

const setting = (workload, name) => workload.spec.template.spec.containers[0].env.find((variable) => variable.name === name);
const portNames = ({ spec }) => spec.containers.flatMap(({ ports }) => (ports ?? []).map((port) => port.name));
const weight = ({ metadata }) => Number(metadata.annotations["helm.sh/hook-weight"]);

for (const name of names) {
  const all = objects(await readGolden(name));
  const deployments = ofKind(all, "Deployment");
  const pods = workloads(all).map((workload) => ({ workload, template: workload.spec.template }));
  const containers = pods.flatMap(({ template }) => template.spec.containers);

  describe(`the manifests of ${name}`, () => {
    test("are objects of the Kubernetes API, without unknown fields", () => {
      assert.deepEqual(faults(all), []);
    });

    test("have different names, in the release's namespace", () => {
      const ids = all.map(({ kind, metadata }) => `${metadata.namespace}/${kind}/${metadata.name}`);
      assert.deepEqual(ids, [...new Set(ids)]);
      assert.ok(all.every(({ metadata }) => metadata.namespace === "calls" && metadata.name.length <= 63));
    });

    test("have silos and gateways as workloads of their own", () => {
      const roles = deployments.map((deployment) => setting(deployment, "CallGrains__Role").value);
      assert.deepEqual(roles.sort(), ["gateway", "silo"]);
    });

    test("have silos, and nobody else, that watch each other", () => {
      const [probe, missed] = ["ProbeTimeout", "NumMissedProbesLimit"].map((name) => `CallGrains__Cluster__Membership__${name}`);
      for (const deployment of deployments) {
        const isSilo = setting(deployment, "CallGrains__Role").value === "silo";
        const values = name === "production" ? ["00:00:02", "4"] : ["00:00:05", "3"];
        assert.deepEqual([probe, missed].map((given) => setting(deployment, given)?.value), isSilo ? values : [undefined, undefined]);
      }
    });

    test("have workloads that select their own pods and nobody else's", () => {
      for (const deployment of deployments) {
        const selected = pods.filter(({ template }) => selects(deployment.spec.selector, template.metadata.labels));
        assert.deepEqual(selected.map(({ workload }) => workload.metadata.name), [deployment.metadata.name]);
        for (const constraint of deployment.spec.template.spec.topologySpreadConstraints ?? [])
          assert.ok(selects(constraint.labelSelector, deployment.spec.template.metadata.labels));
      }
    });

    test("have a service that leads to a named port of the gateways alone", () => {
      const [service] = ofKind(all, "Service");
      const selected = pods.filter(({ template }) => selects(service.spec.selector, template.metadata.labels));
      assert.equal(selected.length, 1);
      assert.equal(setting(selected[0].workload, "CallGrains__Role").value, "gateway");
      for (const { targetPort } of service.spec.ports) assert.ok(portNames(selected[0].template).includes(targetPort));
    });

    test("have an ingress, if any, that leads to a port of the service", () => {
      const [service] = ofKind(all, "Service");
      const backends = ofKind(all, "Ingress").flatMap(({ spec }) => spec.rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend)));
      for (const { service: target } of backends) {
        assert.equal(target.name, service.metadata.name);
        assert.ok(service.spec.ports.some((port) => port.name === target.port.name));
      }
      const tlsHosts = ofKind(all, "Ingress").flatMap(({ spec }) => spec.tls ?? []).flatMap(({ hosts }) => hosts);
      const hosts = ofKind(all, "Ingress").flatMap(({ spec }) => spec.rules.map(({ host }) => host));
      assert.ok(tlsHosts.every((host) => hosts.includes(host)));
    });

    test("probe ports that exist, at the paths of the engine", () => {
      for (const { spec, metadata } of deployments.map(({ spec }) => spec.template)) {
        const [container] = spec.containers;
        for (const [probe, path] of Object.entries({ startupProbe: "live", livenessProbe: "live", readinessProbe: "ready" })) {
          const { httpGet, timeoutSeconds, periodSeconds } = container[probe];
          assert.equal(httpGet.path, `/health/${path}`);
          assert.ok(portNames({ spec }).includes(httpGet.port), metadata.name);
          assert.ok(timeoutSeconds <= periodSeconds);
        }
      }
    });

    test("give a pod longer to end than preStop and drain take together", () => {
      for (const deployment of deployments) {
        const { spec } = deployment.spec.template;
        const drain = Number(setting(deployment, "DOTNET_SHUTDOWNTIMEOUTSECONDS").value);
        const preStop = spec.containers[0].lifecycle.preStop.sleep.seconds;
        assert.ok(spec.terminationGracePeriodSeconds > preStop + drain, deployment.metadata.name);
      }
    });

    test("have disruption budgets that match one workload and let its nodes be drained", () => {
      const budgets = ofKind(all, "PodDisruptionBudget");
      assert.equal(budgets.length, name === "small" ? 0 : 2);
      for (const { spec } of budgets) {
        assert.equal(deployments.filter((found) => selects(spec.selector, found.spec.template.metadata.labels)).length, 1);
        assert.equal(spec.minAvailable, undefined);
        // Kubernetes rounds a percentage up, so that any from 1 % frees a pod.
        assert.ok(Number.parseInt(spec.maxUnavailable, 10) >= 1);
      }
    });

    test("leave the number of gateways to the autoscaler alone, where there is one", () => {
      const gateway = deployments.find((deployment) => setting(deployment, "CallGrains__Role").value === "gateway");
      const [scaler] = ofKind(all, "HorizontalPodAutoscaler");
      assert.equal(gateway.spec.replicas === undefined, scaler !== undefined);
      if (!scaler) return;
      assert.equal(scaler.spec.scaleTargetRef.name, gateway.metadata.name);
      assert.ok(scaler.spec.minReplicas <= scaler.spec.maxReplicas);
      assert.ok(gateway.spec.template.spec.containers[0].resources.requests.cpu);
    });

    test("upgrade without fewer pods than asked for", () => {
      for (const { spec } of deployments) assert.deepEqual(spec.strategy.rollingUpdate, { maxSurge: 1, maxUnavailable: 0 });
    });

    test("have network policies whose ports exist and that let nobody else reach the ports of Orleans", () => {
      for (const { spec } of ofKind(all, "NetworkPolicy")) {
        const [target] = pods.filter(({ template }) => selects(spec.podSelector, template.metadata.labels));
        for (const { from, ports } of spec.ingress) {
          for (const { port } of ports) {
            assert.ok(portNames(target.template).includes(port));
            if (port === "http") continue;
            assert.ok(from.every(({ podSelector }) => pods.some(({ template }) => selects(podSelector, template.metadata.labels))));
          }
        }
        for (const { to, ports } of (spec.egress ?? []).filter((rule) => rule.to?.some((peer) => peer.podSelector))) {
          const silo = pods.find(({ template }) => selects(to[0].podSelector, template.metadata.labels));
          const numbers = silo.template.spec.containers[0].ports.map(({ containerPort }) => containerPort);
          assert.ok(ports.every(({ port }) => numbers.includes(port)));
        }
      }
    });

    test("run without root, rights, capabilities or a writable root file system", () => {
      for (const { template } of pods) {
        const { spec } = template;
        assert.equal(spec.automountServiceAccountToken, false);
        assert.equal(spec.securityContext.runAsNonRoot, true);
        assert.notEqual(spec.securityContext.runAsUser, 0);
        assert.equal(spec.securityContext.seccompProfile.type, "RuntimeDefault");
        for (const { securityContext } of spec.containers)
          assert.deepEqual(securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
      }
      assert.deepEqual(all.filter(({ kind }) => /Role/.test(kind)), []);
    });

    test("have mounts that are declared, limits of memory and no floating image", () => {
      for (const { template } of pods) {
        const volumes = template.spec.volumes.map((volume) => volume.name);
        for (const { volumeMounts, resources, image } of template.spec.containers) {
          assert.deepEqual(volumeMounts.map((mount) => mount.name), volumes);
          assert.ok(resources.limits.memory && resources.requests.cpu);
          assert.match(image, /:[^:/]+(@sha256:[0-9a-f]{64})?$/);
          assert.doesNotMatch(image, /:latest/);
        }
      }
    });

    test("take secrets by reference, from secrets that are made here or named in the values", () => {
      const made = new Map(ofKind(all, "Secret").map(({ metadata, data }) => [metadata.name, Object.keys(data)]));
      const named = ["callgrains-azure", "callgrains-postgres", "callgrains-keys", "calls-store", "calls-keys"];
      for (const { env } of containers) {
        for (const { name: variable, value, valueFrom } of env.filter(({ name: variable }) => /AccessKeys|ConnectionStrings/.test(variable))) {
          assert.equal(value, undefined, variable);
          const { name: secret, key, optional } = valueFrom.secretKeyRef;
          assert.ok(made.get(secret)?.includes(key) || optional || named.includes(secret), `${variable} from ${secret}/${key}`);
        }
      }
    });

    test("say each environment variable once", () => {
      for (const { env } of containers) {
        const variables = env.map((variable) => variable.name.toUpperCase());
        assert.deepEqual(variables, [...new Set(variables)]);
      }
    });

    test("migrate PostgreSQL before pods start, with what exists by then", () => {
      const [job] = ofKind(all, "Job");
      assert.equal(job !== undefined, ["postgres", "production"].includes(name));
      if (!job) return;
      assert.match(job.metadata.annotations["helm.sh/hook"], /pre-install,pre-upgrade/);
      assert.deepEqual(job.spec.template.spec.containers[0].args, ["migrate"]);
      assert.equal(job.spec.template.spec.serviceAccountName, undefined);
      const { name: secret } = setting(job, "ConnectionStrings__Cluster").valueFrom.secretKeyRef;
      const made = ofKind(all, "Secret").find(({ metadata }) => metadata.name === secret);
      if (!made) return;
      assert.match(made.metadata.annotations["helm.sh/hook"], /pre-install,pre-upgrade/);
      assert.ok(weight(made) < weight(job));
    });
  });
}

test("the check of the Kubernetes types finds unknown fields, wrong types and missing fields", async () => {
  const sample = await readGolden("azure");
  const service = () => ofKind(objects(sample), "Service")[0];
  const broken = (change) => {
    const object = service();
    change(object);
    return faults([object]).join("\n");
  };
  assert.deepEqual(faults([service()]), []);
  assert.match(broken(({ spec }) => (spec.ports[0].targetport = "http")), /targetport.* does not exist/);
  assert.match(broken(({ spec }) => (spec.ports[0].port = "80")), /not assignable to type 'number'/);
  assert.match(broken(({ spec }) => delete spec.ports[0].port), /'port' is missing/);
  assert.match(broken((object) => (object.kind = "Servise")), /Servise is not checked/);
});
