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

export interface ClearFields {
  key: string;
  fields: { name: string; value: string }[];
}
export interface ClearRecord {
  entity: string;
  key: string;
  fields: { name: string; label?: Label; value: string }[];
  messages: { sent_at: string | null; sender: string | null; text: string | null; clear: boolean }[];
}

export type SearchedFor = 'any' | 'phone' | 'email' | 'order';
export interface FoundRecord {
  key: string;
  source: string;
  fields: Record<string, Cell>;
}
export interface Found {
  found: { entity: string; more: boolean; records: FoundRecord[] }[];
}

export interface ClearPair {
  one: ClearFields;
  other: ClearFields;
}

export interface RowScope {
  shops: string[];
  teams: string[];
  regions: string[];
  agent: string;
}

export interface Me {
  user: string | null;
  role: string;
  label: Label | null;
  actions: string[];
  second_factor: boolean;
  rows: RowScope;
}

/** How the last backups went; what to do if one is wanting. */
export interface BackupState {
  state: 'good' | 'none' | 'late' | 'failed';
  place: string;
  every_hours: number | null;
  made: string | null;
  failed: string | null;
  failure: Label | null;
  advice: Label | null;
}

export interface RetentionState {
  state: 'off' | 'waiting' | 'good' | 'failed';
  every_hours: number | null;
  with_run: boolean;
  done: string | null;
  failed: string | null;
  failure: Label | null;
  last: { customers_erased: number; entities: { entity: string; rows: number }[] } | null;
}

/** What an authenticator app is told, once. */
export interface CodeOffer {
  secret: string;
  address: string;
}

export interface WaysIn {
  password: boolean;
  identity: string | null;
  workspace: string;
  language: string;
}

export interface User {
  name: string;
  role: string;
  rows: RowScope;
  disabled: boolean;
  has_password: boolean;
  second_factor: boolean;
  subject: string;
  tokens: { label: string; actions: string[]; expires: string }[];
}

export interface UserList {
  users: User[];
  roles: { name: string; label: Label; rows: 'all' | 'own'; fields: Record<string, string> }[];
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
  data_until: string | null;
  undated_cases: number;
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
  open?: boolean; // Names of places: the store has some of them, and others.
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
  notes?: Label[];
}

// A question in plain words, as it was understood; docs/formats/metrics.md has its keys.
export interface Asked {
  answerable: boolean;
  understood: Label | null;
  chart: 'number' | 'line' | 'bar' | 'map' | 'table' | 'waterfall';
  share: boolean;
  why: boolean;
  against: Period | null;
  not_understood: { text: string; near: string[] }[];
  problem: Label | null;
  answer?: Frame;
  before?: Frame;
  changes?: Changes;
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

// A fact of the week; `sentence` names values in the language that was asked for.
export interface WeekFact {
  kind: 'metric' | 'segment' | 'cause' | 'level';
  metric: string;
  where: Record<string, string>;
  value: number;
  n: number;
  low: number;
  high: number;
  days: number;
  q?: number;
  sentence: Label;
}

export interface Story {
  from: string;
  to: string;
  weeks_before: number;
  looked_at: number;
  facts: WeekFact[];
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
  confidence?: number;
  why?: Label | null;
}

// What was found in a text, in characters of it; `value` says what it means.
export interface TextMark {
  kind: string;
  start: number;
  end: number;
  text: string;
  value?: string;
  about?: string;
  in?: string;
}

export interface CaseRecord {
  fields: { name: string; label?: Label; value: Cell }[];
  messages: { sent_at: string | null; sender: string | null; text: string | null; marks?: TextMark[] }[];
  origin: { source: string | null; file: string | null; row: number | null };
  findings: CaseFinding[];
  versions: number;
}

export interface SaidSentence {
  message: number;
  text: string;
  sender?: string;
  sent_at?: string;
  about?: string;
  due?: string;
}
export interface CaseConversation {
  case: string;
  messages: { customer: number; agent: number; bot: number; system: number };
  turns: number;
  ending: string;
  first_reply_seconds?: number;
  transferred: boolean;
  mood: { begin: number; end: number; course: number[] };
  promises: SaidSentence[];
  summary: Record<'problem' | 'demand' | 'promise' | 'outcome', SaidSentence | null>;
}

export interface DiscoveredTopic {
  name: string;
  terms: string[];
  texts: number;
  before: number;
  growth: number;
  cases: string[];
}
export interface GrownPhrase {
  phrase: string;
  now: number;
  before: number;
  growth: number;
  new: boolean;
}
export interface Discovered {
  period: Period;
  before: Period;
  texts_now: number;
  texts_before: number;
  stored_now: number;
  stored_before: number;
  without_topic: number;
  groups: number;
  topics: DiscoveredTopic[];
  rising: GrownPhrase[];
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
  file_id?: string;
  name: string;
  source: string;
  entity: string;
  mapping?: string | null;
  encoding?: string | null;
  at: string | null;
  complete: boolean;
}

export const judgedDimensions = [
  'completeness',
  'validity',
  'uniqueness',
  'consistency',
  'timeliness',
  'accuracy',
] as const;
export type JudgedDimension = (typeof judgedDimensions)[number];
export interface DimensionScore {
  score: number;
  checked: number;
  failed: number;
}
// A dimension that nothing could be judged by has no score.
export type Scores = Record<JudgedDimension, DimensionScore | null> & { score: number | null };

export interface RuleRun {
  at: string;
  checked: number;
  broken: number;
  measured: number;
  passed: boolean;
}
export interface JudgedRule extends RuleRun {
  table: string;
  rule: string;
  label: Label;
  runs: RuleRun[];
}

export interface Ledger {
  files: LedgerFile[];
  scores?: {
    total: Scores;
    sources: (Scores & { source: string; days: { day: string; score: number | null }[] })[];
    days: (Scores & { day: string })[];
  };
  rules?: JudgedRule[];
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

export interface FieldInfo {
  name: string;
  label: Label;
  description?: Label;
  type: string;
  personal: boolean;
  required: boolean;
  key: boolean;
  codes: DimensionValue[];
  synonyms: string[];
}

export interface EntityInfo {
  name: string;
  label: Label;
  grain: Label;
  fields: FieldInfo[];
}

export interface Dictionary {
  entities: EntityInfo[];
}

export interface Said {
  message: string;
  message_zh: string;
}

export interface IntakeResult {
  file_id: string;
  name: string;
  source: string;
  entity: string;
  mapping: string;
  already: boolean;
  ledger: LedgerCounts;
  error?: Said;
}

export type UploadState = 'waiting' | 'queued' | 'running' | 'done' | 'stopped' | 'failed';

export interface Upload {
  id: string;
  name: string;
  bytes: number;
  state: UploadState;
  progress: { done: number; total: number };
  results: IntakeResult[];
  error?: Said;
}

export interface UploadList {
  limit_bytes: number;
  uploads: Upload[];
}

export interface Job {
  id: string;
  kind: string;
  state: 'running' | 'done' | 'stopped' | 'failed';
  step: string;
  done: number;
  // 0: not known.
  total: number;
  unit: string;
  result: Record<string, unknown> | null;
  error: Said | null;
}

export interface JobList {
  jobs: Job[];
}

export interface ProposedColumn {
  column: string;
  // "case.text": where the mapping puts it.
  targets: string[];
  samples: string[];
  filled: number;
  personal: boolean;
  unread: number;
  unread_samples: string[];
  // Absent when the header was recognised.
  field?: string;
  codes?: Record<string, string>;
  suggested?: string;
  confidence?: number;
  reason?: Label;
  alternatives?: string[];
}

export interface Proposal {
  format: string;
  encoding: string;
  mapping: { name: string; label: Label } | null;
  entity: string;
  confidence: number;
  columns: ProposedColumn[];
  constants?: Record<string, string>;
  missing?: { field: string; codes: string[] }[];
  outcome: {
    rows: number;
    set_aside: number;
    findings: { rule: string; field: string; sets_aside: boolean; count: number; label: Label }[];
  };
}

export interface Choice {
  entity: string;
  fields: Record<string, string>;
  codes: Record<string, Record<string, string>>;
  constants: Record<string, string>;
}

export interface FacetValue {
  value: string;
  count: number;
  name?: string;
  label?: Label;
}

export type Facets = Record<string, FacetValue[]>;

export interface FoundRow {
  rule: string;
  label: Label;
  kind: string;
  entity: string;
  field: string;
  before: string;
  after: string;
  file: string;
  source: string;
  row: number;
  case: string;
  // Of a repair: how likely it is right, 0 to 1, and what speaks for it.
  confidence?: number;
  why?: Label | null;
}

export interface FindingPage {
  total: number;
  facets: Facets;
  rows: FoundRow[];
}

export interface AsideRow {
  id: number;
  file: string;
  source: string;
  row: number;
  entity: string;
  reason: string;
  field: string;
  state: string;
  label: Label;
}

export interface AsidePage {
  total: number;
  facets: Facets;
  rows: AsideRow[];
}

export interface AsideCells extends AsideRow {
  raw: string;
  cells: { column: string; targets: string[]; value: string; masked: boolean }[];
}

export interface Replayed {
  tried: number;
  replayed: number;
  refused: { id: number; reason: string; label: Label }[];
}

export interface Cluster {
  entity: string;
  field: string;
  // The proposed meaning; empty: nothing is near, or the repair would remove the value.
  code: string;
  rule: string;
  label: Label;
  // Of a repair: how likely it is right, 0 to 1, and what speaks for it.
  confidence?: number;
  why?: Label | null;
  // Personal: values are masks, with a sign behind '#' that tells those of one mask apart.
  masked?: boolean;
  stored: number;
  waiting: number;
  values: { value: string; stored: number; waiting: number; word: string; likeness: number }[];
}

export interface ValueDecision {
  id: number;
  entity: string;
  field: string;
  value: string;
  code: string;
  suggested: string;
  rule: string;
  state: string;
  rows: number;
  at: string;
}

export interface Review {
  clusters: Cluster[];
  decisions: ValueDecision[];
}

export interface Decided {
  changed: number;
  replayed: number;
  decisions: ValueDecision[];
}

export interface DuplicatePage {
  total: number;
  facets: Facets;
  rows: {
    entity: string;
    how: string;
    file: string;
    row: number;
    key: string;
    original: { key: string; file: string; row: number };
  }[];
}

// A record as people compare it: its fields masked.
export interface SameFace {
  key: string;
  source?: string;
  fields: { name: string; label: Label | null; value: Cell }[];
  group?: string[];
}

export interface SameWhy {
  prior: number;
  others: number;
  fields: { field: string; label: Label | null; level: string; weight: number; rarity: number }[];
}

export interface SameVerdict {
  id: number;
  one: string;
  other: string;
  same: boolean;
  by: string;
  at: string;
  undone_by: string | null;
}

// "proposed": alike and nobody said; "joined": one; "apart": two; "unlike": nothing joins them.
export interface SamePair {
  entity: string;
  state: string;
  score: number | null;
  verdict: number | null;
  one: SameFace;
  other: SameFace;
  why: SameWhy | null;
  verdicts?: SameVerdict[];
}

export interface SamePage {
  entity: string;
  total: number;
  facets: Facets;
  rows: SamePair[];
}

export interface SameGroup {
  entity: string;
  size: number;
  members: SameFace[];
}

export interface SameSoFar {
  compared_at: string | null;
  records: number;
  waiting: number;
  groups: number;
  repeated: number;
  states: Record<string, number>;
}
export type SameSummary = Record<string, SameSoFar>;

export interface SameSaid {
  verdict: number;
  changed: number;
}

export interface LabelName {
  code: string;
  label: Label;
}

export interface LabelModel {
  // How many were offered, used or not.
  offered: number;
  used: { at: string; texts: number; tested: number; accuracy: number; macro_f1: number } | null;
}

export interface LabelSet {
  set: string;
  label: Label;
  // Named like a judgement of the analysis: its values are listed.
  judged: boolean;
  labelled: number;
  skipped: number;
  people: number;
  labels: { label: string; count: number }[];
  model: LabelModel | null;
}

export interface LabelSets {
  sets: LabelSet[];
  least_learnt: number;
  least_tested: number;
}

export interface LabelItem {
  key: string;
  text: string;
  proposed: string | null;
  probability: number | null;
}

export interface LabelProgress {
  labelled: number;
  left: number;
}

export interface LabelBatch extends LabelProgress {
  set: string;
  names: LabelName[];
  // Takes labels of one's own.
  open: boolean;
  items: LabelItem[];
}

export interface LabelDoubt {
  key: string;
  text: string;
  label: string;
  likely: string;
  probability: number;
}

export interface LabelDoubts {
  set: string;
  total: number;
  doubts: LabelDoubt[];
}

export interface LabelTrained {
  set: string;
  texts: number;
  tested: number;
  before: { of: 'model' | 'analysis'; accuracy: number; macro_f1: number } | null;
  after: { accuracy: number; macro_f1: number };
  accuracy_interval: [number, number];
  used: boolean;
}
