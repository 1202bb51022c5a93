// The usual range of a daily count, from the same weekday of the eight weeks before: median, and twice
// the larger of their spread and the chance of a count that size. Under four such days nothing is said.

import { addDays } from './moment';

export interface Range {
  low: number;
  high: number;
}

export const weeksBack = 8;
const leastDays = 4;

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function usualRange(day: string, counts: ReadonlyMap<string, number>): Range | null {
  const before: number[] = [];
  for (let week = 1; week <= weeksBack; ++week) {
    const count = counts.get(addDays(day, -7 * week));
    if (count !== undefined) before.push(count);
  }
  if (before.length < leastDays) return null;
  const middle = median(before);
  const spread = 1.4826 * median(before.map((count) => Math.abs(count - middle)));
  const reach = 2 * Math.max(spread, Math.sqrt(Math.max(middle, 1)));
  return { low: Math.max(0, middle - reach), high: middle + reach };
}
