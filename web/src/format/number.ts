// Numbers as people of each language write them. `short` is what stands on a card, `full` what the
// tooltip says; both are text only, colour and size belong to the page.

import type { Metric, NumberFormat } from '../api/types';

export type Language = 'zh' | 'en';

export const none = '—';

const locale = { zh: 'zh-CN', en: 'en-GB' } as const;

function grouped(value: number, language: Language, digits: number, least = 0): string {
  return new Intl.NumberFormat(locale[language], {
    minimumFractionDigits: least,
    maximumFractionDigits: digits,
  }).format(value);
}

const scales = {
  zh: [
    { from: 1e8, by: 1e8, sign: '亿' },
    { from: 1e4, by: 1e4, sign: '万' },
  ],
  en: [
    { from: 1e9, by: 1e9, sign: 'B' },
    { from: 1e6, by: 1e6, sign: 'M' },
    { from: 1e4, by: 1e3, sign: 'k' },
  ],
} as const;

// 12,345 -> 1.2万 / 12k: a mantissa below 10 keeps one decimal, in Chinese one below 100 too.
export function compact(value: number, language: Language): string {
  const size = Math.abs(value);
  const scale = scales[language].find((step) => size >= step.from);
  if (!scale) return grouped(value, language, Number.isInteger(value) || size >= 100 ? 0 : 1);
  const mantissa = value / scale.by;
  const decimals = Math.abs(mantissa) < (language === 'zh' ? 100 : 10) ? 1 : 0;
  return grouped(mantissa, language, decimals) + scale.sign;
}

const units = {
  zh: { d: '天', h: '小时', m: '分', s: '秒', gap: '', join: '' },
  en: { d: 'd', h: 'h', m: 'm', s: 's', gap: ' ', join: ' ' },
} as const;

// Seconds as the two largest units: 2小时15分, 2 h 15 m.
export function duration(seconds: number, language: Language): string {
  const word = units[language];
  const sign = seconds < 0 ? '-' : '';
  const size = Math.round(Math.abs(seconds));
  const part = (value: number, unit: string) => `${value}${word.gap}${unit}`;
  const pair = (a: number, ua: string, b: number, ub: string) =>
    sign + (b === 0 ? part(a, ua) : part(a, ua) + word.join + part(b, ub));
  if (size < 60) return sign + part(size, word.s);
  if (size < 3600) return pair(Math.floor(size / 60), word.m, size % 60, word.s);
  const minutes = Math.round(size / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), word.h, minutes % 60, word.m);
  const hours = Math.round(size / 3600);
  return pair(Math.floor(hours / 24), word.d, hours % 24, word.h);
}

export function percent(value: number, language: Language, digits = 1): string {
  return grouped(value, language, digits, Math.abs(value) >= 100 ? 0 : digits) + gap(language) + '%';
}

function gap(language: Language): string {
  return language === 'zh' ? '' : '\u00a0';
}

export function short(value: number | null, format: NumberFormat, language: Language): string {
  if (value === null) return none;
  switch (format) {
    case 'count':
    case 'money':
      return compact(value, language);
    case 'percent':
      return percent(value, language);
    case 'duration':
      return duration(value, language);
    case 'score':
      return grouped(value, language, 2, 2);
    case 'rate':
      return Math.abs(value) >= 1000 ? compact(value, language) : grouped(value, language, 1, 1);
  }
}

export function full(value: number | null, format: NumberFormat, language: Language): string {
  if (value === null) return none;
  switch (format) {
    case 'count':
      return grouped(value, language, 2);
    case 'money':
      return grouped(value, language, 2, 2);
    case 'percent':
      return percent(value, language, 3);
    case 'duration': {
      const seconds = grouped(Math.round(value), language, 0) + gap(language) + units[language].s;
      return `${duration(value, language)} (${seconds})`;
    }
    case 'score':
    case 'rate':
      return grouped(value, language, 4);
  }
}

// A short number split where its unit begins, so that a card can set the unit smaller.
export function pieces(text: string): { text: string; unit: boolean }[] {
  const found = text.match(/[\d.,\s-]*\d[\d.,]*|[^\d]+/g) ?? [text];
  return found.map((piece) => ({ text: piece, unit: !/\d/.test(piece) && piece !== none }));
}

export interface Move {
  // -1 fell, 0 equal, 1 rose; null: nothing to compare with.
  sign: -1 | 0 | 1 | null;
  text: string;
  judgement: 'good' | 'bad' | 'neutral';
}

// How a metric moved: shares in percentage points, scores in points, everything else in percent of
// the earlier value. No percent of an empty base.
export function move(
  current: number | null,
  before: number | null,
  metric: Pick<Metric, 'format' | 'direction'>,
  language: Language,
): Move {
  const nothing: Move = { sign: null, text: none, judgement: 'neutral' };
  if (current === null || before === null) return nothing;
  const difference = current - before;
  let text: string;
  let size: number;
  if (metric.format === 'percent') {
    size = round(Math.abs(difference), 1);
    text = `${grouped(size, language, 1, 1)} pp`;
  } else if (metric.format === 'score') {
    size = round(Math.abs(difference), 2);
    text = grouped(size, language, 2, 2);
  } else {
    if (before === 0) return nothing;
    const share = (Math.abs(difference) / Math.abs(before)) * 100;
    size = round(share, share < 10 ? 1 : 0);
    text = grouped(size, language, 1) + gap(language) + '%';
  }
  if (size === 0) return { sign: 0, text, judgement: 'neutral' };
  const sign = difference > 0 ? 1 : -1;
  if (metric.direction === 'neutral') return { sign, text, judgement: 'neutral' };
  const good = (metric.direction === 'up_is_good') === sign > 0;
  return { sign, text, judgement: good ? 'good' : 'bad' };
}

function round(value: number, digits: number): number {
  const by = 10 ** digits;
  return Math.round(value * by) / by;
}

export const arrow = (sign: Move['sign']): string =>
  sign === null ? '' : sign > 0 ? '▲' : sign < 0 ? '▼' : '=';
