// The words of the chosen language; `said` picks one from a label the server sends in both.

import { computed } from 'vue';
import type { Label } from '../api/types';
import { unbroken } from '../format/sentence';
import { language } from '../state/preferences';
import { en } from './en';
import { zh, type Messages } from './zh';

export const m = computed<Messages>(() => (language.value === 'zh' ? zh : en));

export function said(label: Label | string | null | undefined): string {
  if (label === null || label === undefined) return '';
  if (typeof label === 'string') return unbroken(label);
  const other = language.value === 'zh' ? label.en : label.zh;
  return unbroken(label[language.value] || other || '');
}
