// The view of this window, kept equal to the address in both directions.

import { computed, ref, watch } from 'vue';
import { agreeOn } from './preferences';
import { readView, writeView, type View } from './url';

export const view = ref<View>(readView(location.hash));

// A step the reader can go back from.
export function go(change: Partial<View>): void {
  view.value = { ...view.value, ...change };
}

export function linkTo(change: Partial<View>): string {
  return writeView({ ...view.value, ...change });
}

watch(view, (now) => {
  const hash = writeView(now);
  if (writeView(readView(location.hash)) !== hash) history.pushState(null, '', hash);
});

function follow(): void {
  agreeOn(location.hash);
  const wanted = readView(location.hash);
  if (writeView(wanted) !== writeView(view.value)) view.value = wanted;
}

addEventListener('hashchange', follow);
addEventListener('popstate', follow);

export const address = computed(() => writeView(view.value));
