// Sizes of files as people read them.

import type { Language } from './number';

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

// 1,234,567 -> "1.2 MB": by 1024, one decimal below 10.
export function sizeText(bytes: number, language: Language): string {
  let value = Math.max(0, bytes);
  let at = 0;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  const digits = at > 0 && value < 10 ? 1 : 0;
  const number = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    maximumFractionDigits: digits,
  }).format(value);
  return `${number}\u00a0${units[at]}`;
}
