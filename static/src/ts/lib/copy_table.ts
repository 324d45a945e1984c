// Buttons with data-copy-table="<id>": the table goes to the clipboard as Excel reads it.
import { notify } from "./notify";
import { text } from "./text";

/** One cell of a tab-separated row: quotes where it holds a break, △ as minus where the cell says its value. */
export function tsvCell(words: string): string {
  const clean = words.replace(/[ \t]+/g, " ").trim();
  return /[\n"\t]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}

function cellWords(cell: HTMLTableCellElement): string {
  return cell.dataset.value ?? cell.innerText ?? "";
}

/** The rows of a table as tab-separated text, headings and sums included; a wide cell takes as many columns. */
export function tableAsTsv(table: HTMLTableElement): string {
  const line = (row: HTMLTableRowElement) =>
    [...row.cells].flatMap((cell) => [tsvCell(cellWords(cell)), ...Array<string>(cell.colSpan - 1).fill("")]).join("\t");
  return [...table.rows].map(line).join("\r\n");
}

/** Pages served without TLS inside a town hall have no clipboard API: there a hidden field is copied from. */
async function toClipboard(words: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(words);
  const field = document.createElement("textarea");
  field.value = words;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("copy refused");
}

export function copyTable(id: string): void {
  const table = document.getElementById(id);
  if (!(table instanceof HTMLTableElement)) return notify(text("copyFailed"), "error");
  toClipboard(tableAsTsv(table)).then(
    () => notify(text("copied"), "success"),
    () => notify(text("copyFailed"), "error"),
  );
}
