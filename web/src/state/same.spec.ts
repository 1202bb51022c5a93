import { describe, expect, it } from 'vitest';
import type { SamePair } from '../api/types';
import { fieldsOf, pairAs, pairIn, shortFace, sumOf, waterfall } from './same';

const face = (key: string, fields: Record<string, string>) => ({
  key,
  fields: Object.entries(fields).map(([name, value]) => ({ name, label: null, value })),
});
const pair: SamePair = {
  entity: 'customer',
  state: 'proposed',
  score: 0.8,
  verdict: null,
  one: face('a|1', { name: '顾**', phone: '137****1234' }),
  other: face('b/2', { name: '顾**', city: '宁波市' }),
  why: {
    prior: -10,
    others: -1,
    fields: [
      { field: 'name', label: null, level: 'equal', weight: 8, rarity: 1 },
      { field: 'phone', label: null, level: 'different', weight: -3, rarity: 0 },
    ],
  },
};

describe('a pair', () => {
  it('stands in the address whatever its keys hold', () => {
    expect(pairIn(pairAs(pair))).toEqual(['customer', 'a|1', 'b/2']);
  });
  it('is none if a part is missing', () => {
    for (const text of [undefined, '', 'customer', 'customer|a', 'customer||b', 'a|b|c|d'])
      expect(pairIn(text)).toBeUndefined();
  });
  it('shows every field that either side has once', () => {
    expect(fieldsOf(pair).map((field) => field.name)).toEqual(['name', 'phone', 'city']);
    expect(shortFace(pair.one)).toBe('顾** · 137****1234');
  });
});

describe('the waterfall', () => {
  it('goes on where the step before ended and ends at the sum', () => {
    const { steps, zero } = waterfall([-10, 8, 4]);
    expect(steps[1]?.from).toBe(steps[0]?.to);
    expect(steps[0]).toMatchObject({ from: zero, to: 0 });
    expect(steps[2]?.to).toBe(1);
    expect(sumOf(pair.why!)).toBe(-6);
  });
  it('is flat where nothing was said', () => {
    expect(waterfall([]).steps).toEqual([]);
    expect(waterfall([0]).steps).toEqual([{ from: 0, to: 0, bits: 0 }]);
  });
});
