import { describe, expect, it } from 'vitest';
import { marksOf, piecesOf } from './marks';

const date = { kind: 'date', start: 2, end: 4, text: '明天' };

describe('piecesOf', () => {
  it('cuts where marks begin and end, one within another', () => {
    const promise = { kind: 'promise', start: 2, end: 6, text: '明天退款' };
    expect(piecesOf('亲，明天退款哦', [promise, date])).toEqual([
      { text: '亲，', marks: [] },
      { text: '明天', marks: [promise, date] },
      { text: '退款', marks: [promise] },
      { text: '哦', marks: [] },
    ]);
  });
  it('counts a picture as one character', () => {
    expect(piecesOf('😀，明天', [date])[1]?.text).toBe('明天');
  });
  it('leaves out marks that lie beyond the text, and gives nothing of nothing', () => {
    expect(piecesOf('明天', [date])).toEqual([{ text: '明天', marks: [] }]);
    expect(piecesOf('', [])).toEqual([]);
  });
});

describe('marksOf', () => {
  it('tells title and text apart and bears what is no list', () => {
    const json = JSON.stringify([date, { ...date, in: 'title' }]);
    expect(marksOf(json, false)).toHaveLength(1);
    expect(marksOf(json, true)).toHaveLength(1);
    expect(marksOf('{', false)).toEqual([]);
    expect(marksOf(null, false)).toEqual([]);
  });
});
