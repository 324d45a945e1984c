// Every word that the packages of bpmn.io show has its Japanese.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const entry = join(root, "static/src/ts/modeler/translations.ts");
const { outputFiles } = await esbuild.build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
const { MODELER, SIMULATION } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);

const sources = (folder) =>
  readdirSync(join(root, "node_modules", folder), { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(root, "node_modules", folder, name), "utf8"));
const code = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
const found = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);
const missing = (words, known) => [...new Set(words)].filter((word) => !(word in known)).sort();

const QUOTED = `(?:'([^'\\n]+)'|"([^"\\n]+)")`;
const keysOf = (texts) => texts.flatMap((text) => [...code(text).matchAll(new RegExp(`translate\\(\\s*${QUOTED}\\s*[,)]`, "g"))].map((match) => match[1] ?? match[2]));
const isWord = (key) => /^[A-Za-z]/.test(key);

test("every translate() of bpmn-js, diagram-js, the minimap and direct editing is translated", () => {
  const texts = ["bpmn-js/lib", "diagram-js/lib", "diagram-js-direct-editing/lib"].flatMap(sources);
  texts.push(readFileSync(join(root, "node_modules/diagram-js-minimap/dist/index.esm.js"), "utf8"));
  const keys = keysOf(texts).filter(isWord);
  assert.ok(keys.length > 45, `only ${keys.length} words found: look how the packages ask for translations`);
  assert.deepEqual(missing(keys, MODELER), []);
});

test("words that are put together or passed as constants are translated", () => {
  const align = readFileSync(join(root, "node_modules/bpmn-js/lib/features/align-elements/AlignElementsMenuProvider.js"), "utf8");
  const options = found(code(align).match(/ALIGNMENT_OPTIONS = \[([^\]]+)\]/)[1], /'(\w+)'/g);
  assert.equal(options.length, 6);
  const feedback = readFileSync(join(root, "node_modules/bpmn-js/lib/features/modeling-feedback/ModelingFeedback.js"), "utf8");
  const constants = found(feedback, /_ERR_MSG = '([^']+)'/g);
  assert.equal(constants.length, 2);
  assert.deepEqual(missing([...options.map((option) => `Align elements ${option}`), ...constants], MODELER), []);
});

test("every entry of the replace menu is translated", () => {
  const files = ["popup-menu/PopupEntries.js", "replace/ReplaceOptions.js"];
  const labels = files.flatMap((file) => found(code(readFileSync(join(root, "node_modules/bpmn-js/lib/features", file), "utf8")), /label(?::| =) '([^']+)'/g));
  assert.ok(labels.length > 70);
  assert.deepEqual(missing(labels, MODELER), []);
  assert.ok("Empty pool/participant (removes content)" in MODELER);
});

test("every word that the token simulation writes is translated", () => {
  const texts = sources("bpmn-js-token-simulation/lib").map(code);
  const words = texts.flatMap((text) => [
    ...found(text, /(?:text|title|aria-label)[:=]\s*['"]([A-Z][\w /-]+)['"]/g),
    ...found(text, /\|\| '([A-Z][\w ]+)'/g),
    ...found(text, /<p class="bts-entry placeholder">([^<]+)</g),
  ]);
  assert.ok(words.length > 20);
  assert.deepEqual(missing(words.filter((word) => !["SubProcess", "Process"].includes(word)), SIMULATION), []);
});

test("no translation is in vain empty, and every one is Japanese", () => {
  for (const [english, japanese] of [...Object.entries(MODELER), ...Object.entries(SIMULATION)]) {
    assert.match(japanese, /[぀-ヿ一-鿿]/, english);
  }
});
