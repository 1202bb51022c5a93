import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, ask, forget, get, post, type Question } from './client';

// A server that answers when told to, and knows what was aborted.
function heldServer() {
  const calls: { url: string; body: string; signal: AbortSignal; answer: (r: Response) => void }[] =
    [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const signal = init.signal as AbortSignal;
    return new Promise<Response>((answer, refuse) => {
      calls.push({ url, body: String(init.body ?? ''), signal, answer });
      signal.addEventListener('abort', () => refuse(new DOMException('aborted', 'AbortError')));
    });
  });
  return calls;
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
let unique = 0;
let question: Question<{ ok: number }>;

beforeEach(() => {
  question = post('/query', { unique: ++unique });
});
afterEach(() => vi.unstubAllGlobals());

describe('questions', () => {
  it('that are equal share one request and are remembered', async () => {
    const calls = heldServer();
    const [one, two] = [ask(question), ask(post<{ ok: number }>('/query', { unique }))];
    expect(calls).toHaveLength(1);
    calls[0]?.answer(json({ ok: 1 }));
    expect(await one.answer).toEqual({ ok: 1 });
    expect(await two.answer).toEqual({ ok: 1 });
    one.release();
    two.release();
    expect(await ask(question).answer).toEqual({ ok: 1 });
    expect(calls).toHaveLength(1);
  });

  it('are aborted when the last who asked leaves, not before', async () => {
    const calls = heldServer();
    const [one, two] = [ask(question), ask(question)];
    one.release();
    expect(calls[0]?.signal.aborted).toBe(false);
    two.release();
    expect(calls[0]?.signal.aborted).toBe(true);
    await expect(two.answer).rejects.toThrow();
    ask(question).answer.catch(() => undefined);
    expect(calls).toHaveLength(2);
  });

  it('that differ are asked apart', () => {
    const calls = heldServer();
    ask(question).answer.catch(() => undefined);
    ask(post('/query', { unique, where: [] })).answer.catch(() => undefined);
    expect(calls).toHaveLength(2);
  });

  it('are asked anew once forgotten', async () => {
    const calls = heldServer();
    const first = ask(question);
    calls[0]?.answer(json({ ok: 1 }));
    await first.answer;
    forget(question.key);
    ask(question).answer.catch(() => undefined);
    expect(calls).toHaveLength(2);
  });
});

describe('a failure', () => {
  it('carries what the server said in both languages and is not remembered', async () => {
    const calls = heldServer();
    const error = { code: 'no_session', message: 'no session', message_zh: '没有会话' };
    const asked = ask(question);
    calls[0]?.answer(json({ error }, 401));
    const caught = (await asked.answer.catch((cause: unknown) => cause)) as ApiError;
    expect(caught).toBeInstanceOf(ApiError);
    expect([caught.status, caught.code, caught.said.zh]).toEqual([401, 'no_session', '没有会话']);
    ask(question).answer.catch(() => undefined);
    expect(calls).toHaveLength(2);
  });

  it('without a word from the server still says its status', async () => {
    const calls = heldServer();
    const asked = ask(get('/periods'));
    calls[0]?.answer(new Response('<html>', { status: 502 }));
    const caught = (await asked.answer.catch((cause: unknown) => cause)) as ApiError;
    expect([caught.status, caught.said.en]).toEqual([502, 'HTTP 502']);
  });

  it('of the network says that nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('refused')));
    const caught = (await ask(question).answer.catch((cause: unknown) => cause)) as ApiError;
    expect(caught.code).toBe('unreachable');
  });
});
