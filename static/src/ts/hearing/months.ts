// The twelve months: a row pasted from Excel is spread over them, and their sum is compared with the year.
import { formatNumber, readNumber } from "../lib/number";
import { type PageData, say } from "./types";

function months(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-months] input")];
}

function spread(event: ClipboardEvent): void {
  const inputs = months();
  const from = inputs.indexOf(event.target as HTMLInputElement);
  const values = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r?\n$/, "").split(/\t|\r?\n/);
  if (from < 0 || values.length < 2) return;
  event.preventDefault();
  values.slice(0, inputs.length - from).forEach((value, index) => {
    const input = inputs[from + index];
    if (!input) return;
    input.value = value.trim();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function verdict(page: PageData): { words: string; state: string } {
  const typed = months().map((input) => input.value.trim()).filter(Boolean);
  if (!typed.length) return { words: "", state: "" };
  const sum = typed.reduce((total, value) => total + (readNumber(value) ?? 0), 0);
  const shown = formatNumber(sum);
  if (typed.length < 12) return { words: say(page.words, "sumPartly", { sum: shown, count: typed.length }), state: "differs" };
  const annual = document.querySelector<HTMLInputElement>('[data-cell="volumes.annual"]')?.value.trim() ?? "";
  const differs = annual !== "" && readNumber(annual) !== sum;
  return { words: say(page.words, differs ? "sumDiffers" : "sum", { sum: shown, annual }), state: differs ? "differs" : "" };
}

function showSum(page: PageData): void {
  const output = document.querySelector<HTMLOutputElement>("[data-months-sum]");
  if (!output) return;
  const { words, state } = verdict(page);
  output.value = words;
  output.dataset.state = state;
}

export function watchMonths(page: PageData): void {
  document.querySelector<HTMLElement>("[data-months]")?.addEventListener("paste", spread);
  document.getElementById("volumes")?.addEventListener("input", () => showSum(page));
  showSum(page);
}
