// One way to the server: a question has a key, equal questions share one request and a short memory,
// and a request nobody waits for any more is aborted.

import type { Label } from './types';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly said: Label,
    readonly path: string,
  ) {
    super(said.en);
  }
}

export interface Question<T> {
  key: string;
  run: (signal: AbortSignal) => Promise<T>;
}

interface ErrorBody {
  error?: { code?: string; message?: string; message_zh?: string };
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw unreachable(path);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw refusal(response.status, body, path);
}

// Said by the server or, where it said nothing that can be read, by its status.
export function refusal(status: number, body: unknown, path: string): ApiError {
  const error = (body as ErrorBody | null)?.error;
  const plain = error?.message ?? `HTTP ${status}`;
  const said = { zh: error?.message_zh ?? plain, en: plain };
  return new ApiError(status, error?.code ?? 'unknown', said, path);
}

export const unreachable = (path: string): ApiError =>
  new ApiError(0, 'unreachable', { zh: '服务没有回应。', en: 'The server does not answer.' }, path);

export function get<T>(path: string): Question<T> {
  return { key: `GET ${path}`, run: (signal) => call<T>(path, { signal }) };
}

export function post<T>(path: string, body: unknown): Question<T> {
  const text = JSON.stringify(body);
  const headers = { 'Content-Type': 'application/json' };
  return {
    key: `POST ${path} ${text}`,
    run: (signal) => call<T>(path, { method: 'POST', body: text, headers, signal }),
  };
}

interface Entry {
  answer: Promise<unknown>;
  controller: AbortController;
  users: number;
  settled: boolean;
  at: number;
}

const rememberedMs = 60_000;
const rememberedMost = 200;
const entries = new Map<string, Entry>();

function trim(now: number): void {
  for (const [key, entry] of entries) {
    const old = now - entry.at > rememberedMs || entries.size > rememberedMost;
    if (entry.settled && old) entries.delete(key);
  }
}

// Joins the running request of the same key or starts one. `release` must be called once, when the
// answer is no longer wanted; the last to leave an unfinished request aborts it.
export function ask<T>(question: Question<T>): { answer: Promise<T>; release: () => void } {
  const now = Date.now();
  trim(now);
  let entry = entries.get(question.key);
  if (!entry) {
    const controller = new AbortController();
    const made: Entry = {
      answer: question.run(controller.signal),
      controller,
      users: 0,
      settled: false,
      at: now,
    };
    made.answer.then(
      () => (made.settled = true),
      () => entries.get(question.key) === made && entries.delete(question.key),
    );
    entries.set(question.key, made);
    entry = made;
  }
  const joined = entry;
  joined.users += 1;
  const release = () => {
    joined.users -= 1;
    if (joined.users > 0 || joined.settled) return;
    joined.controller.abort();
    if (entries.get(question.key) === joined) entries.delete(question.key);
  };
  return { answer: joined.answer as Promise<T>, release };
}

// Asks the server now: for what changes with every call.
export const send = <T>(question: Question<T>): Promise<T> =>
  question.run(new AbortController().signal);

// The data changed: nothing that was answered before holds any more.
export function forgetAll(): void {
  for (const [key, entry] of entries) if (entry.settled) entries.delete(key);
}

// A retry asks the server again, whatever is remembered.
export function forget(key: string): void {
  if (entries.get(key)?.settled) entries.delete(key);
}
