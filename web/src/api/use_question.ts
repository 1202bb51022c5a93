// A question asked by a part of the page: the last answer stays on screen while the next one loads, so
// nothing jumps; leaving or asking otherwise releases the old request.

import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { ApiError, ask, forget, forgetAll, type Question } from './client';

export interface Answer<T> {
  data: ShallowRef<T | undefined>;
  error: ShallowRef<ApiError | undefined>;
  loading: Ref<boolean>;
  retry: () => void;
}

// True once the server has refused the session: the whole page then says how to get a new link.
export const signedOut = ref(false);

// Counts how often the data changed while the page is open; every question is then asked again.
const version = ref(0);
export function dataChanged(): void {
  forgetAll();
  version.value += 1;
}

export function useQuestion<T>(source: () => Question<T> | null): Answer<T> {
  const data = shallowRef<T>();
  const error = shallowRef<ApiError>();
  const loading = ref(true);
  const attempt = ref(0);
  let turn = 0;
  let release = () => {};

  watch(
    () => `${version.value} ${attempt.value} ${source()?.key ?? ''}`,
    () => {
      release();
      release = () => {};
      const question = source();
      const mine = ++turn;
      loading.value = true;
      error.value = undefined;
      if (!question) return;
      const asked = ask(question);
      release = asked.release;
      asked.answer.then(
        (answer) => {
          if (mine !== turn) return;
          data.value = answer;
          loading.value = false;
        },
        (cause: unknown) => {
          if (mine !== turn) return;
          loading.value = false;
          error.value =
            cause instanceof ApiError
              ? cause
              : new ApiError(0, 'page', { zh: String(cause), en: String(cause) }, question.key);
          if (error.value.status === 401) signedOut.value = true;
        },
      );
    },
    { immediate: true },
  );

  onScopeDispose(() => {
    turn += 1;
    release();
  });
  const retry = () => {
    const question = source();
    if (question) forget(question.key);
    attempt.value += 1;
  };
  return { data, error, loading, retry };
}
