import { afterEach, beforeEach, expect, it, vi } from 'vitest';

// A stream that the test speaks through.
class FakeStream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeStream[] = [];
  readyState = 1;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    FakeStream.opened.push(this);
  }
  close(): void {
    this.readyState = FakeStream.CLOSED;
  }
  say(topic: string, state: unknown): void {
    this.dispatchEvent(new MessageEvent(topic, { data: JSON.stringify(state) }));
  }
}

let live: typeof import('./live');
beforeEach(async () => {
  vi.resetModules();
  vi.useFakeTimers();
  FakeStream.opened = [];
  vi.stubGlobal('EventSource', FakeStream);
  live = await import('./live');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is open only while something is at work', () => {
  const taken: unknown[] = [];
  for (const topic of ['uploads', 'jobs'])
    live.hear(topic, { take: (state) => (taken.push(state), state === 'busy'), again: () => {} });
  live.follow();
  live.follow();
  expect(FakeStream.opened).toHaveLength(1);
  const stream = FakeStream.opened[0]!;
  stream.say('uploads', 'idle');
  stream.say('jobs', 'busy');
  expect(stream.readyState).toBe(1);
  stream.say('jobs', 'idle');
  expect(stream.readyState).toBe(FakeStream.CLOSED);
  expect(taken).toEqual(['idle', 'busy', 'idle']);
  live.follow();
  expect(FakeStream.opened).toHaveLength(2);
});

it('asks anew where the stream is refused', () => {
  const again = vi.fn();
  live.hear('jobs', { take: () => true, again });
  live.follow();
  const stream = FakeStream.opened[0]!;
  stream.onerror?.(); // The browser connects again by itself.
  vi.advanceTimersByTime(10_000);
  expect(again).not.toHaveBeenCalled();
  stream.close();
  stream.onerror?.();
  vi.advanceTimersByTime(10_000);
  expect(again).toHaveBeenCalledOnce();
});
