// What the page of a to-be and the server say to each other.
import type { GridColumn, GridRow } from "../lib/grid";

export type Removed = Record<string, string>;

export interface Table {
  steps: GridRow[];
  removed: Removed[];
}

export interface Problem {
  /** Row of the grid from 0, -1 where it is not about a row. */
  row: number;
  key: string;
  place: string;
  message: string;
}

export interface CommonStep {
  key: string;
  number: string;
  name: string;
  state: "row" | "removed" | "open";
  numbers: string;
  measure: string;
  reason: string;
}

export interface Preview {
  svg: string;
  elements: Record<string, string>;
  problems: Problem[];
  warnings: Problem[];
  common: CommonStep[];
}

export interface PageData {
  table: Table;
  revision: number;
  baseNumber: number;
  columns: GridColumn[];
  urls: { draft: string; preview: string; change: string; save: string };
  words: Record<string, string>;
}

/** The server's words with their gaps filled. */
export function say(page: PageData, key: string, values: Record<string, string | number> = {}): string {
  return (page.words[key] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
