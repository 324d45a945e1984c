// Figures of the panel, the table and the diagram brought together, and the descriptor of our values.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BpmnModdle } from "bpmn-moddle";
import * as esbuild from "esbuild";

const folder = fileURLToPath(new URL("../ts/modeler/", import.meta.url));
async function load(name) {
  const { outputFiles } = await esbuild.build({ entryPoints: [join(folder, name)], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}
const { percentOf, readAmount, readDate, readMinutes, readShare, shareWords, sumOfShares } = await load("amounts.ts");
const { mergeRows } = await load("rows.ts");
const { breakLines } = await load("line_breaks.ts");
const { shiftOf } = await load("task_renderer.ts");
const bpr = JSON.parse(readFileSync(join(folder, "bpr.json"), "utf8"));

test("figures keep every digit, in full-width or not", () => {
  assert.deepEqual(readAmount("１，２３４．５０"), { value: "1234.5" });
  assert.deepEqual(readAmount(""), { value: "" });
  assert.deepEqual(readAmount("-1"), { wrong: "number" });
  assert.deepEqual(readMinutes("１時間３０分", false), { value: "90" });
  assert.deepEqual(readMinutes("90秒", false), { value: "1.5" });
  assert.deepEqual(readMinutes("3日", true), { value: "4320" });
  assert.deepEqual(readMinutes("3日", false), { wrong: "noDays" });
  assert.deepEqual(readMinutes("すぐ", false), { wrong: "minutes" });
});

test("shares are per cent on the screen and fractions in the diagram", () => {
  const none = { minimum: "", maximum: "", of: "" };
  assert.deepEqual(readShare("３０％"), { value: "0.3", ...none });
  assert.deepEqual(readShare("0.5"), { value: "0.005", ...none });
  assert.deepEqual(readShare(""), { value: "", ...none });
  assert.deepEqual(readShare("101"), { wrong: "share" });
  assert.equal(percentOf("0.333"), "33.3");
  assert.equal(percentOf("1"), "100");
  assert.equal(percentOf(""), "");
  assert.deepEqual(readShare("5～10～20%"), { value: "0.1", minimum: "0.05", maximum: "0.2", of: "" });
  assert.deepEqual(readShare("10%／50件中"), { value: "0.1", ...none, of: "50" });
  for (const words of ["20〜10%", "5〜10%／50件中", "10%／0件中", "1〜2〜3〜4%"]) assert.deepEqual(readShare(words), { wrong: "share" });
  for (const words of ["30", "10〜20%", "5〜10〜20%", "10%／50件中"]) assert.equal(shareWords(readShare(words)), words);
  assert.equal(sumOfShares(["0.1", "0.2", "0.7", ""]), 100);
});

test("days are read in both calendars", () => {
  assert.deepEqual(readDate("令和８年７月３日"), { value: "2026-07-03" });
  assert.deepEqual(readDate("2026/7/3"), { value: "2026-07-03" });
  assert.deepEqual(readDate("2026-02-30"), { wrong: "date" });
});

test("what was typed into the table and what was drawn meanwhile both stay", () => {
  const base = [{ key: "a", task: "受付", minutes: "5" }, { key: "b", task: "入力", minutes: "3" }, { key: "d", task: "済" }];
  const mine = [{ key: "a", task: "受付する", minutes: "5" }, { key: "b", task: "入力", minutes: "3" }, { key: "d", task: "済" }];
  const theirs = [{ key: "a", task: "受付", minutes: "8" }, { key: "c", task: "審査" }, { key: "b", task: "入力", minutes: "3" }];
  assert.deepEqual(mergeRows(base, mine, theirs), [
    { key: "a", task: "受付する", minutes: "8" },
    { key: "c", task: "審査" },
    { key: "b", task: "入力", minutes: "3" },
  ]);
});

test("all our values in a diagram come through reading and writing", async () => {
  const step =
    '<bpr:step key="t01" row="1" number="1" commonKey="k" performer="住民" system="s" measure="M1" performerKind="resident" workKind="user" waitingMinutes="1" residentVisits="0.40" residentTravelMinutes="2" residentWaitingMinutes="3" directCostYen="4" attachedDocuments="5" change="changed"><bpr:handlingMinutes likely="5" minimum="4" maximum="8" /><bpr:formRead name="届" sheets="1" /><bpr:formMade name="票" sheets="2" /><bpr:origin key="todoke" /><bpr:evidence kind="measured" confidence="low" source="出典" reference="hearing:1/step:2" respondentPost="係長" obtainedOn="2026-07-03" /></bpr:step>';
  const xml = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpr="urn:bpr-workbench:bpmn:1" id="d" targetNamespace="t"><process id="p"><laneSet id="l"><lane id="lane"><extensionElements><bpr:performer kind="counter" /></extensionElements></lane></laneSet><userTask id="t"><extensionElements>${step}</extensionElements></userTask><userTask id="u" /><sequenceFlow id="f" sourceRef="t" targetRef="u"><extensionElements><bpr:share value="0.70" /></extensionElements></sequenceFlow></process></definitions>`;
  const moddle = new BpmnModdle({ bpr });
  const { rootElement, warnings } = await moddle.fromXML(xml);
  assert.deepEqual(warnings, []);
  const [first] = rootElement.rootElements[0].flowElements;
  assert.equal(first.extensionElements.values[0].$type, "bpr:Step");
  assert.equal(first.extensionElements.values[0].get("handlingMinutes").get("likely"), "5");
  const { xml: written } = await moddle.toXML(rootElement);
  for (const part of [step, '<bpr:share value="0.70" />', '<bpr:performer kind="counter" />']) assert.ok(written.includes(part), written);
});

test("Japanese names break by the rules of Japanese, and every character stays", () => {
  const name = "認定請求書（額改定請求書）を書き、添付書類とともに出す";
  const lines = breakLines(name, 7).split("\n");
  assert.equal(lines.join(""), name);
  assert.ok(lines.every((line) => line.length <= 7 && !/^[、。）ー]/.test(line) && !/（$/.test(line)));
  assert.equal(breakLines("Receive the form", 3), "Receive the form");
  assert.equal(breakLines("一行\n二行", 7), "一行\n二行");
});

test("a name goes below the icon only where they would meet, and never out of the task", () => {
  assert.equal(shiftOf([{ x: 40, y: 44 }], 80), 0);
  assert.equal(shiftOf([{ x: 8, y: 24 }, { x: 8, y: 40 }], 80), 3);
  assert.equal(shiftOf([{ x: 8, y: 12 }, { x: 8, y: 72 }], 80), 1);
  assert.equal(shiftOf([], 80), 0);
});
