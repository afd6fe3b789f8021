// Checks manifests against the types of the Kubernetes API of 1.30, the oldest version that the chart allows: as literals of
// TypeScript, so that wrong types, missing fields and unknown fields are all found.
import ts from "typescript";
import { fileURLToPath } from "node:url";

const types = {
  Deployment: "apps/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  Ingress: "networking/v1",
  Job: "batch/v1",
  NetworkPolicy: "networking/v1",
  PodDisruptionBudget: "policy/v1",
  Secret: "core/v1",
  Service: "core/v1",
  ServiceAccount: "core/v1",
};

/** What is wrong with the objects, one line each. */
export function faults(objects) {
  const known = objects.filter((object) => types[object.kind]);
  const unknown = objects.filter((object) => !types[object.kind]).map((object) => `${object.kind} is not checked here`);
  const source = known
    .map(({ kind, ...object }, i) => `export const o${i}: import("kubernetes-types/${types[kind]}").${kind} = ${literal({ ...object, kind })};`)
    .join("\n");
  return [...unknown, ...compile(source)];
}

const literal = (object) => JSON.stringify(object, null, 1);

function compile(source) {
  const name = fileURLToPath(new URL("../manifests.ts", import.meta.url));
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.NodeNext, lib: ["lib.es2022.d.ts"] };
  const host = ts.createCompilerHost(options);
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022) : readFile(file, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const where = file ? ` in: ${file.text.slice(start, start + 60).split("\n")[0]}` : "";
    return ts.flattenDiagnosticMessageText(messageText, " ") + where;
  });
}
