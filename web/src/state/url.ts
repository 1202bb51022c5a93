// What the reader looks at, as text in the address: a link shows another reader the same thing.
// `#/cases?metric=complaints&days=30&f.channel=chat,email&f.severity=2,3`. Unknown parts are dropped.

import type { Filter, Op, Period } from '../api/types';
import { isDay } from '../format/moment';

export const pages = ['overview', 'cases', 'quality', 'labels', 'intake', 'users'] as const;
export type PageName = (typeof pages)[number];

export const presets = [7, 30, 90] as const;
export type Preset = (typeof presets)[number];

export interface View {
  page: PageName;
  range: { days: Preset } | Period;
  compare: boolean;
  where: Filter[];
  // Of the list of cases: the number it was opened from, its page, the open case.
  metric: string;
  at: number;
  record: string;
  // Of the quality page: what its lists are narrowed by, and the row that is open. Of the labels: the set.
  look: Record<string, string>;
}

export const startView = (): View => ({
  page: 'overview',
  range: { days: 30 },
  compare: true,
  where: [],
  metric: 'cases',
  at: 1,
  record: '',
  look: {},
});

const marks: Record<Op, string> = { in: '', not_in: '!', '>=': '>', '<=': '<' };
const ops: Record<string, Op> = { '!': 'not_in', '>': '>=', '<': '<=' };
const nothing = '~';

// Values are parted by commas; a comma, a tilde or a mark of the value's own is escaped.
function writeValue(value: string | null): string {
  return value === null ? nothing : value.replace(/[\\,~!<>]/g, (sign) => `\\${sign}`);
}

function readValues(text: string): (string | null)[] {
  const values: (string | null)[] = [];
  let value = '';
  let missing = false;
  for (let i = 0; i < text.length; ++i) {
    const sign = text.charAt(i);
    if (sign === '\\') value += text.charAt(++i);
    else if (sign === nothing) missing = true;
    else if (sign === ',') {
      values.push(missing ? null : value);
      value = '';
      missing = false;
    } else value += sign;
  }
  values.push(missing ? null : value);
  return values;
}

export function writeView(view: View): string {
  const start = startView();
  const parts: [string, string][] = [];
  if ('days' in view.range) {
    if (!('days' in start.range) || view.range.days !== start.range.days)
      parts.push(['days', String(view.range.days)]);
  } else parts.push(['from', view.range.from], ['to', view.range.to]);
  if (!view.compare) parts.push(['compare', '0']);
  for (const filter of view.where)
    parts.push([
      `f.${filter.dimension}`,
      marks[filter.op] + filter.values.map(writeValue).join(','),
    ]);
  if (view.page === 'cases') {
    parts.push(['metric', view.metric]);
    if (view.at > 1) parts.push(['page', String(view.at)]);
    if (view.record) parts.push(['case', view.record]);
  }
  if (view.page === 'quality' || view.page === 'labels')
    for (const [key, value] of Object.entries(view.look)) if (value) parts.push([`q.${key}`, value]);
  const query = parts.map(([key, value]) => `${soft(key)}=${soft(value)}`).join('&');
  return `#/${view.page}${query ? `?${query}` : ''}`;
}

// Escapes what would break the address, and leaves the rest readable, Chinese included.
function soft(text: string): string {
  return text.replace(/[%&=+#?\s"<>`\\^{|}]/g, encodeURIComponent);
}

export function readView(hash: string): View {
  const view = startView();
  const [path = '', query = ''] = splitOnce(hash.replace(/^#\/?/, ''), '?');
  const page = pages.find((name) => name === path);
  if (page) view.page = page;
  let from = '';
  let to = '';
  for (const pair of query.split('&')) {
    const [key = '', value = ''] = splitOnce(pair, '=').map(decode);
    if (key === 'days') {
      const days = presets.find((preset) => String(preset) === value);
      if (days) view.range = { days };
    } else if (key === 'from' && isDay(value)) from = value;
    else if (key === 'to' && isDay(value)) to = value;
    else if (key === 'compare') view.compare = value !== '0';
    else if (key === 'metric' && value) view.metric = value;
    else if (key === 'page') view.at = Math.max(1, Math.trunc(Number(value)) || 1);
    else if (key === 'case') view.record = value;
    else if (/^q\.\w+$/.test(key) && value !== '') view.look[key.slice(2)] = value;
    else if (/^f\.\w+$/.test(key) && value !== '') {
      const op = ops[value.charAt(0)] ?? 'in';
      const values = readValues(op === 'in' ? value : value.slice(1));
      view.where.push({ dimension: key.slice(2), op, values });
    }
  }
  if (from && to && from <= to) view.range = { from, to };
  return view;
}

function splitOnce(text: string, at: string): string[] {
  const i = text.indexOf(at);
  return i < 0 ? [text] : [text.slice(0, i), text.slice(i + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Replaces the filter of that dimension; no values clears it.
export function withFilter(
  where: Filter[],
  dimension: string,
  values: (string | null)[],
  op: Op = 'in',
): Filter[] {
  const kept = where.filter((filter) => filter.dimension !== dimension);
  return values.length ? [...kept, { dimension, op, values }] : kept;
}

export function chosen(where: Filter[], dimension: string): (string | null)[] {
  return where.find((filter) => filter.dimension === dimension && filter.op === 'in')?.values ?? [];
}
