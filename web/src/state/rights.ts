// Who reads, and what the role may do: what is not allowed is not offered. The server decides; this only
// spares the reader doors that do not open.

import { computed, shallowRef } from 'vue';
import type { Me } from '../api/types';
import type { PageName } from './url';

export const me = shallowRef<Me>();

export const may = (action: string): boolean => me.value?.actions.includes(action) ?? false;

const needed: Partial<Record<PageName, string>> = {
  overview: 'numbers.read',
  cases: 'rows.read',
  quality: 'quality.read',
  intake: 'data.take_in',
  users: 'users.manage',
};
export const mayOpen = (page: PageName): boolean => {
  const action = needed[page];
  return action === undefined || may(action);
};

// Somebody with a name has a password to change and can sign out; the owner of the terminal came by a link.
export const signedIn = computed(() => Boolean(me.value?.user));
