// Bundles the browser side into static/dist/: one script per entry in ts/, one sheet per entry in css/.
import { cp, readFile, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const source = dirname(fileURLToPath(import.meta.url));
const target = join(source, "..", "dist");
const isWatching = process.argv.includes("--watch");
// Built beside and then put in its place, so that a page that is open meanwhile loses nothing.
const workplace = isWatching ? target : join(source, "..", `.dist-${process.pid}`);

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
  outdir: workplace,
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

async function replaceTarget() {
  const old = `${workplace}-old`;
  await rename(target, old).catch((error) => {
    if (error.code !== "ENOENT") throw error; // the first build has nothing to replace
  });
  await rename(workplace, target);
  await rm(old, { recursive: true, force: true });
}

await cp(join(source, "img"), workplace, { recursive: true });
if (isWatching) {
  await (await esbuild.context(options)).watch();
} else {
  try {
    await esbuild.build(options);
    await replaceTarget();
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}
