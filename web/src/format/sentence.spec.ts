import { expect, it } from 'vitest';
import { unbroken } from './sentence';

it('keeps a number and its per cent on one line', () => {
  expect(unbroken('from 31.2 % to 40 % of all')).toBe('from 31.2\u00a0% to 40\u00a0% of all');
  expect(unbroken('the % of 3 of 4')).toBe('the % of 3 of 4');
});
