// Tables with data-sortable: a click on a heading with data-sort="text|number" sorts the rows of the body.
import { readNumber } from "./number";

function cellKey(row: HTMLTableRowElement, column: number): string {
  const cell = row.cells[column];
  return cell?.dataset.value ?? cell?.textContent?.trim() ?? "";
}

/** Cells without a figure stand at the end in both directions, as in Excel. */
export function compareCells(a: string, b: string, kind: string, direction: number): number {
  if (kind !== "number") return direction * a.localeCompare(b, "ja", { numeric: true });
  const [left, right] = [readNumber(a), readNumber(b)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return direction * (left - right);
}

function sortBy(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const ascending = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  const column = heading.cellIndex;
  for (const body of table.tBodies) {
    const rows = [...body.rows];
    const kind = heading.dataset.sort ?? "text";
    rows.sort((a, b) => compareCells(cellKey(a, column), cellKey(b, column), kind, ascending ? 1 : -1));
    body.append(...rows);
  }
}

function addButton(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "table__sort";
  button.append(...heading.childNodes);
  heading.append(button);
  heading.setAttribute("aria-sort", "none");
  button.addEventListener("click", () => sortBy(table, heading));
}

export function makeSortable(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table[data-sortable]:not([data-ready])")) {
    table.dataset.ready = "";
    for (const heading of table.querySelectorAll<HTMLTableCellElement>("thead th[data-sort]")) addButton(table, heading);
  }
}
