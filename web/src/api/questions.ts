// The questions the pages ask, one function each.

import { get, post, type Question } from './client';
import { whereText } from './where_text';
import type {
  Asked,
  AsideCells,
  AsidePage,
  BackupState,
  Catalog,
  CaseConversation,
  CaseRecord,
  Cell,
  Changes,
  ClearPair,
  ClearRecord,
  Choice,
  CodeOffer,
  DataDays,
  Decided,
  Dictionary,
  Discovered,
  DuplicatePage,
  Filter,
  FindingPage,
  Found,
  Frame,
  Job,
  JobList,
  LabelBatch,
  LabelDoubts,
  LabelItem,
  LabelProgress,
  LabelSets,
  Ledger,
  Me,
  Order,
  Period,
  Proposal,
  Replayed,
  RetentionState,
  Review,
  RowsPage,
  SameGroup,
  SamePage,
  SamePair,
  SameSaid,
  SameSummary,
  SearchedFor,
  Session,
  Story,
  Upload,
  UploadList,
  UserList,
  WaysIn,
} from './types';

// Which rows a number is about: the same scope asked as a number and as rows gives the same count.
export interface Scope {
  period: Period;
  where: Filter[];
}

export const session = () => get<Session>('/session');
export const me = () => get<Me>('/me');
export const waysIn = () => get<WaysIn>('/sign-in');
export const signIn = (name: string, password: string, code: string) =>
  post<Me>('/sign-in', { name, password, code });
export const signOut = () => post<{ signed_out: boolean }>('/sign-out', {});
export const ownPassword = (old: string, fresh: string) =>
  post<{ changed: boolean }>('/me/password', { old, new: fresh });
export const offerCode = (password: string) => post<CodeOffer>('/me/code', { password });
export const confirmCode = (code: string) => post<{ second_factor: boolean }>('/me/code', { code });
export const dropCode = (password: string) =>
  post<{ second_factor: boolean }>('/me/code', { password, off: true });
export const newToken = (user: string, label: string, days: number) =>
  post<{ token: string }>(`/users/${encodeURIComponent(user)}/tokens`, { label, days });
export const revokeToken = (user: string, label: string) =>
  post<UserList>(`/users/${encodeURIComponent(user)}/tokens/revoke`, { label });
export const backups = () => get<BackupState>('/backups');
export const retention = () => get<RetentionState>('/retention');
export const users = () => get<UserList>('/users');
export const addUser = (user: object) => post<UserList>('/users', user);
export const changeUser = (name: string, what: object) =>
  post<UserList>(`/users/${encodeURIComponent(name)}`, what);
export const dataDays = () => get<DataDays>('/periods');
export const catalog = () => get<Catalog>('/catalog');
export const ledger = () => get<Ledger>('/ledger');
export const caseRecord = (key: string) => get<CaseRecord>(`/case/${encodeURIComponent(key)}`);

export const caseConversation = (key: string) =>
  get<CaseConversation>(`/conversation/${encodeURIComponent(key)}`);

export const revealRecord = (entity: 'case' | 'customer', key: string, reason: string) =>
  post<ClearRecord>('/reveal', { entity, key, reason });
export const findExactly = (value: string, kind: SearchedFor) =>
  post<Found>('/find', { value, kind });

export const askWords = (question: string) => post<Asked>('/ask', { question });
export const dictionary = () => get<Dictionary>('/dictionary');

export const uploads = () => get<UploadList>('/uploads');
const uploadPath = (id: string, verb: string) => `/uploads/${encodeURIComponent(id)}/${verb}`;
// For a choice, for an entity, or for neither: then the header is recognised or a mapping suggested.
export const proposal = (id: string, asked: Partial<Choice> = {}) =>
  post<Proposal>(uploadPath(id, 'proposal'), asked);
export const ingest = (id: string, how: Choice | { mapping: string }) =>
  post<Upload>(uploadPath(id, 'ingest'), how);
export const stopUpload = (id: string) => post<Upload>(uploadPath(id, 'stop'), {});
export const dropUpload = (id: string) => post<{ id: string }>(uploadPath(id, 'drop'), {});

export const jobs = () => get<JobList>('/jobs');
export const stopJob = (id: string) => post<Job>(`/jobs/${encodeURIComponent(id)}/stop`, {});

// Both lists are narrowed by texts (a rule, a field, a file) and come in pages.
export type Narrowed = Record<string, string | number>;
export const findings = (by: Narrowed) => post<FindingPage>('/findings', by);
export const quarantine = (by: Narrowed) => post<AsidePage>('/quarantine', by);
export const duplicates = (by: Narrowed) => post<DuplicatePage>('/duplicates', by);
export const asideRow = (id: number) => get<AsideCells>(`/quarantine/${id}`);
export const revealRow = (id: number, reason: string) =>
  post<AsideCells>(`/quarantine/${id}/reveal`, { reason });
export const revealPair = (one: string, other: string, reason: string) =>
  post<ClearPair>('/duplicates/reveal', { one, other, reason });
export const mendRow = (id: number, cells: Record<string, string>) =>
  post<Replayed>(`/quarantine/${id}/replay`, { cells });
export const replayRows = (ids: number[]) => post<Replayed>('/quarantine/replay', { ids });
export const dropRow = (id: number) => post<{ id: number }>(`/quarantine/${id}/drop`, {});

export const review = () => get<Review>('/review');
export const decideValues = (decision: {
  entity: string;
  field: string;
  values: string[];
  code: string;
  suggested: string;
  verdict: 'accept' | 'reject';
}) => post<Decided>('/review/decide', decision);
export const undoDecision = (id: number) => post<Decided>('/review/undo', { id });

export const sameSummary = () => get<SameSummary>('/duplicates/summary');
export const samePairs = (by: Narrowed) => post<SamePage>('/duplicates/pairs', by);
export const samePair = (entity: string, one: string, other: string) =>
  post<SamePair>('/duplicates/pair', { entity, one, other });
export const sameGroup = (entity: string, key: string) =>
  post<SameGroup>('/duplicates/group', { entity, key });
export const saySame = (entity: string, keys: string[], same: boolean) =>
  post<SameSaid>('/duplicates/say', { entity, keys, same });
export const unsaySame = (id: number) => post<SameSaid>('/duplicates/undo', { id });
export const compareSame = () => post<Job>('/duplicates/compare', {});

export const discover = () => post<Discovered>('/discover', {});
export const labelSets = () => get<LabelSets>('/labels');
export const nextLabels = (set: string, most: number, besides: string[]) =>
  post<LabelBatch>('/labels/next', { set, most, besides });
export const answerLabel = (set: string, key: string, label: string) =>
  post<LabelProgress>('/labels/answer', label ? { set, key, label } : { set, key, skip: true });
export const undoLabel = (set: string) =>
  post<LabelProgress & { item: LabelItem }>('/labels/undo', { set });
export const labelDoubts = (set: string) => post<LabelDoubts>('/labels/doubts', { set });
export const trainLabels = (set: string) => post<Job>('/labels/train', { set });

interface Breakdown {
  by?: string[];
  order?: Order[];
  limit?: number;
}

export function frame(metrics: string[], scope: Scope, options: Breakdown = {}): Question<Frame> {
  return post<Frame>('/query', {
    metrics,
    by: options.by ?? [],
    where: scope.where,
    from: scope.period.from,
    to: scope.period.to,
    ...(options.order ? { order: options.order } : {}),
    limit: options.limit ?? 1000,
  });
}

export interface Point {
  label: string;
  value: number | null;
  n: number | null;
}

export interface Measured {
  total: Record<string, number | null>;
  n: Record<string, number | null>;
  points: Record<string, Point[]>;
}

// Several metrics in one request: their totals, and their values by the first dimension asked by.
export function measure(
  metrics: string[],
  scope: Scope,
  options: Breakdown = {},
): Question<Measured> {
  const asked = frame(metrics, scope, options);
  return {
    key: `measure ${asked.key}`,
    run: async (signal) => {
      const answer = await asked.run(signal);
      const by = answer.columns.findIndex((column) => column.kind === 'dimension');
      const points: Measured['points'] = {};
      metrics.forEach((name, metric) => {
        const at = answer.columns.findIndex((column) => column.name === name);
        points[name] = answer.rows.map((row, i) => ({
          label: String(row[by] ?? ''),
          value: numberOf(row[at]),
          n: answer.rows_n?.[i]?.[metric] ?? null,
        }));
      });
      return { total: answer.total, n: answer.n, points };
    },
  };
}

export interface RowsAsked {
  metric: string;
  scope: Scope;
  page: number;
  pageSize: number;
  order?: Order[];
}

export function rows(asked: RowsAsked): Question<RowsPage> {
  return post<RowsPage>('/rows', {
    metric: asked.metric,
    where: asked.scope.where,
    from: asked.scope.period.from,
    to: asked.scope.period.to,
    page: asked.page,
    page_size: asked.pageSize,
    ...(asked.order ? { order: asked.order } : {}),
  });
}

export function changes(metric: string, scope: Scope): Question<Changes> {
  return post<Changes>('/changes', {
    metric,
    where: scope.where,
    from: scope.period.from,
    to: scope.period.to,
  });
}

// The seven days up to the last of the period, in the reader's language.
export function story(scope: Scope, language: string): Question<Story> {
  return post<Story>('/insight/story', {
    where: whereText(scope.where),
    to: scope.period.to,
    language,
  });
}

export function numberOf(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== 'string' || cell.trim() === '') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}
