// Every row has a key of its own that nobody else ever gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const entry = fileURLToPath(new URL("../ts/lib/grid_model.ts", import.meta.url));
const { outputFiles } = await esbuild.build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
const model = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);

const columns = [
  { key: "task", title: "作業", type: "text" },
  { key: "origin", title: "", type: "hidden" },
  { key: "key", title: "", type: "key" },
];

const line = (task, key = "", origin = "") => model.toLine(columns, { task, key, origin });
const keys = (lines, before = []) => model.keyed(columns, lines, model.filledKeys(columns, before)).map(({ hidden }) => hidden.key ?? "");

test("rows with content get keys, blank ones at the end get none", () => {
  const [first, between, last, tail] = keys([line("a"), line(""), line("b"), line("")]);
  for (const key of [first, between, last]) assert.match(key, /^[A-Za-z0-9_-]{1,40}$/);
  assert.equal(new Set([first, between, last]).size, 3);
  assert.equal(tail, "");
});

test("a key goes wherever its row goes", () => {
  assert.deepEqual(keys([line("b", "k2"), line("new", "x"), line("a", "k1")]), ["k2", "x", "k1"]);
});

test("a doubled key stays with the first row only", () => {
  const [first, second] = keys([line("a", "k1"), line("a", "k1")]);
  assert.equal(first, "k1");
  assert.notEqual(second, "k1");
});

test("a row whose content is gone gives its key up; a row that was always blank keeps its own", () => {
  const before = [line("a", "k1"), line("", "k2"), line("c", "k3")];
  const [cleared, blank, last] = keys([line("", "k1"), line("", "k2"), line("c", "k3")], before);
  assert.notEqual(cleared, "k1");
  assert.equal(blank, "k2");
  assert.equal(last, "k3");
  assert.deepEqual(keys([line("", "k1")], before), [""]);
});

test("what a row carries hidden stays with it and is never a cell", () => {
  const carried = line("a", "k1", "o1");
  assert.deepEqual(carried.cells, ["a"]);
  assert.deepEqual(model.toRow(columns, carried), { task: "a", origin: "o1", key: "k1" });
});
