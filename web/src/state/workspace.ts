// What every page needs: the session, the catalog of metrics and dimensions, the days with data, and
// the scope the reader has chosen. Asked once by the app.

import { computed, shallowRef } from 'vue';
import type { Scope } from '../api/questions';
import type { Catalog, DataDays, Dimension, Metric, Period, Session } from '../api/types';
import { lastDays, previousOf } from '../format/moment';
import { full, percent, short, type Language } from '../format/number';
import { m, said } from '../i18n';
import { language } from './preferences';
import { view } from './view';

export const session = shallowRef<Session>();
export const catalog = shallowRef<Catalog>();
export const dataDays = shallowRef<DataDays>();

export const zone = computed(() => session.value?.zone ?? 'UTC');

export const period = computed<Period | null>(() => {
  const range = view.value.range;
  if (!('days' in range)) return range;
  const last = dataDays.value?.last_day;
  return last ? lastDays(range.days, last) : null;
});

export const scope = computed<Scope | null>(() =>
  period.value ? { period: period.value, where: view.value.where } : null,
);

export const previousScope = computed<Scope | null>(() =>
  scope.value && view.value.compare
    ? { period: previousOf(scope.value.period), where: scope.value.where }
    : null,
);

const metrics = computed(
  () => new Map((catalog.value?.metrics ?? []).map((metric) => [metric.name, metric])),
);
const dimensions = computed(
  () => new Map((catalog.value?.dimensions ?? []).map((each) => [each.name, each])),
);
const values = computed(
  () =>
    new Map(
      [...dimensions.value].map(([name, each]) => [
        name,
        new Map((each.values ?? []).map((value, at) => [value.code, { label: value.label, at }])),
      ]),
    ),
);

export const metricOf = (name: string): Metric | undefined => metrics.value.get(name);
export const dimensionOf = (name: string): Dimension | undefined => dimensions.value.get(name);

// Whether a metric can be asked under the filters of the page, and by a dimension: returns, for one, know
// no channel.
export function canAsk(name: string, by?: string): boolean {
  const has = metricOf(name)?.dimensions;
  const needed = view.value.where.map((filter) => filter.dimension).concat(by ?? []);
  return metricOf(name) !== undefined && (!has || needed.every((each) => has.includes(each)));
}

export const metricLabel = (name: string): string => said(metricOf(name)?.label) || name;
export const dimensionLabel = (name: string): string => said(dimensionOf(name)?.label) || name;

export function valueLabel(dimension: string, code: string | null): string {
  if (code === null || code === '') return m.value.filter.none;
  return said(values.value.get(dimension)?.get(code)?.label) || code;
}

// The code of a value that is told by its label, in either language.
export function codeOf(dimension: string, label: string): string {
  for (const [code, value] of values.value.get(dimension) ?? [])
    if (value.label && (value.label.zh === label || value.label.en === label)) return code;
  return label;
}

// A topic has one colour everywhere, that of its group (`group.topic`): the group's place in the catalog
// decides, not a rank of the day.
export function topicColour(code: string | null): string {
  if (code === null) return 'var(--ink-3)';
  const group = code.split('.')[0] ?? code;
  const at =
    values.value.get('topic_group')?.get(group)?.at ?? values.value.get('topic')?.get(code)?.at;
  return at === undefined ? 'var(--ink-3)' : `var(--cat-${(at % 8) + 1})`;
}

export function shortValue(metric: string, value: number | null, as?: Language): string {
  return short(value, metricOf(metric)?.format ?? 'count', as ?? language.value);
}

export function fullValue(metric: string, value: number | null): string {
  return full(value, metricOf(metric)?.format ?? 'count', language.value);
}

export const shortCount = (value: number | null): string => short(value, 'count', language.value);
export const fullCount = (value: number | null): string => full(value, 'count', language.value);
export const shareText = (share: number): string =>
  short(share * 100, 'percent', language.value);

// How sure something is, from 0 to 1: a share in whole per cents.
export const sureText = (share: number): string => percent(Math.round(share * 100), language.value, 0);

// A change is said exactly: "多 1,234 起", never "多 1.2万 起".
export const signed = (value: number): string => fullCount(Math.abs(value));
