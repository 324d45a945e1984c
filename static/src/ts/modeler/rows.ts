// Three states of one table brought together, row by row: what both sides began with, and what each made of it.
import type { GridRow } from "../lib/grid";

function same(one: GridRow | undefined, other: GridRow | undefined): boolean {
  if (!one || !other) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => (one[key] ?? "") === (other[key] ?? ""));
}

export function sameRows(one: GridRow[], other: GridRow[]): boolean {
  return one.length === other.length && one.every((row, index) => same(row, other[index]));
}

function byKey(rows: GridRow[]): Map<string, GridRow> {
  return new Map(rows.map((row) => [row.key ?? "", row]));
}

/** A row that both changed: each cell that only the diagram changed is taken from there. */
function mixed(base: GridRow, mine: GridRow, theirs: GridRow): GridRow {
  const row = { ...mine };
  for (const [key, value] of Object.entries(theirs)) if ((mine[key] ?? "") === (base[key] ?? "")) row[key] = value;
  return row;
}

/** The rows of the table (`mine`) with what the diagram (`theirs`) has changed since both stood at `base`. */
export function mergeRows(base: GridRow[], mine: GridRow[], theirs: GridRow[]): GridRow[] {
  const [before, here, there] = [byKey(base), byKey(mine), byKey(theirs)];
  const kept = mine.filter((row) => {
    const old = before.get(row.key ?? "");
    return !old || there.has(row.key ?? "") || !same(old, row); // gone from the diagram, unless it was changed here
  });
  const merged = kept.map((row) => {
    const [old, other] = [before.get(row.key ?? ""), there.get(row.key ?? "")];
    return old && other ? mixed(old, row, other) : row;
  });
  theirs.forEach((row, index) => {
    if (before.has(row.key ?? "") || here.has(row.key ?? "")) return;
    const after = theirs[index - 1]?.key;
    merged.splice(merged.findIndex((each) => each.key === after) + 1, 0, row);
  });
  return merged;
}
