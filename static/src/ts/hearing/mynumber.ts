// 個人番号 must never be stored, this browser's own store included. The same rule as bpr/workflow/mynumber.py.
import type { Sheet } from "./types";

// Twelve digits, perhaps written in groups, that are not part of a longer number.
const CANDIDATE = /(^|[^0-9])([0-9](?:[ \-‐‑–—−ー・,.]?[0-9]){11})(?![0-9])/g;
const WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

function isMyNumber(digits: string): boolean {
  const rest = WEIGHTS.reduce((sum, weight, index) => sum + Number(digits[index]) * weight, 0) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === Number(digits[11]);
}

/** True where the words hold a 個人番号, in full- or half-width digits, in one piece or in groups. */
export function containsMyNumber(words: string): boolean {
  return [...words.normalize("NFKC").matchAll(CANDIDATE)].some((found) => isMyNumber((found[2] ?? "").replace(/[^0-9]/g, "")));
}

/** The sheet with every cell left blank that holds a 個人番号. */
export function withoutMyNumbers(sheet: Sheet): Sheet {
  const text = JSON.stringify(sheet, (_, value: unknown) => (typeof value === "string" && containsMyNumber(value) ? "" : value));
  return JSON.parse(text) as Sheet;
}
