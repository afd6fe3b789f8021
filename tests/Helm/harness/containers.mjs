// What the container files say, as far as it can be known without building them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const read = (path) => readFileSync(join(root, path), "utf8");
export const exists = (path) => existsSync(join(root, path));

/** The folders of the executables that have a container file. */
export const executables = readdirSync(root).filter((folder) => exists(join(folder, "Dockerfile")));

/** The instructions of a container file in order: `{ name, rest, stage }`, stages counted from 0. */
export function instructions(path) {
  let stage = -1;
  return read(path)
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => {
      const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line.trim());
      if (name === "FROM") stage++;
      return { name, rest: rest.trim().replaceAll(/\s+/g, " "), stage };
    });
}

/** What the COPY instructions take from the repository, without trailing slashes. */
export const copied = (path) =>
  instructions(path)
    .filter(({ name, rest }) => name === "COPY" && !rest.includes("--from="))
    .flatMap(({ rest }) => rest.split(" ").slice(0, -1))
    .map((source) => source.replace(/\/$/, ""));

/** The folder of a project and of all that it references. */
export function closure(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  const project = read(join(folder, `${folder}.csproj`));
  for (const [, reference] of project.matchAll(/<ProjectReference Include="([^"]+)"/g))
    closure(normalize(join(folder, dirname(reference.replaceAll("\\", "/")))), found);
  return found;
}
