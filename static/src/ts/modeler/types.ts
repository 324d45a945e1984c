// What the page of the editor and the server say to each other.
import type { Choice, GridRow } from "../lib/grid";

export interface Column {
  key: string;
  label: string;
  hint: string;
  width: number;
  choices: Choice[];
  numeric: boolean;
}

export type Severity = "error" | "warning" | "hint";

export interface Finding {
  rule: string;
  severity: Severity;
  element_id: string;
  message: string;
  remedy: string;
}

export interface EvidenceItem {
  kind: string;
  source: string;
  reference: string;
  /** Page of the hearing row, "" where there is none. */
  url?: string;
  respondentPost: string;
  obtainedOn: string;
  confidence: string;
}

/** Of an element, as far as the page needs them: the key says which row of the table it is. */
export interface StepValues {
  key: string;
}

/** What the server says about a diagram each time. */
export interface Reading {
  rows: GridRow[];
  findings: Finding[];
  values: Record<string, StepValues>;
  shares: Record<string, string>;
  evidence: Record<string, EvidenceItem[]>;
}

export interface Vocabulary {
  performerKinds: Choice[];
  workKinds: Choice[];
  changes: Choice[];
  measures: { code: string; title: string }[];
  commonSteps: { key: string; name: string }[];
  performers: string[];
  systems: string[];
  forms: string[];
  evidenceKinds: Choice[];
  confidences: Choice[];
}

export interface PageData extends Reading {
  title: string;
  side: "as_is" | "common" | "to_be";
  revision: number;
  baseNumber: number;
  latestNumber: number;
  xml: string;
  /** Why the stored diagram cannot be read; absent where it can. */
  broken?: string;
  columns: Column[];
  vocabulary: Vocabulary;
  urls: { draft: string; rows: string; check: string; layout: string; presence: string };
  storageKey: string;
}

export interface Saved extends Reading {
  revision: number;
}

export interface Conflict {
  revision: number;
  xml: string;
  merged_xml: string;
  conflicts: { element_id: string; name: string; what: string; mine: string; theirs: string }[];
  saved_by: string;
  saved_at: string;
  kept_url: string;
}

export interface DiagramProblem {
  message: string;
  element?: string;
}

export interface RowProblem {
  /** Row of the table from 0, -1 where it is not about a row. */
  row: number;
  field: string;
  place: string;
  message: string;
}
