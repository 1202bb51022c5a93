// Whether something of the server's came to its end between two looks at a list of it, so that the
// numbers may have changed. What is quick begins and ends without ever being seen at work.

interface Listed {
  id: string;
  state: string;
}

const atWork = (state: string): boolean => state === 'queued' || state === 'running';

// `before`: the list as it was; none was seen: nothing ended since.
export function endedSince(before: readonly Listed[] | undefined, now: readonly Listed[]): boolean {
  if (!before) return false;
  const states = new Map(now.map((one) => [one.id, one.state]));
  return before.some((old) => {
    const state = states.get(old.id);
    if (state === undefined) return atWork(old.state);
    return state !== old.state && !atWork(state);
  });
}
