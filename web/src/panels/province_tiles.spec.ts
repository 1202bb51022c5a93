import { describe, expect, it } from 'vitest';
import { provinceSigns } from '../format/provinces';
import { columns, shade, tileRows, tiles } from './province_tiles';

describe('the tile map', () => {
  it('has all 34 divisions, one square each, none on another', () => {
    const places = Object.values(tiles);
    expect(places).toHaveLength(34);
    expect(new Set(places.map(String)).size).toBe(34);
    for (const [column, row] of places) {
      expect(column).toBeLessThan(columns);
      expect(row).toBeLessThan(tileRows);
    }
  });
  it('has a sign of its own for each', () => {
    expect(Object.keys(provinceSigns).sort()).toEqual(Object.keys(tiles).sort());
    expect(new Set(Object.values(provinceSigns)).size).toBe(34);
  });
  it('shades by rank', () => {
    const sorted = [1, 2, 3, 4, 500];
    expect(sorted.map((value) => shade(value, sorted))).toEqual([1, 2, 3, 4, 5]);
    expect(shade(7, [7])).toBe(1);
  });
});
