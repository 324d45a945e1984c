// What a browser must not keep of a sheet that could not be saved.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const entry = fileURLToPath(new URL("../ts/hearing/mynumber.ts", import.meta.url));
const { outputFiles } = await esbuild.build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
const { containsMyNumber, withoutMyNumbers } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);

test("a 個人番号 is found however it is written", () => {
  for (const words of ["123456789018", "番号は１２３４５６７８９０１８です", "1234 5678 9018", "1234-5678-9018", "1-123456789018"]) {
    assert.equal(containsMyNumber(words), true, words);
  }
});

test("other numbers are none", () => {
  for (const words of ["123456789012", "0123456789018", "1234567890180", "03-1234-5678", "", "12月3日 4,567件"]) {
    assert.equal(containsMyNumber(words), false, words);
  }
});

test("only the cells that hold one are left out", () => {
  const sheet = { steps: [{ key: "s1", task: "受付", note: "１２３４５６７８９０１８" }], volumes: { months: ["1", "123456789018"] } };
  assert.deepEqual(withoutMyNumbers(sheet), { steps: [{ key: "s1", task: "受付", note: "" }], volumes: { months: ["1", ""] } });
});
