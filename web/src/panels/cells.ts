// How a cell of a list of records is written: by the name of its column and what its value looks like.

import type { Cell } from '../api/types';
import { agoText, looksLikeMoment, momentText } from '../format/moment';
import { duration, full, none } from '../format/number';
import { m, said } from '../i18n';
import { language } from '../state/preferences';
import { dimensionLabel, dimensionOf, valueLabel, zone } from '../state/workspace';

const keys: Readonly<Record<string, string>> = {
  case_fact: 'case_key',
  order_fact: 'order_key',
  order_item_fact: 'item_key',
  return_fact: 'return_key',
};

export const keyColumn = (fact: string): string => keys[fact] ?? '';

export interface Column {
  name: string;
  at: number;
  label: string;
  number: boolean;
}

// Columns a reader wants first, in this order; the rest of what the server sends follows up to a limit.
const preferred: Readonly<Record<string, readonly string[]>> = {
  case_fact: [
    'opened_at',
    'severity',
    'channel',
    'kind',
    'topic',
    'product',
    'province',
    'sentiment',
    'rating',
    'status',
    'first_response_seconds',
    'resolution_seconds',
  ],
  order_fact: ['ordered_at', 'status', 'amount', 'refund_amount', 'province', 'carrier'],
  return_fact: ['requested_day', 'product', 'return_kind', 'reason', 'refund_amount', 'province'],
};

export function columnsOf(
  fact: string,
  given: readonly { name: string; label?: { zh: string; en: string } }[],
  rows: readonly Cell[][],
): Column[] {
  const wanted = preferred[fact];
  const names = wanted
    ? wanted.filter((name) => given.some((column) => column.name === name))
    : given.map((column) => column.name).filter((name) => name !== keyColumn(fact));
  return names.slice(0, 12).map((name) => {
    const at = given.findIndex((column) => column.name === name);
    const label = said(given[at]?.label) || dimensionLabel(name);
    const number = !dimensionOf(name)?.values && rows.some((row) => typeof row[at] === 'number');
    return { name, at, label, number };
  });
}

export function cellText(name: string, value: Cell | undefined): string {
  if (value === null || value === undefined || value === '') return none;
  if (typeof value === 'boolean') return value ? m.value.cases.yes : m.value.cases.no;
  if (name.endsWith('_seconds') && Number.isFinite(Number(value)))
    return duration(Number(value), language.value);
  if (name === 'severity' || dimensionOf(name)?.values) return valueLabel(name, String(value));
  if (typeof value === 'number') return full(value, 'count', language.value);
  return looksLikeMoment(value) ? momentText(value, zone.value) : value;
}

export const cellAgo = (value: Cell | undefined): string =>
  typeof value === 'string' && value
    ? agoText(value, zone.value, language.value, Date.now())
    : none;
