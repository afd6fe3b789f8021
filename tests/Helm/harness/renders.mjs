// The five renderings that are looked at.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { render, valuesFile } from "./helm.mjs";

export const names = ["azure", "postgres", "production", "small", "platform"];

export const goldenFile = (name) => fileURLToPath(new URL(`../golden/${name}.yaml`, import.meta.url));
export const readGolden = (name) => readFile(goldenFile(name), "utf8");
export const renderNamed = (name) => render("--values", valuesFile(name));

/** The objects of a rendering; a YAML fault, such as a key given twice, throws. */
export function objects(text) {
  return parseAllDocuments(text, { uniqueKeys: true }).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() ?? [];
  });
}

export const ofKind = (all, kind) => all.filter((object) => object.kind === kind);

/** What runs pods: the object with its template. */
export const workloads = (all) => [...ofKind(all, "Deployment"), ...ofKind(all, "Job")];

/** Whether a selector's labels are all among those of a pod. */
export const selects = (selector, labels) =>
  Object.entries(selector.matchLabels ?? selector).every(([name, value]) => labels[name] === value);
