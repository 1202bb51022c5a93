import { describe, expect, it } from 'vitest';
import { usualRange } from './expected';
import { addDays } from './moment';

const weeksBefore = (day: string, counts: number[]) =>
  new Map(counts.map((count, i) => [addDays(day, -7 * (i + 1)), count] as const));

describe('the usual range of a day', () => {
  const day = '2026-11-22';
  it('lies around the median of the same weekday', () => {
    const range = usualRange(day, weeksBefore(day, [100, 100, 100, 100]));
    expect(range).toEqual({ low: 80, high: 120 });
  });
  it('is not moved by one outlier', () => {
    const range = usualRange(day, weeksBefore(day, [100, 100, 900, 100, 100]));
    expect(range).toEqual({ low: 80, high: 120 });
  });
  it('never goes below nothing', () => {
    expect(usualRange(day, weeksBefore(day, [1, 0, 1, 0]))?.low).toBe(0);
  });
  it('is unknown with fewer than four weeks, and looks at no other weekday', () => {
    expect(usualRange(day, weeksBefore(day, [5, 5, 5]))).toBeNull();
    expect(usualRange(addDays(day, 1), weeksBefore(day, [5, 5, 5, 5]))).toBeNull();
  });
});
