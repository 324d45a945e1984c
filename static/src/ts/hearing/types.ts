// What the page of a hearing and the server say to each other.
import type { GridRow } from "../lib/grid";

export type TableKey = "respondents" | "steps" | "forms" | "issues";
export type Cells = Record<string, string>;

export interface Sheet {
  meta: Cells;
  respondents: GridRow[];
  overview: Cells;
  steps: GridRow[];
  volumes: Record<string, string | string[]>;
  forms: GridRow[];
  issues: GridRow[];
}

export interface ColumnData {
  key: string;
  label: string;
  hint: string;
  width: number;
  choices: string[];
  numeric: boolean;
}

export interface Problem {
  place: string;
  value: string;
  message: string;
  section: string;
  row: number | null;
  field: string;
  anchor: string;
}

export interface Conflict {
  revision: number;
  saved_at: string;
  saved_by: string;
  kept_url: string;
  differences: { place: string; theirs: string; mine: string }[];
}

export interface PageData {
  storageKey: string;
  revision: number;
  sheet: Sheet;
  elements: Record<string, string>;
  commonSteps: { id: string; name: string }[];
  urls: { save: string; preview: string; presence: string; read: string };
  tables: Record<TableKey, ColumnData[]>;
  findings: Problem[];
  words: Record<string, string>;
}

/** The server's words with their gaps filled. */
export function say(words: Record<string, string>, key: string, values: Record<string, string | number> = {}): string {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
