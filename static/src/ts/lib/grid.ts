// A spreadsheet grid over jspreadsheet-ce: paste from Excel, Japanese input, undo, errors in cells, by keyboard.
import jspreadsheet from "jspreadsheet-ce";
import { keepEditorOpen, takeTextOnLeaving } from "./grid_editor";
import { filledKeys, type GridColumn, type GridError, type GridRow, History, isShown, keyed, type Line, shownValue, storedValue, toLine, toRow, withoutTail } from "./grid_model";
import { text } from "./text";

export type { Choice, GridColumn, GridError, GridRow } from "./grid_model";

export interface GridOptions {
  columns: GridColumn[];
  rows: GridRow[];
  /** Names the grid for screen readers. */
  label: string;
  /** Called after every change with all rows but the blank ones at the end. */
  onChange?: (rows: GridRow[]) => void;
  /** Called when another cell is chosen. */
  onSelect?: (row: number, key: string) => void;
  readOnly?: boolean;
  /** Blank rows that always stand below the last one; 3 if left out. */
  spareRows?: number;
  /** CSS length of the tallest the grid gets; "60vh" if left out. */
  height?: string;
}

type Sheet = jspreadsheet.WorksheetInstance;

/** A row on the move: with the messages of its marked cells. */
interface MarkedLine extends Line {
  marks: Map<string, string>;
}

jspreadsheet.setDictionary({ "No records found": text("noChoice"), Search: text("search"), "Are you sure to delete the selected rows?": text("rowDeleteAsk") });

export class Grid {
  private readonly columns: GridColumn[]; // those that are shown: the library knows no others
  private readonly history: History<Line[]>;
  private readonly note: HTMLElement;
  private errors = new Map<number, Map<string, string>>(); // row → key → message
  // By the row's element, which the library keeps when rows are moved, inserted or deleted around it.
  private readonly hidden = new WeakMap<HTMLElement, GridRow>();
  private filled = new Set<string>();
  private quiet = false;
  /** For the callbacks of the library: an editor is about to open. */
  readonly editorOpens: () => void;

  constructor(place: HTMLElement, private readonly options: GridOptions, private readonly sheet: Sheet) {
    this.columns = options.columns.filter(isShown);
    this.carry(options.rows.map((row) => toLine(options.columns, row)));
    this.history = new History<Line[]>(this.withKeys());
    this.note = document.createElement("div");
    this.note.className = "grid-note";
    this.note.setAttribute("aria-live", "polite");
    this.note.tabIndex = -1;
    place.append(this.note);
    this.editorOpens = keepEditorOpen(place, sheet);
    takeTextOnLeaving(sheet);
  }

  /** All rows as they stand, without the blank ones at the end. */
  rows(): GridRow[] {
    return withoutTail(this.options.columns, this.lines().map((line) => toRow(this.options.columns, line)));
  }

  /** Puts other rows in place of all; not a change of the person, so `onChange` is not called. */
  setRows(rows: GridRow[]): void {
    this.write(rows.map((row) => toLine(this.options.columns, row)));
    this.history.push(this.withKeys());
  }

  /** Marks cells; the message stands below the grid while its cell is chosen. Replaces the marks before. */
  setErrors(errors: GridError[]): void {
    this.errors = new Map();
    for (const { row, key, message } of errors) {
      this.errors.set(row, (this.errors.get(row) ?? new Map<string, string>()).set(key, message));
    }
    this.paint();
  }

  /** Chooses a cell and brings it into sight. */
  focus(row: number, key: string): void {
    const column = this.columnIndex(key);
    this.makeCurrent();
    this.sheet.updateSelectionFromCoords(column, row, column, row);
    this.sheet.getCellFromCoords(column, row).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Lights up one row, null for none: the other side of a diagram beside the grid. */
  light(row: number | null): void {
    this.sheet.rows.forEach((line, index) => line.element.classList.toggle("is-lit", index === row));
  }

  /** Row on which the pointer stands or which is chosen, from an event inside the grid. */
  rowAt(event: Event): number | null {
    const line = event.target instanceof Element ? event.target.closest("tbody tr") : null;
    const index = this.sheet.rows.findIndex((row) => row.element === line);
    return index < 0 ? null : index;
  }

  /** The row of the chosen cell, null where none is chosen. */
  chosenRow(): number | null {
    return this.sheet.getSelectedRows()[0] ?? null;
  }

  /** All rows that are chosen, from top to bottom. */
  chosenRows(): number[] {
    return this.sheet.getSelectedRows();
  }

  insertRow(at: number, row: GridRow = {}): void {
    this.edit((lines) => lines.splice(at, 0, { ...toLine(this.options.columns, row), marks: new Map() }));
  }

  deleteRows(at: number[]): void {
    this.edit((lines) => lines.splice(0, lines.length, ...lines.filter((_, index) => !at.includes(index))));
  }

  moveRow(from: number, to: number): void {
    if (to < 0 || to >= this.sheet.rows.length) return;
    this.edit((lines) => lines.splice(to, 0, ...lines.splice(from, 1)));
    this.focus(to, this.firstKey());
  }

  undo(): void {
    this.restore(this.history.move(-1));
  }

  redo(): void {
    this.restore(this.history.move(1));
  }

  /** For the callbacks of the library: something was typed, pasted, filled or cleared. */
  changed(): void {
    if (this.quiet || !this.history.push(this.withKeys())) return;
    this.keepSpareRows();
    this.paint();
    this.options.onChange?.(this.rows());
  }

  /** For the callbacks of the library: another cell was chosen. */
  chosen(column: number, row: number): void {
    const definition = this.columns[column];
    if (!definition) return;
    const error = this.errors.get(row)?.get(definition.key);
    this.note.toggleAttribute("data-error", error !== undefined);
    const hint = definition.hint ? `${definition.title}: ${definition.hint}　` : "";
    this.note.textContent = error ?? hint + text("leaveGrid"); // Tab goes from cell to cell: how to get out must be said
    this.options.onSelect?.(row, definition.key);
  }

  /** Tells the library, which listens on the whole page, that keys are meant for this grid. */
  makeCurrent(): void {
    jspreadsheet.current = this.sheet;
  }

  /** Lets the keys of the page go elsewhere, for example when the focus leaves. */
  release(): void {
    this.sheet.resetSelection();
    if (jspreadsheet.current === this.sheet) jspreadsheet.current = null;
  }

  /** Goes out of the grid by keyboard: the note stands behind the cells, so that Tab goes on from there. */
  leave(): void {
    this.release();
    this.note.focus();
  }

  get isEditing(): boolean {
    return Boolean(this.sheet.edition);
  }

  get isCurrent(): boolean {
    return jspreadsheet.current === this.sheet;
  }

  paint(): void {
    this.columns.forEach((column, x) => {
      this.sheet.rows.forEach((_, y) => {
        const message = this.errors.get(y)?.get(column.key);
        const cell = this.sheet.getCellFromCoords(x, y);
        cell.classList.toggle("has-error", message !== undefined);
        cell.title = message ?? "";
      });
    });
  }

  keepSpareRows(): void {
    if (this.options.readOnly) return;
    const wanted = this.rows().length + (this.options.spareRows ?? 3);
    const missing = wanted - this.sheet.rows.length;
    if (missing > 0) this.silently(() => this.sheet.insertRow(missing));
  }

  menu(row: number): jspreadsheet.ContextMenuItem[] {
    const chosen = this.sheet.getSelectedRows();
    const rows = chosen.includes(row) ? chosen : [row];
    // A row that is duplicated is a new row: it must not carry the identity of the old one.
    const copyOf = () => toRow(this.options.columns, { cells: this.lines()[row]?.cells ?? [], hidden: {} });
    return [
      { title: text("rowAbove"), onclick: () => this.insertRow(row) },
      { title: text("rowBelow"), onclick: () => this.insertRow(row + 1) },
      { title: text("rowDuplicate"), onclick: () => this.insertRow(row + 1, copyOf()) },
      { title: text("rowUp"), onclick: () => this.moveRow(row, row - 1) },
      { title: text("rowDown"), onclick: () => this.moveRow(row, row + 1) },
      { title: text("rowDelete"), onclick: () => this.deleteRows(rows) },
      { type: "line", title: "" },
      { title: text("copy"), shortcut: "Ctrl + C", onclick: () => this.sheet.copy() },
      { title: text("undo"), shortcut: "Ctrl + Z", onclick: () => this.undo() },
      { title: text("redo"), shortcut: "Ctrl + Y", onclick: () => this.redo() },
    ];
  }

  private lines(): Line[] {
    return this.sheet.getData().map((row, index) => ({
      cells: row.map((value) => (value === null || value === undefined ? "" : String(value))),
      hidden: this.hidden.get(this.sheet.rows[index]?.element as HTMLElement) ?? {},
    }));
  }

  private carry(lines: Line[]): void {
    this.sheet.rows.forEach(({ element }, index) => this.hidden.set(element, lines[index]?.hidden ?? {}));
  }

  /** All lines; those that have just got content with a key from now on. */
  private withKeys(): Line[] {
    const lines = keyed(this.options.columns, this.lines(), this.filled);
    this.filled = filledKeys(this.options.columns, lines);
    this.carry(lines);
    return lines;
  }

  private edit(change: (lines: MarkedLine[]) => unknown): void {
    if (this.options.readOnly) return;
    const lines = this.lines().map((line, index) => ({ ...line, marks: this.errors.get(index) ?? new Map<string, string>() }));
    change(lines);
    this.errors = new Map(lines.map((line, index) => [index, line.marks]));
    this.write(lines);
    this.changed();
  }

  private restore(lines: Line[] | null): void {
    if (!lines) return;
    this.write(lines);
    this.filled = filledKeys(this.options.columns, lines);
    this.options.onChange?.(this.rows());
  }

  private write(lines: Line[]): void {
    const [x1, y1, x2, y2] = this.sheet.selectedCell ?? [];
    this.silently(() => this.sheet.setData(lines.length ? lines.map(({ cells }) => cells) : [this.columns.map(() => "")]));
    this.carry(lines);
    this.keepSpareRows();
    this.paint();
    const last = this.sheet.rows.length - 1;
    if (x1 === undefined) return;
    this.sheet.updateSelectionFromCoords(Number(x1), Math.min(Number(y1), last), Number(x2), Math.min(Number(y2), last));
  }

  private silently(act: () => void): void {
    this.quiet = true;
    try {
      act();
    } finally {
      this.quiet = false;
    }
  }

  private columnIndex(key: string): number {
    return this.columns.findIndex((column) => column.key === key);
  }

  private firstKey(): string {
    return this.columns[0]?.key ?? "";
  }
}

function libraryColumn(column: GridColumn): jspreadsheet.Column {
  const base = { title: column.title, width: column.width ?? 120, readOnly: column.readOnly ?? false, align: "left" as const, wordWrap: true };
  if (column.type === "choice") {
    const source = [{ id: "", name: "　" }, ...(column.choices ?? []).map(({ value, label }) => ({ id: value, name: label }))];
    return { ...base, type: "dropdown", source, autocomplete: source.length > 9, render: (cell, value) => showChoice(column, cell, value) };
  }
  return { ...base, type: "text", render: (cell) => cell.classList.toggle("num", column.type === "number") };
}

/** The library blanks a value that is no choice; what was typed must stay to be seen and mended. */
function showChoice(column: GridColumn, cell: HTMLTableCellElement, value: jspreadsheet.CellValue | undefined): void {
  if (cell.classList.contains("editor")) return;
  cell.textContent = shownValue(column, value === undefined ? "" : String(value));
}

/** Excel may bring more columns than there are: the library would add some. */
function clippedPaste(columns: GridColumn[], copied: { value: jspreadsheet.CellValue }[][], from: number): string[][] {
  const room = columns.length - from;
  return copied.map((row) => row.slice(0, room).map(({ value }, index) => {
    const column = columns[from + index];
    return column ? storedValue(column, value) : String(value);
  }));
}

function libraryOptions(options: GridOptions, grid: () => Grid | undefined, done: (sheet: Sheet) => void): jspreadsheet.SpreadsheetOptions {
  const columns = options.columns.filter(isShown);
  const cells = options.rows.map((row) => toLine(columns, row).cells);
  const given = {
    tabs: false,
    toolbar: false,
    about: false,
    parseFormulas: false,
    parseHTML: false,
    allowExport: false,
    contextMenu: (_sheet: Sheet, _x: unknown, y: unknown) => (options.readOnly || y === null ? [] : (grid()?.menu(Number(y)) ?? [])),
    onload: (spreadsheet: jspreadsheet.SpreadsheetInstance) => done(spreadsheet.worksheets[0] as Sheet),
    onbeforechange: (_sheet: Sheet, _cell: unknown, x: string | number, _y: unknown, value: jspreadsheet.CellValue) => {
      const column = columns[Number(x)];
      return column ? storedValue(column, value) : undefined;
    },
    onbeforepaste: (_sheet: Sheet, copied: { value: jspreadsheet.CellValue }[][], x: string | number) =>
      clippedPaste(columns, copied, Number(x)),
    oneditionstart: () => grid()?.editorOpens(),
    onafterchanges: () => grid()?.changed(),
    ondeleterow: () => grid()?.changed(),
    onmoverow: () => grid()?.changed(),
    onselection: (_sheet: Sheet, x: number, y: number) => grid()?.chosen(Number(x), Number(y)),
    worksheets: [{
      data: cells.length ? cells : [columns.map(() => "")],
      columns: columns.map(libraryColumn),
      editable: !options.readOnly,
      allowInsertColumn: false,
      allowManualInsertColumn: false,
      allowDeleteColumn: false,
      allowRenameColumn: false,
      allowInsertRow: !options.readOnly,
      allowDeleteRow: !options.readOnly,
      columnDrag: false,
      columnSorting: false,
      rowResize: false,
      rowDrag: !options.readOnly,
      wordWrap: true,
      tableOverflow: true,
      tableHeight: options.height ?? "60vh",
      tableWidth: "100%",
      minDimensions: [columns.length, 1],
    }],
  };
  return given as unknown as jspreadsheet.SpreadsheetOptions;
}

function handleKeys(place: HTMLElement, grid: Grid): void {
  const shortcut = (event: KeyboardEvent): (() => void) | undefined => {
    if (event.key === "Escape" && !grid.isEditing) return () => grid.leave();
    if (!(event.ctrlKey || event.metaKey) || grid.isEditing) return undefined;
    const key = event.key.toLowerCase();
    if (key === "z") return () => (event.shiftKey ? grid.redo() : grid.undo());
    return key === "y" ? () => grid.redo() : undefined;
  };
  // The library listens on the document: ours must come before it.
  window.addEventListener("keydown", (event) => {
    const act = grid.isCurrent ? shortcut(event) : undefined;
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, { capture: true });
  document.addEventListener("focusin", (event) => {
    const inside = event.target instanceof Element && (place.contains(event.target) || event.target.closest(".jcontextmenu, .jdropdown, .jss_contextmenu"));
    if (!inside && grid.isCurrent && event.target !== document.body) grid.release();
  });
}

/** Makes a grid inside `place`. */
export function createGrid(place: HTMLElement, options: GridOptions): Promise<Grid> {
  place.classList.add("grid-sheet");
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", options.label);
  const inner = document.createElement("div");
  place.replaceChildren(inner);
  return new Promise((resolve) => {
    let grid: Grid | undefined;
    jspreadsheet(inner, libraryOptions(options, () => grid, (sheet) => {
      grid = new Grid(place, options, sheet);
      grid.keepSpareRows();
      handleKeys(place, grid);
      grid.release();
      inner.addEventListener("focus", () => {
        if (!grid?.isCurrent) grid?.focus(0, options.columns.find(isShown)?.key ?? "");
      });
      resolve(grid);
    }));
  });
}
