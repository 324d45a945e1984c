// What a grid is told and gives back; nothing here knows the spreadsheet library.

export interface Choice {
  value: string;
  label: string;
}

export interface GridColumn {
  key: string;
  title: string;
  /** "hidden": carried along with its row and never shown; "key": hidden too, and made by the grid, see `keyed`. */
  type: "text" | "number" | "choice" | "hidden" | "key";
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

/** A row inside the grid: its shown cells, and what it carries in hidden columns wherever it goes. */
export interface Line {
  cells: string[];
  hidden: GridRow;
}

export function isShown(column: GridColumn): boolean {
  return column.type !== "hidden" && column.type !== "key";
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

export function toLine(columns: GridColumn[], row: GridRow): Line {
  const hidden = columns.filter((column) => !isShown(column) && row[column.key]).map(({ key }) => [key, row[key] ?? ""]);
  return { cells: columns.filter(isShown).map((column) => row[column.key] ?? ""), hidden: Object.fromEntries(hidden) };
}

export function toRow(columns: GridColumn[], line: Line): GridRow {
  const shown = columns.filter(isShown).map((column, index) => [column.key, storedValue(column, line.cells[index])]);
  const rest = columns.filter((column) => !isShown(column)).map(({ key }) => [key, line.hidden[key] ?? ""]);
  return Object.fromEntries([...rest, ...shown]);
}

/** True where nobody typed anything; what stands in hidden columns does not count. */
export function isBlank(columns: GridColumn[], row: GridRow): boolean {
  return columns.every((column) => !isShown(column) || !(row[column.key] ?? "").trim());
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `s${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * The lines with a key each from the first to the last that holds something, in the columns of type "key".
 *
 * A line keeps its key as long as it lives. A line whose content is gone gives its key up: what is typed there later
 * is another row. `filled` holds the keys of the lines that held something before.
 */
export function keyed(columns: GridColumn[], lines: Line[], filled: Set<string>): Line[] {
  const column = columns.find(({ type }) => type === "key")?.key;
  if (column === undefined) return lines;
  const isEmpty = lines.map(({ cells }) => cells.every((cell) => !cell.trim()));
  const end = isEmpty.lastIndexOf(false) + 1;
  const taken = new Set<string>();
  return lines.map(({ cells, hidden }, index) => {
    const { [column]: before = "", ...others } = hidden;
    if (index >= end) return { cells, hidden: others };
    const isLost = !before || taken.has(before) || (isEmpty[index] && filled.has(before));
    const key = isLost ? newKey() : before;
    taken.add(key);
    return { cells, hidden: { ...others, [column]: key } };
  });
}

/** Keys of the lines that hold something. */
export function filledKeys(columns: GridColumn[], lines: Line[]): Set<string> {
  const column = columns.find(({ type }) => type === "key")?.key ?? "";
  return new Set(lines.filter(({ cells }) => cells.some((cell) => cell.trim())).map(({ hidden }) => hidden[column] ?? ""));
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
