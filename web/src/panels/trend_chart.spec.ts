import { expect, it } from 'vitest';
import { labelShifts } from './trend_chart';

it('labels of lines that end apart stay where they are', () => {
  expect(labelShifts([100, 50, 0], 100)).toEqual([0, 0, 0]);
});

it('labels of lines that end together stand below each other', () => {
  const shifts = labelShifts([20, 20, 19.9], 100);
  expect(shifts[0]).toBe(0);
  expect(shifts[1]).toBe(15);
  expect(shifts[2]).toBeGreaterThan(29);
});

it('a line without an end has no label to move', () => {
  expect(labelShifts([null, 20, 20], 100)).toEqual([0, 0, 15]);
});
