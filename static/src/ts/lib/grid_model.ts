// What a grid is told and gives back; nothing here knows the spreadsheet library.

export interface Choice {
  value: string;
  label: string;
}

export interface GridColumn {
  key: string;
  title: string;
  type: "text" | "number" | "choice" | "hidden";
  width?: number;
  /** Shown below the grid while a cell of the column is chosen. */
  hint?: string;
  choices?: Choice[];
  readOnly?: boolean;
}

/** A row as typed: every value is text, and a key that a column lacks is kept as it came. */
export type GridRow = Record<string, string>;

export interface GridError {
  /** 0 for the first row. */
  row: number;
  key: string;
  message: string;
}

function plain(words: string): string {
  return words.normalize("NFKC").replace(/\s+/g, "").toLowerCase();
}

/** The value to store for what was typed or pasted: the choice's value where its label or value was meant, else as typed. */
export function storedValue(column: GridColumn, typed: unknown): string {
  const words = typed === null || typed === undefined ? "" : String(typed);
  if (column.type !== "choice") return words;
  const meant = plain(words);
  return column.choices?.find((choice) => plain(choice.label) === meant || plain(choice.value) === meant)?.value ?? words;
}

/** What people read for a stored value; what is no choice is shown as it is. */
export function shownValue(column: GridColumn, stored: string): string {
  return column.choices?.find((choice) => choice.value === stored)?.label ?? stored;
}

export function toCells(columns: GridColumn[], row: GridRow): string[] {
  return columns.map((column) => row[column.key] ?? "");
}

export function toRow(columns: GridColumn[], cells: unknown[]): GridRow {
  return Object.fromEntries(columns.map((column, index) => [column.key, storedValue(column, cells[index])]));
}

/** True where nobody typed anything; what stands in hidden columns does not count. */
export function isBlank(columns: GridColumn[], row: GridRow): boolean {
  return columns.every((column) => column.type === "hidden" || !(row[column.key] ?? "").trim());
}

/** Rows without the blank ones at the end, which are only there to be typed into. */
export function withoutTail(columns: GridColumn[], rows: GridRow[]): GridRow[] {
  let end = rows.length;
  while (end > 0 && isBlank(columns, rows[end - 1] ?? {})) end -= 1;
  return rows.slice(0, end);
}

/** Past states of a sheet: undo of one paste is one step, the rows that it added included. */
export class History<T> {
  private states: string[] = [];
  private at = -1;

  constructor(first: T, private readonly limit = 200) {
    this.push(first);
  }

  /** Remembers a state; false where it is the present one. */
  push(state: T): boolean {
    const frozen = JSON.stringify(state);
    if (frozen === this.states[this.at]) return false;
    this.states = [...this.states.slice(0, this.at + 1), frozen].slice(-this.limit);
    this.at = this.states.length - 1;
    return true;
  }

  /** The state `steps` away (-1 undoes, 1 redoes); null at either end. */
  move(steps: number): T | null {
    const state = this.states[this.at + steps];
    if (state === undefined) return null;
    this.at += steps;
    return JSON.parse(state) as T;
  }
}
