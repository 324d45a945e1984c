// Unit tests of what needs no browser. Modules are bundled in memory, as node does not read TypeScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

async function load(name) {
  const entry = fileURLToPath(new URL(`../ts/lib/${name}.ts`, import.meta.url));
  const { outputFiles } = await esbuild.build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

const { formatNumber, readNumber } = await load("number");
const { compareCells } = await load("sortable");
const { tsvCell } = await load("copy_table");
const model = await load("grid_model");

test("figures are written with separators and a negative as △", () => {
  assert.equal(formatNumber(1234567.5), "1,234,567.5");
  assert.equal(formatNumber(-420), "△420");
  assert.equal(formatNumber(-0.04, 1), "0.0");
  assert.equal(formatNumber(3, 1), "3.0");
});

test("figures are read as people type them", () => {
  assert.equal(readNumber("１，２３４．５"), 1234.5);
  assert.equal(readNumber("△420"), -420);
  assert.equal(readNumber("12分"), 12);
  assert.equal(readNumber("十二"), null);
  assert.equal(readNumber(""), null);
});

test("sorting numbers leaves cells without one at the end in both directions", () => {
  const sorted = (direction) => ["10", "―", "△3", "9"].sort((a, b) => compareCells(a, b, "number", direction));
  assert.deepEqual(sorted(1), ["△3", "9", "10", "―"]);
  assert.deepEqual(sorted(-1), ["10", "9", "△3", "―"]);
});

test("a cell with a line break or a quote is quoted for Excel", () => {
  assert.equal(tsvCell("  周南市 "), "周南市");
  assert.equal(tsvCell('二行の\n"作業"'), '"二行の\n""作業"""');
});

const columns = [
  { key: "id", title: "", type: "hidden" },
  { key: "name", title: "作業", type: "text" },
  { key: "kind", title: "区分", type: "choice", choices: [{ value: "system", label: "システム処理" }] },
];

test("a choice is understood by its label or value, anything else is kept as typed", () => {
  assert.equal(model.storedValue(columns[2], "ｼｽﾃﾑ処理"), "system");
  assert.equal(model.storedValue(columns[2], "SYSTEM"), "system");
  assert.equal(model.storedValue(columns[2], "なぞ"), "なぞ");
  assert.equal(model.shownValue(columns[2], "system"), "システム処理");
});

test("blank rows at the end are left out, blank rows between are kept", () => {
  const rows = [{ name: "a" }, { name: "" }, { name: "b" }, { id: "7", name: " " }, {}];
  assert.deepEqual(model.withoutTail(columns, rows), rows.slice(0, 3));
});

test("history goes back and forth, and a new state drops what was undone", () => {
  const history = new model.History(["a"]);
  assert.equal(history.push(["a"]), false);
  history.push(["b"]);
  history.push(["c"]);
  assert.deepEqual(history.move(-1), ["b"]);
  assert.deepEqual(history.move(1), ["c"]);
  history.move(-1);
  history.push(["d"]);
  assert.equal(history.move(1), null);
  assert.deepEqual(history.move(-1), ["b"]);
});
