// The tables of the sheet as grids.
import { createGrid, type Grid, type GridColumn, type GridRow } from "../lib/grid";
import type { ColumnData, PageData, Problem, TableKey } from "./types";

export const TABLES: TableKey[] = ["respondents", "steps", "forms", "issues"];
// Pixels a character: the many columns of the workflow wrap their cells, so that those up to 「次の作業」 fit a screen.
const NARROW = 9;
const ROOMY = 14;

export type Tables = Record<TableKey, Grid>;

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `s${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function gridColumn(page: PageData, column: ColumnData, character: number): GridColumn {
  const choices =
    column.key === "common_key"
      ? page.commonSteps.map(({ id, name }) => ({ value: id, label: name }))
      : column.choices.map((choice) => ({ value: choice, label: choice }));
  const type = choices.length ? "choice" : column.numeric ? "number" : "text";
  return { key: column.key, title: column.label, type, width: Math.max(column.width * character, 76), hint: column.hint, choices };
}

function columnsOf(page: PageData, key: TableKey): GridColumn[] {
  const shown = page.tables[key].filter((column) => column.key !== "common_key" || page.commonSteps.length > 0);
  const columns = shown.map((column) => gridColumn(page, column, key === "steps" ? NARROW : ROOMY));
  return key === "steps" ? [...columns, { key: "key", title: "", type: "hidden" }] : columns;
}

/**
 * Every row has a key of its own. A row that carries one keeps it; a new row takes the one it was given at the last
 * call, by its place, unless that belongs to another row by now.
 */
export function withKeys(rows: GridRow[], before: string[]): GridRow[] {
  const taken = new Set(rows.map((row) => row.key).filter(Boolean));
  const seen = new Set<string>();
  return rows.map((row, index) => {
    const earlier = before[index] ?? "";
    const given = earlier && !taken.has(earlier) ? earlier : newKey();
    const key = row.key && !seen.has(row.key) ? row.key : seen.has(given) ? newKey() : given;
    seen.add(key);
    return { ...row, key };
  });
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
