// What the lists of the quality page are narrowed by. It stands in the address, so a link shows the same.

import { computed } from 'vue';
import { go, view } from './view';

export const look = computed(() => view.value.look);

// Sets some of it; an empty value clears. Another list begins at its first page.
export function narrow(change: Record<string, string>): void {
  const next: Record<string, string> = { ...view.value.look, ...change };
  for (const page of ['fpage', 'qpage', 'dpage', 'spage'])
    if (!(page in change) && !('row' in change) && !('pair' in change)) delete next[page];
  for (const [key, value] of Object.entries(next)) if (!value) delete next[key];
  go({ look: next });
}

export const toggle = (key: string, value: string): void =>
  narrow({ [key]: view.value.look[key] === value ? '' : value });

// The request for a list: its own keys under the names the server knows, and its page.
export function asked(
  keys: Readonly<Record<string, string>>,
  page: string,
  size: number,
): Record<string, string | number> & { page: number } {
  const by: Record<string, string | number> = {};
  for (const [key, name] of Object.entries(keys)) {
    const value = view.value.look[key];
    if (value) by[name] = value;
  }
  const at = Math.max(1, Math.trunc(Number(view.value.look[page])) || 1);
  return { ...by, page: at, page_size: size };
}
