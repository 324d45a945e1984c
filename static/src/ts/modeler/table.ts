// The workflow table beside the diagram: one process, two views.
import { createGrid, type Grid, type GridColumn, type GridRow } from "../lib/grid";
import type { Column, PageData, RowProblem } from "./types";
import { mergeRows, sameRows } from "./rows";
import { word } from "./words";

const CHARACTER = 9; // pixels: the many columns wrap their cells
const PAUSE = 400;

function gridColumn({ key, label, hint, width, choices, numeric }: Column): GridColumn {
  const type = choices.length ? "choice" : numeric ? "number" : "text";
  return { key, title: label, hint, type, width: Math.max(width * CHARACTER, 76), choices };
}

export interface TableEvents {
  /** The table was changed by hand and its rows are to come into the diagram. */
  changed(): void;
  selected(key: string | null): void;
}

export class Table {
  private base: GridRow[]; // the rows of the diagram as the table read them when it last showed them
  private shown: GridRow[]; // the same as the server sent them
  private latest: GridRow[];
  private sent: GridRow[] = [];
  private timer = 0;
  private quiet = false;

  private constructor(private readonly grid: Grid, private readonly place: HTMLElement, page: PageData, private readonly events: TableEvents) {
    this.shown = this.latest = page.rows;
    this.base = grid.rows();
    place.addEventListener("pointerover", (event) => this.point(grid.rowAt(event)));
    place.addEventListener("pointerleave", () => this.point(null));
    place.addEventListener("focusout", () => window.setTimeout(() => this.showLatest()));
  }

  static async create(place: HTMLElement, page: PageData, events: TableEvents): Promise<Table> {
    let table: Table | undefined;
    const columns: GridColumn[] = [...page.columns.map(gridColumn), { key: "key", title: "", type: "key" }];
    const grid = await createGrid(place, {
      columns,
      rows: page.rows,
      label: word("table"),
      height: "40vh",
      onChange: () => table?.typed(),
      onSelect: (row) => table?.chose(row),
    });
    table = new Table(grid, place, page, events);
    return table;
  }

  /** What was typed and is not in the diagram yet, with what the diagram has changed meanwhile. */
  rows(): GridRow[] {
    return mergeRows(this.base, this.grid.rows(), this.latest);
  }

  /** True while the table holds something that the diagram does not. */
  get isAhead(): boolean {
    return !sameRows(this.grid.rows(), this.base);
  }

  /** The rows of the diagram as it stands now. */
  show(rows: GridRow[]): void {
    this.latest = rows;
    this.showLatest();
  }

  /** The rows that were sent have come into the diagram, which reads `rows` now. */
  accept(rows: GridRow[]): void {
    this.latest = rows;
    this.grid.setErrors([]);
    if (sameRows(this.grid.rows(), this.sent)) this.put(rows);
    else this.base = this.sent; // more was typed meanwhile: it follows by itself
  }

  mark(problems: RowProblem[]): void {
    this.grid.setErrors(problems.filter(({ row }) => row >= 0).map(({ row, field, message }) => ({ row, key: field, message })));
  }

  /** Puts aside what was typed, for the diagram has been replaced. */
  reset(rows: GridRow[]): void {
    window.clearTimeout(this.timer);
    this.latest = rows;
    this.grid.setErrors([]);
    this.put(rows);
  }

  /** Puts rows as they were typed in an earlier visit over those of the diagram. */
  restore(rows: GridRow[]): void {
    this.quiet = true;
    this.grid.setRows(rows);
    this.quiet = false;
    this.typed();
  }

  light(key: string | null, reveal: boolean): void {
    const row = key === null ? -1 : this.grid.rows().findIndex((each) => each.key === key);
    this.grid.light(row < 0 ? null : row);
    if (row >= 0 && reveal) this.place.querySelectorAll("tbody tr")[row]?.scrollIntoView({ block: "nearest" });
  }

  private put(rows: GridRow[]): void {
    this.shown = rows;
    this.quiet = true;
    this.grid.setRows(rows);
    this.quiet = false;
    this.base = this.grid.rows();
  }

  /** Never under the hands of somebody who types here. */
  private showLatest(): void {
    if (this.isAhead || this.grid.isEditing || sameRows(this.latest, this.shown)) return;
    this.put(this.latest);
  }

  private typed(): void {
    if (this.quiet) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.sent = this.grid.rows();
      if (this.isAhead) this.events.changed();
    }, PAUSE);
  }

  private chose(row: number): void {
    if (!this.quiet) this.events.selected(this.grid.rows()[row]?.key ?? null);
  }

  private point(row: number | null): void {
    this.grid.light(row ?? this.grid.chosenRow());
  }
}
