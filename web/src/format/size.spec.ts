import { describe, expect, it } from 'vitest';
import { sizeText } from './size';

describe('sizes', () => {
  it('have at most three figures and a unit', () => {
    const cases: [number, string][] = [
      [0, '0 B'],
      [1023, '1,023 B'],
      [1024, '1 KB'],
      [1536, '1.5 KB'],
      [15 * 1024, '15 KB'],
      [3.26 * 1024 * 1024, '3.3 MB'],
      [2 * 1024 ** 3, '2 GB'],
    ];
    for (const [bytes, text] of cases)
      expect(sizeText(bytes, 'en').replace('\u00a0', ' '), String(bytes)).toBe(text);
  });
});
