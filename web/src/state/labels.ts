// Keys and search of the labelling page.

import type { LabelName } from '../api/types';

const signs = [...'123456789abcdefghijklmnopqrstuvwxyz'];

// So many labels have one.
export const keyed = signs.length;

// The key of each label by its place; those beyond the last key are found by searching.
export const keyOf = (place: number): string => signs[place] ?? '';

export const placeOf = (key: string): number => (key.length === 1 ? signs.indexOf(key.toLowerCase()) : -1);

export type Stroke =
  | { does: 'choose'; place: number }
  | { does: 'accept' | 'skip' | 'undo' | 'search' | 'keys' | 'close' };

// What a key means while no field is being written in; nothing for the browser's own keys.
export function strokeOf(event: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}): Stroke | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  switch (event.key) {
    case 'Enter':
      return { does: 'accept' };
    case ' ':
      return { does: 'skip' };
    case 'Backspace':
      return { does: 'undo' };
    case '/':
      return { does: 'search' };
    case '?':
    case '？':
      return { does: 'keys' };
    case 'Escape':
      return { does: 'close' };
  }
  const place = placeOf(event.key);
  return place < 0 ? undefined : { does: 'choose', place };
}

// Labels that hold the words, in either language or as code; those that begin so first.
export function found(names: readonly LabelName[], words: string): LabelName[] {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [...names];
  const faces = (name: LabelName) =>
    [name.code, name.label.zh, name.label.en].map((face) => face.toLowerCase());
  const begins = (name: LabelName) => faces(name).some((face) => face.startsWith(wanted));
  const holds = names.filter((name) => faces(name).some((face) => face.includes(wanted)));
  return [...holds.filter(begins), ...holds.filter((name) => !begins(name))];
}

// A name that a set of one's own may have, as the server takes it.
export const isSetName = (name: string): boolean =>
  /^[\p{L}\p{N}_-]+$/u.test(name) && new TextEncoder().encode(name).length <= 64;
