// What the server says and is asked, as docs/formats describes it. Nothing here has behaviour.

export interface Label {
  zh: string;
  en: string;
}

export type Cell = string | number | boolean | null;
export type Row = Cell[];

export type Op = 'in' | 'not_in' | '>=' | '<=';

export interface Filter {
  dimension: string;
  op: Op;
  values: (string | null)[];
}

export interface Period {
  from: string;
  to: string;
}

export interface Session {
  workspace: string;
  zone: string;
  language: string;
  version: string;
}

export interface DataDays {
  first_day: string | null;
  last_day: string | null;
}

export type NumberFormat = 'count' | 'percent' | 'money' | 'duration' | 'score' | 'rate';
export type Direction = 'up_is_good' | 'down_is_good' | 'neutral';

export interface Metric {
  name: string;
  label: Label;
  description?: Label;
  formula?: Label;
  unit?: string | Label;
  format: NumberFormat;
  direction: Direction;
  // What it can be filtered and split by.
  dimensions?: string[];
}

export interface DimensionValue {
  code: string;
  label: Label;
}

export interface Dimension {
  name: string;
  label: Label;
  kind: 'time' | 'code' | 'text' | 'number';
  values?: DimensionValue[];
}

export interface Catalog {
  metrics: Metric[];
  dimensions: Dimension[];
}

export interface Order {
  name: string;
  descending: boolean;
}

export interface Frame {
  columns: { name: string; kind: 'dimension' | 'metric' }[];
  rows: Row[];
  total: Record<string, number | null>;
  n: Record<string, number | null>;
  // The population behind each metric of each row.
  rows_n?: (number | null)[][];
}

export interface RowsPage {
  fact: string;
  columns: { name: string; label?: Label }[];
  rows: Row[];
  total: number;
  of?: string;
}

export interface Driver {
  values: Record<string, string | null>;
  current: number;
  before: number;
  change: number;
  share: number | null;
}

export interface Changes {
  period: Period;
  previous: Period;
  current: number;
  before: number;
  change: number;
  drivers: Driver[];
}

export interface CaseFinding {
  rule?: string;
  field?: string;
  kind?: string;
  label?: Label;
  before?: string;
  after?: string;
}

export interface CaseRecord {
  fields: { name: string; label?: Label; value: Cell }[];
  messages: { sent_at: string | null; sender: string | null; text: string | null }[];
  origin: { source: string | null; file: string | null; row: number | null };
  findings: CaseFinding[];
  versions: number;
}

export interface LedgerCounts {
  rows: number;
  stored: number;
  updated: number;
  duplicates: number;
  quarantined: number;
  headers?: number;
  blanks?: number;
  repaired?: number;
}

export interface LedgerFile extends LedgerCounts {
  name: string;
  source: string;
  entity: string;
  mapping?: string | null;
  encoding?: string | null;
  at: string | null;
  complete: boolean;
}

export interface Ledger {
  files: LedgerFile[];
  total: LedgerCounts;
  balanced: boolean;
  // Equal texts about other things: kept, and said.
  repeats?: { texts: number; rows: number };
  unresolved: { entity: string; field: string; references?: string | null; count: number }[];
  findings: {
    rule: string;
    entity: string;
    field?: string | null;
    kind?: string | null;
    count: number;
    label?: Label;
  }[];
  quarantine: {
    id: string | number;
    file: string;
    row: number;
    entity: string;
    reason: string;
    field?: string | null;
    label?: Label;
  }[];
}
