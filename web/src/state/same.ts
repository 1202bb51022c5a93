// Pairs of records as the page shows them: what stands in the address, and bars of evidence.

import type { SameFace, SamePair, SameWhy } from '../api/types';

// "customer|a|b" of the address; nothing if it is no pair.
export function pairIn(text: string | undefined): [string, string, string] | undefined {
  const parts = (text ?? '').split('|').map(decodeURIComponent);
  const [entity, one, other] = parts;
  return parts.length === 3 && entity && one && other ? [entity, one, other] : undefined;
}

export const pairAs = (pair: Pick<SamePair, 'entity' | 'one' | 'other'>): string =>
  [pair.entity, pair.one.key, pair.other.key].map(encodeURIComponent).join('|');

export const valueOf = (face: SameFace, name: string): string => {
  const value = face.fields.find((field) => field.name === name)?.value;
  return value === null || value === undefined ? '' : String(value);
};

// The few words a record is known by in a list.
export function shortFace(face: SameFace): string {
  const names = ['name', 'phone', 'email', 'channel', 'title', 'text'];
  return names
    .map((name) => valueOf(face, name))
    .filter(Boolean)
    .slice(0, 3)
    .join(' · ');
}

// Fields that either side has, in the order of the record.
export function fieldsOf(pair: SamePair): { name: string; label: SameFace['fields'][number]['label'] }[] {
  const seen = new Map<string, { name: string; label: SameFace['fields'][number]['label'] }>();
  for (const face of [pair.one, pair.other])
    for (const field of face.fields)
      if (!seen.has(field.name)) seen.set(field.name, { name: field.name, label: field.label });
  return [...seen.values()];
}

export const sumOf = (why: SameWhy): number =>
  why.prior + why.others + why.fields.reduce((sum, field) => sum + field.weight, 0);

// Where a step of the waterfall begins and ends, as shares of the drawn width: each step goes on
// where the one before ended.
export interface Step {
  from: number;
  to: number;
  bits: number;
}
export function waterfall(bits: readonly number[]): { steps: Step[]; zero: number } {
  let at = 0;
  const ends = bits.map((one) => {
    const from = at;
    at += one;
    return { from, to: at, bits: one };
  });
  const all = ends.flatMap((step) => [step.from, step.to, 0]);
  const least = Math.min(...all, 0);
  const span = Math.max(...all, 0) - least || 1;
  const share = (value: number) => (value - least) / span;
  return {
    steps: ends.map((step) => ({ from: share(step.from), to: share(step.to), bits: step.bits })),
    zero: share(0),
  };
}
