// Days and moments. Days are plain "YYYY-MM-DD" texts counted in UTC, so no zone can shift them;
// moments are shown in the workspace's zone.

import type { Period } from '../api/types';
import type { Language } from './number';

const dayMs = 86_400_000;

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(Date.parse(`${text}T00:00:00Z`)) === text;

function dayOf(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10);
}

export function addDays(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * dayMs);
}

export function daysIn(period: Period): number {
  const from = Date.parse(`${period.from}T00:00:00Z`);
  return Math.round((Date.parse(`${period.to}T00:00:00Z`) - from) / dayMs) + 1;
}

export function eachDay(period: Period): string[] {
  return Array.from({ length: Math.max(0, daysIn(period)) }, (_, i) => addDays(period.from, i));
}

// The same number of days directly before.
export function previousOf(period: Period): Period {
  const days = daysIn(period);
  return { from: addDays(period.from, -days), to: addDays(period.from, -1) };
}

export function lastDays(days: number, last: string): Period {
  return { from: addDays(last, 1 - days), to: last };
}

export function dayText(day: string, language: Language, year = false): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', day: 'numeric' };
  options.month = language === 'zh' ? 'long' : 'short';
  if (year) options.year = 'numeric';
  return new Intl.DateTimeFormat(locale, options).format(Date.parse(`${day}T00:00:00Z`));
}

export function periodText(period: Period, language: Language): string {
  if (period.from === period.to) return dayText(period.from, language, true);
  const sameYear = period.from.slice(0, 4) === period.to.slice(0, 4);
  const yearFirst = language === 'zh' || !sameYear;
  const from = dayText(period.from, language, yearFirst);
  const to = dayText(period.to, language, language === 'en' || !sameYear);
  return `${from} – ${to}`;
}

// Moments come as UTC; one without a zone is UTC too.
export function parseMoment(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? iso : `${iso}Z`);
}

export const looksLikeMoment = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text);

export function momentText(text: string, zone: string): string {
  const ms = parseMoment(text);
  if (Number.isNaN(ms)) return text;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(ms);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}

// "12 分钟前" under a day, the date and time beyond it or in the future.
export function agoText(text: string, zone: string, language: Language, now: number): string {
  const minutes = Math.floor((now - parseMoment(text)) / 60_000);
  if (Number.isNaN(minutes) || minutes < 0 || minutes >= 1440) return momentText(text, zone);
  const words = new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { numeric: 'auto' });
  if (minutes < 1) return words.format(0, 'second');
  if (minutes < 60) return words.format(-minutes, 'minute').replace(/(\d)(\D)/, spaced);
  return words.format(-Math.floor(minutes / 60), 'hour').replace(/(\d)(\D)/, spaced);
}

const spaced = (_: string, digit: string, after: string): string =>
  after === ' ' ? `${digit} ` : `${digit} ${after}`;

export function today(zone: string, now: number): string {
  return momentText(new Date(now).toISOString(), zone).slice(0, 10);
}
