import { describe, expect, it } from 'vitest';
import type { Cluster } from '../api/types';
import { columnFacet, pickedValues } from './clusters';

const cluster = (field: string, code: string, values: string[], stored = 1): Cluster => ({
  entity: 'case',
  field,
  code,
  stored,
  waiting: 1,
  values: values.map((value) => ({ value, stored: 1, waiting: 0, word: '', likeness: 0.8 })),
});

describe('clusters', () => {
  it('are counted by column, the largest first', () => {
    const all = [cluster('status', 'open', ['a']), cluster('kind', '', ['b'], 9), cluster('status', '', ['c'])];
    expect(columnFacet(all)).toEqual([
      { value: 'case.kind', count: 10 },
      { value: 'case.status', count: 4 },
    ]);
  });
  it('with a proposal are accepted whole unless something is left out', () => {
    expect(pickedValues(cluster('kind', 'praise', ['a', 'b']), [])).toEqual(['a', 'b']);
    expect(pickedValues(cluster('kind', 'praise', ['a', 'b']), ['a'])).toEqual(['b']);
  });
  it('without one are picked value by value', () => {
    expect(pickedValues(cluster('kind', '', ['a', 'b']), [])).toEqual([]);
    expect(pickedValues(cluster('kind', '', ['a', 'b']), ['a'])).toEqual(['a']);
  });
});
