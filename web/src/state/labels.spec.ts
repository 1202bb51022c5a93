import { describe, expect, it } from 'vitest';
import { found, isSetName, keyOf, placeOf, strokeOf } from './labels';

const plain = { ctrlKey: false, metaKey: false, altKey: false };
const name = (code: string, zh: string, en: string) => ({ code, label: { zh, en } });

describe('keys of labels', () => {
  it('are digits, then letters, then none', () => {
    expect([0, 8, 9, 34, 35].map(keyOf)).toEqual(['1', '9', 'a', 'z', '']);
    expect(['1', '9', 'a', 'Z', '0', '10', ''].map(placeOf)).toEqual([0, 8, 9, 34, -1, -1, -1]);
  });
  it('leave the browser its own', () => {
    expect(strokeOf({ ...plain, key: 'c', ctrlKey: true })).toBeUndefined();
    expect(strokeOf({ ...plain, key: 'Tab' })).toBeUndefined();
    expect(strokeOf({ ...plain, key: '3' })).toEqual({ does: 'choose', place: 2 });
    expect(strokeOf({ ...plain, key: 'Backspace' })).toEqual({ does: 'undo' });
    expect(strokeOf({ ...plain, key: '？' })).toEqual({ does: 'keys' });
  });
});

describe('labels found', () => {
  const names = [
    name('logistics.late', '物流慢', 'Late delivery'),
    name('refund.slow', '退款慢', 'Slow refund'),
    name('praise', '表扬', 'Praise'),
  ];
  it('by code or either language, beginnings first', () => {
    expect(found(names, '慢').map((one) => one.code)).toEqual(['logistics.late', 'refund.slow']);
    expect(found(names, 'refund').map((one) => one.code)).toEqual(['refund.slow']);
    expect(found(names, 'LATE').map((one) => one.code)).toEqual(['logistics.late']);
    expect(found(names, '  ')).toHaveLength(3);
    expect(found(names, 'nothing')).toEqual([]);
  });
});

describe('names of sets', () => {
  it('hold letters, digits, _ and - only', () => {
    for (const good of ['topic', '紧急程度', 'set_2-b']) expect(isSetName(good)).toBe(true);
    for (const bad of ['', '../x', 'a b', 'a.b', '标'.repeat(30)]) expect(isSetName(bad)).toBe(false);
  });
});
