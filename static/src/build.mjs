// Bundles the browser side into static/dist/: one script per entry in ts/, one sheet per entry in css/.
import { cp, readFile, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const source = dirname(fileURLToPath(import.meta.url));
const target = join(source, "..", "dist");

async function entries(folder, ending) {
  const names = await readdir(join(source, folder));
  return names.filter((name) => name.endsWith(ending) && !name.endsWith(".d.ts")).map((name) => join(source, folder, name));
}

/** Every browser we serve reads woff2: drop the woff alternatives, which would double the files. */
const woff2Only = {
  name: "woff2-only",
  setup(build) {
    build.onLoad({ filter: /@fontsource.*\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      return { contents: css.replace(/,\s*url\([^)]*\.woff\)\s*format\('woff'\)/g, ""), loader: "css" };
    });
  },
};

/** The grid library writes one inline event handler, which the content security policy forbids; CSS does the same. */
const noInlineHandler = {
  name: "no-inline-handler",
  setup(build) {
    build.onLoad({ filter: /jspreadsheet-ce\/dist\/index\.js$/ }, async ({ path }) => {
      const code = await readFile(path, "utf8");
      const contents = code.replace(/[\w.]+\.setAttribute\("onselectstart","return false"\),/, "");
      if (contents === code) throw new Error("jspreadsheet-ce has changed: look for inline event handlers again");
      return { contents, loader: "js" };
    });
  },
};

const options = {
  entryPoints: [...(await entries("ts", ".ts")), ...(await entries("css", ".css"))],
  outdir: target,
  entryNames: "[name]",
  assetNames: "fonts/[name]",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome110", "firefox115", "safari16"],
  loader: { ".woff2": "file", ".svg": "dataurl" },
  legalComments: "linked",
  logLevel: "warning",
  plugins: [woff2Only, noInlineHandler],
};

await rm(target, { recursive: true, force: true });
await cp(join(source, "img"), target, { recursive: true });
if (process.argv.includes("--watch")) {
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
}
