import { describe, expect, it } from 'vitest';
import { arrow, compact, duration, full, move, none, pieces, short } from './number';

describe('compact counts', () => {
  it('counts in 万 and 亿 in Chinese', () => {
    expect(compact(9999, 'zh')).toBe('9,999');
    expect(compact(10000, 'zh')).toBe('1万');
    expect(compact(12345, 'zh')).toBe('1.2万');
    expect(compact(340_000_000, 'zh')).toBe('3.4亿');
  });
  it('counts in k and M in English', () => {
    expect(compact(9999, 'en')).toBe('9,999');
    expect(compact(12345, 'en')).toBe('12k');
    expect(compact(340_000_000, 'en')).toBe('340M');
    expect(compact(1_250_000, 'en')).toBe('1.3M');
  });
  it('keeps the sign and zero', () => {
    expect(compact(-12345, 'zh')).toBe('-1.2万');
    expect(compact(0, 'en')).toBe('0');
  });
});

describe('durations', () => {
  it('says the two largest units', () => {
    expect(duration(8100, 'zh')).toBe('2小时15分');
    expect(duration(8100, 'en')).toBe('2 h 15 m');
    expect(duration(45, 'zh')).toBe('45秒');
    expect(duration(3600, 'en')).toBe('1 h');
    expect(duration(93_600, 'en')).toBe('1 d 2 h');
  });
  it('carries a rounded-up part over', () => {
    expect(duration(7199, 'en')).toBe('2 h');
    expect(duration(86_399, 'zh')).toBe('1天');
  });
});

describe('short and full', () => {
  it('says a missing value as a dash', () => {
    expect(short(null, 'percent', 'zh')).toBe(none);
    expect(full(null, 'count', 'en')).toBe(none);
  });
  it('puts a space before the percent sign only in English', () => {
    expect(short(12.34, 'percent', 'zh')).toBe('12.3%');
    expect(short(12.34, 'percent', 'en')).toBe('12.3\u00a0%');
  });
  it('never shortens in full', () => {
    expect(full(12345, 'count', 'zh')).toBe('12,345');
    expect(full(4.29412, 'score', 'en')).toBe('4.2941');
  });
});

describe('units beside a number', () => {
  it('are told apart from the digits', () => {
    expect(pieces('2小时15分').map((p) => [p.text, p.unit])).toEqual([
      ['2', false],
      ['小时', true],
      ['15', false],
      ['分', true],
    ]);
    expect(pieces('9,999')).toEqual([{ text: '9,999', unit: false }]);
    expect(pieces(none)).toEqual([{ text: none, unit: false }]);
  });
});

describe('moves', () => {
  const complaints = { format: 'count', direction: 'down_is_good' } as const;
  const csat = { format: 'percent', direction: 'up_is_good' } as const;
  it('are percent of the earlier value, judged by direction', () => {
    expect(move(110, 100, complaints, 'zh')).toEqual({ sign: 1, text: '10%', judgement: 'bad' });
    expect(move(90, 100, complaints, 'zh').judgement).toBe('good');
  });
  it('are percentage points for shares', () => {
    expect(move(81.2, 80, csat, 'en')).toEqual({ sign: 1, text: '1.2 pp', judgement: 'good' });
  });
  it('say nothing on an empty base', () => {
    expect(move(5, 0, complaints, 'zh')).toEqual({ sign: null, text: none, judgement: 'neutral' });
    expect(move(null, 3, complaints, 'zh').sign).toBeNull();
  });
  it('of neither good nor bad direction are not judged', () => {
    expect(move(2, 1, { format: 'count', direction: 'neutral' }, 'zh').judgement).toBe('neutral');
  });
  it('too small to be seen are equal', () => {
    const small = move(80.01, 80, csat, 'en');
    expect([small.sign, arrow(small.sign)]).toEqual([0, '=']);
  });
});
