// Filters as the words that the explanations take: `channel in ('chat', 'email') and severity >= '2'`.

import type { Filter } from './types';

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;

function condition(filter: Filter): string {
  if (filter.op === '>=' || filter.op === '<=')
    return `${filter.dimension} ${filter.op} ${quoted(filter.values[0] ?? '')}`;
  const list = filter.values.map((value) => (value === null ? 'null' : quoted(value)));
  return `${filter.dimension} ${filter.op === 'not_in' ? 'not in' : 'in'} (${list.join(', ')})`;
}

export const whereText = (where: Filter[]): string => where.map(condition).join(' and ');
