// Writes the golden renders anew; read the difference before committing it.
import { writeFile } from "node:fs/promises";
import { goldenFile, names, renderNamed } from "../harness/renders.mjs";

for (const name of names) {
  await writeFile(goldenFile(name), await renderNamed(name));
  console.log(goldenFile(name));
}
