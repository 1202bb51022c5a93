import { describe, expect, it } from 'vitest';
import type { Cluster } from '../api/types';
import { columnFacet, isRepair, nameParts, pickedValues } from './clusters';

const cluster = (field: string, code: string, values: string[], stored = 1, rule = 'not_in_code_list'): Cluster => ({
  entity: 'case',
  field,
  code,
  rule,
  label: { zh: '', en: '' },
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
  it('of a repair are accepted whole, also one that removes the value', () => {
    const gone = cluster('rating', '', ['7', '9'], 1, 'case_rating_possible');
    expect(isRepair(gone)).toBe(true);
    expect(pickedValues(gone, [])).toEqual(['7', '9']);
    expect(isRepair(cluster('kind', '', ['a']))).toBe(false);
  });
  it('without one are picked value by value', () => {
    expect(pickedValues(cluster('kind', '', ['a', 'b']), [])).toEqual([]);
    expect(pickedValues(cluster('kind', '', ['a', 'b']), ['a'])).toEqual(['a']);
  });
  it('of personal values show the mask, and apart what tells two of one mask apart', () => {
    const phones = { ...cluster('phone', '138****8000', ['13****00#0f3a91c2d4']), masked: true };
    expect(nameParts(phones, '13****00#0f3a91c2d4')).toEqual({ shown: '13****00', sign: '#0f3a91c2d4' });
    expect(nameParts(cluster('kind', '', ['a#1']), 'a#1')).toEqual({ shown: 'a#1', sign: '' });
  });
});
