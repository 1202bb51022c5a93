// Something that the reader sets going: one at a time, what was refused is said, a session that ended is noticed.
import { ref, shallowRef } from 'vue';
import { ApiError } from '../api/client';
import { signedOut } from '../api/use_question';

export function useAction() {
  const working = ref(false);
  const refusal = shallowRef<ApiError>();
  async function act(run: () => Promise<void>): Promise<void> {
    working.value = true;
    refusal.value = undefined;
    try {
      await run();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      refusal.value = cause;
      if (cause.status === 401) signedOut.value = true;
    } finally {
      working.value = false;
    }
  }
  return { working, refusal, act };
}
