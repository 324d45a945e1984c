// The tables of the sheet as grids.
import { createGrid, type Grid, type GridColumn } from "../lib/grid";
import type { ColumnData, PageData, Problem, TableKey } from "./types";

export const TABLES: TableKey[] = ["respondents", "steps", "forms", "issues"];
// Pixels a character: the many columns of the workflow wrap their cells, so that those up to 「次の作業」 fit a screen.
const NARROW = 9;
const ROOMY = 14;

export type Tables = Record<TableKey, Grid>;

function gridColumn(page: PageData, column: ColumnData, character: number): GridColumn {
  const choices =
    column.key === "common_key"
      ? page.commonSteps.map(({ id, name }) => ({ value: id, label: name }))
      : column.choices.map((choice) => ({ value: choice, label: choice }));
  const type = choices.length ? "choice" : column.numeric ? "number" : "text";
  return { key: column.key, title: column.label, type, width: Math.max(column.width * character, 76), hint: column.hint, choices };
}

function columnsOf(page: PageData, key: TableKey): GridColumn[] {
  const columns = page.tables[key].map((column) => gridColumn(page, column, key === "steps" ? NARROW : ROOMY));
  if (key !== "steps") return columns;
  const unused = (column: GridColumn) => column.key === "common_key" && page.commonSteps.length === 0;
  const shown = columns.map((column) => (unused(column) ? { ...column, type: "hidden" as const } : column));
  return [...shown, { key: "key", title: "", type: "key" }];
}

export async function createTables(page: PageData, changed: (key: TableKey) => void): Promise<Tables> {
  const made: [TableKey, Grid][] = [];
  for (const key of TABLES) {
    const place = document.querySelector<HTMLElement>(`[data-table="${key}"]`);
    const label = document.getElementById(`${key === "respondents" ? "meta" : key}-title`)?.textContent ?? "";
    if (!place) throw new Error(`no place for the table ${key}`);
    const options = { columns: columnsOf(page, key), rows: page.sheet[key], label, height: key === "steps" ? "46vh" : "40vh" };
    made.push([key, await createGrid(place, { ...options, spareRows: key === "steps" ? 5 : 2, onChange: () => changed(key) })]);
  }
  return Object.fromEntries(made) as Tables;
}

/** Marks the cells of the tables in which something is wrong. */
export function markProblems(tables: Tables, problems: Problem[]): void {
  for (const key of TABLES) {
    const mine = problems.filter((problem) => problem.section === key && problem.row !== null);
    tables[key].setErrors(mine.map(({ row, field, message }) => ({ row: (row ?? 1) - 1, key: field, message })));
  }
}
