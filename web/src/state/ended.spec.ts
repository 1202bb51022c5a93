import { describe, expect, it } from 'vitest';
import { endedSince } from './ended';

const list = (...states: string[]) => states.map((state, at) => ({ id: `u${at}`, state }));

describe('the end of a file being read', () => {
  it('is seen when it was at work before', () => {
    expect(endedSince(list('running'), list('done'))).toBe(true);
    expect(endedSince(list('queued', 'waiting'), list('failed', 'waiting'))).toBe(true);
    expect(endedSince(list('running'), list('stopped'))).toBe(true);
  });
  it('is seen when it was too quick to be seen at work', () => {
    expect(endedSince(list('done', 'waiting'), list('done', 'done'))).toBe(true);
  });
  it('is taken for granted when what was at work is gone', () => {
    expect(endedSince(list('running'), [])).toBe(true);
  });
  it('is none while it goes on, waits, was over before or was never seen', () => {
    expect(endedSince(list('queued', 'running'), list('running', 'running'))).toBe(false);
    expect(endedSince(list('waiting'), list('queued'))).toBe(false);
    expect(endedSince(list('done', 'waiting'), list('done', 'waiting'))).toBe(false);
    expect(endedSince(list('done', 'waiting'), [])).toBe(false);
    expect(endedSince(undefined, list('done'))).toBe(false);
    expect(endedSince([], list('waiting'))).toBe(false);
  });
});
