import { describe, expect, it } from 'vitest';
import {
  addDays,
  agoText,
  daysIn,
  isDay,
  lastDays,
  momentText,
  periodText,
  previousOf,
  today,
} from './moment';

describe('days', () => {
  it('cross months, years and leap days', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });
  it('are checked, not guessed', () => {
    expect(isDay('2026-02-30')).toBe(false);
    expect(isDay('2026-2-3')).toBe(false);
    expect(isDay('2026-11-22')).toBe(true);
  });
  it('of a period count both ends', () => {
    const period = lastDays(30, '2026-11-22');
    expect(period).toEqual({ from: '2026-10-24', to: '2026-11-22' });
    expect(daysIn(period)).toBe(30);
    expect(previousOf(period)).toEqual({ from: '2026-09-24', to: '2026-10-23' });
  });
  it('are said in both languages', () => {
    const period = { from: '2026-10-24', to: '2026-11-22' };
    expect(periodText(period, 'zh')).toBe('2026年10月24日 – 11月22日');
    expect(periodText(period, 'en')).toBe('24 Oct – 22 Nov 2026');
  });
});

describe('moments', () => {
  it('are UTC and shown in the zone of the workspace', () => {
    expect(momentText('2026-11-22 16:30:00', 'Asia/Shanghai')).toBe('2026-11-23 00:30');
    expect(momentText('2026-11-22T16:30:00Z', 'UTC')).toBe('2026-11-22 16:30');
  });
  it('are relative under a day', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(agoText('2026-11-22 11:48:00', 'UTC', 'zh', now)).toBe('12 分钟前');
    expect(agoText('2026-11-22 11:48:00', 'UTC', 'en', now)).toBe('12 minutes ago');
    expect(agoText('2026-11-21 11:00:00', 'UTC', 'zh', now)).toBe('2026-11-21 11:00');
    expect(agoText('2026-11-22 12:30:00', 'UTC', 'zh', now)).toBe('2026-11-22 12:30');
  });
  it('that cannot be read are left as they are', () => {
    expect(momentText('soon', 'UTC')).toBe('soon');
  });
  it('decide which day is today by the zone', () => {
    expect(today('Asia/Shanghai', Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
  });
});
