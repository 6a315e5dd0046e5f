// Builds what the pages load into mediabank/web/static/; the pages ask for each file by name and a hash of its bytes.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const from = "mediabank/web/frontend";
const to = "mediabank/web/static";

await rm(to, { recursive: true, force: true });
await mkdir(to, { recursive: true });
await build({
  entryPoints: ["app.js", "upload.js", "app.css"].map((name) => `${from}/${name}`),
  bundle: true,
  minify: true,
  outdir: to,
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  format: "esm",
  loader: { ".woff2": "file" },
  assetNames: "[name]-[hash]",
  legalComments: "linked",
  logLevel: "warning",
});

// the mark stands as a file of its own for the browser's tab
for (const name of await readdir(`${from}/pictures`)) await copyFile(`${from}/pictures/${name}`, `${to}/${name}`);

// licences of what is built in lie beside it
const parts = {
  "htmx.org": "htmx.org",
  designsystemet: "@digdir/designsystemet-css",
  "designsystemet-theme": "@digdir/designsystemet-theme",
  "schibsted-grotesk": "@fontsource-variable/schibsted-grotesk",
};
const licences = await Promise.all(
  Object.entries(parts).map(async ([name, folder]) => `${name}\n\n${await readFile(`node_modules/${folder}/LICENSE`, "utf8")}`),
);
await writeFile(`${to}/LICENCES.txt`, licences.join(`\n${"-".repeat(78)}\n\n`));

const names = (await readdir(to)).filter((name) => !name.startsWith(".")).sort();
const hashes = await Promise.all(
  names.map(async (name) => [name, `${name}?v=` + createHash("sha256").update(await readFile(`${to}/${name}`)).digest("hex").slice(0, 12)]),
);
await writeFile(`${to}/manifest.json`, `${JSON.stringify(Object.fromEntries(hashes), null, 1)}\n`);
