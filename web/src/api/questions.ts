// The questions the pages ask, one function each.

import { ApiError, get, post, type Question } from './client';
import type {
  Catalog,
  CaseRecord,
  Cell,
  Changes,
  DataDays,
  Filter,
  Frame,
  Ledger,
  Order,
  Period,
  RowsPage,
  Session,
} from './types';

// Which rows a number is about: the same scope asked as a number and as rows gives the same count.
export interface Scope {
  period: Period;
  where: Filter[];
}

export const session = () => get<Session>('/session');
export const dataDays = () => get<DataDays>('/periods');
export const catalog = () => get<Catalog>('/catalog');
export const ledger = () => get<Ledger>('/ledger');
export const caseRecord = (key: string) => get<CaseRecord>(`/case/${encodeURIComponent(key)}`);

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

export interface Measured {
  total: Record<string, number | null>;
  n: Record<string, number | null>;
  points: Record<string, { label: string; value: number | null }[]>;
  // Metrics that cannot be asked under these filters (returns know no channel), with what the server said.
  refused: Record<string, ApiError>;
}

// A metric once refused under a set of filtered dimensions is not asked together with others again.
const refusals = new Map<string, ApiError>();

function collect(into: Measured, answer: Frame, metrics: string[]): void {
  for (const name of metrics) {
    into.total[name] = answer.total[name] ?? null;
    into.n[name] = answer.n?.[name] ?? null;
    const at = answer.columns.findIndex((column) => column.name === name);
    const by = answer.columns.findIndex((column) => column.kind === 'dimension');
    if (at < 0 || by < 0) continue;
    into.points[name] = answer.rows.map((row) => ({
      label: String(row[by]),
      value: numberOf(row[at]),
    }));
  }
}

// All metrics in one request; if the server refuses one of them, each is asked alone.
export function measure(
  metrics: string[],
  scope: Scope,
  options: Breakdown = {},
): Question<Measured> {
  const whole = frame(metrics, scope, options);
  const filtered = scope.where.map((filter) => filter.dimension).sort();
  const mark = (name: string) => [name, ...(options.by ?? []), '|', ...filtered].join(' ');
  return {
    key: `measure ${whole.key}`,
    run: async (signal) => {
      const result: Measured = { total: {}, n: {}, points: {}, refused: {} };
      const open: string[] = [];
      for (const name of metrics) {
        const refusal = refusals.get(mark(name));
        if (refusal) result.refused[name] = refusal;
        else open.push(name);
      }
      if (open.length === 0) return result;
      try {
        collect(result, await frame(open, scope, options).run(signal), open);
        return result;
      } catch (cause) {
        if (!isRefusal(cause)) throw cause;
      }
      const alone = open.map(async (name) => {
        try {
          collect(result, await frame([name], scope, options).run(signal), [name]);
        } catch (cause) {
          if (!isRefusal(cause)) throw cause;
          refusals.set(mark(name), cause);
          result.refused[name] = cause;
        }
      });
      await Promise.all(alone);
      return result;
    },
  };
}

function isRefusal(cause: unknown): cause is ApiError {
  return cause instanceof ApiError && [400, 404, 409, 422].includes(cause.status);
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

export function numberOf(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== 'string' || cell.trim() === '') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

export function measureBy(dimension: string, metrics: string[], scope: Scope): Question<Measured> {
  const order = [{ name: dimension, descending: false }];
  return measure(metrics, scope, { by: [dimension], order, limit: 1000 });
}
