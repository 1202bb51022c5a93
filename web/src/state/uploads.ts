// Files between the reader and the store: on their way to the server, waiting for approval, being
// ingested. One list for the whole page, so that leaving it stops nothing.

import { computed, reactive, ref, shallowRef } from 'vue';
import { ApiError, send } from '../api/client';
import * as questions from '../api/questions';
import { Cancelled, sendFile, type Transfer } from '../api/transfer';
import type { Label, Upload, UploadList } from '../api/types';
import { dataChanged, signedOut } from '../api/use_question';
import { endedSince } from './ended';
import { follow, hear } from './live';

export interface Sending {
  id: number;
  name: string;
  size: number;
  sent: number;
  // What went wrong, in the server's words if it said it; the file is listed until it is removed.
  refused: 'empty' | 'large' | Label | null;
}

const atOnce = 2;

export const sending = reactive<Sending[]>([]);
export const uploads = shallowRef<Upload[]>();
export const limitBytes = ref(0);
export const failed = shallowRef<ApiError>();

const transfers = new Map<number, Transfer>();
const files = new Map<number, File>();
let next = 1;

const atWork = (upload: Upload) => upload.state === 'queued' || upload.state === 'running';
export const busy = computed(() => (uploads.value ?? []).some(atWork) || sending.some((each) => !each.refused));

function note(cause: unknown): void {
  if (!(cause instanceof ApiError)) return;
  failed.value = cause;
  if (cause.status === 401) signedOut.value = true;
}

// True while any is at work.
function take(list: UploadList): boolean {
  const before = uploads.value;
  limitBytes.value = list.limit_bytes;
  uploads.value = list.uploads;
  failed.value = undefined;
  if (endedSince(before, list.uploads)) dataChanged();
  return list.uploads.some(atWork);
}

hear('uploads', { take: (state) => take(state as UploadList), again: () => void refresh() });

// Asks for the list; what is at work then tells by itself how it goes on.
export async function refresh(): Promise<void> {
  try {
    if (take(await send(questions.uploads()))) follow();
  } catch (cause) {
    note(cause);
  }
}

function start(): void {
  for (const each of sending) {
    if (transfers.size >= atOnce) return;
    const file = files.get(each.id);
    if (!file || each.refused || transfers.has(each.id)) continue;
    const transfer = sendFile(file, (sent) => (each.sent = sent));
    transfers.set(each.id, transfer);
    transfer.done
      .then(
        () => leave(each.id),
        (cause: unknown) => {
          if (cause instanceof Cancelled) leave(each.id);
          else if (cause instanceof ApiError) each.refused = cause.said;
          if (cause instanceof ApiError && cause.status === 401) signedOut.value = true;
        },
      )
      .finally(() => {
        transfers.delete(each.id);
        files.delete(each.id);
        start();
        void refresh();
      });
  }
}

function leave(id: number): void {
  const at = sending.findIndex((each) => each.id === id);
  if (at >= 0) sending.splice(at, 1);
}

export function addFiles(list: Iterable<File>): void {
  for (const file of list) {
    const id = next++;
    const limit = limitBytes.value;
    const refused = file.size === 0 ? 'empty' : limit > 0 && file.size > limit ? 'large' : null;
    sending.push({ id, name: file.name, size: file.size, sent: 0, refused });
    if (!refused) files.set(id, file);
  }
  start();
}

// Breaks off what is on its way; what was refused just leaves the list.
export function cancel(id: number): void {
  const transfer = transfers.get(id);
  if (transfer) transfer.cancel();
  else leave(id);
  files.delete(id);
}

// A change of one upload, then the list anew. Resolves to what went wrong, if anything did.
export async function change(asked: ReturnType<typeof questions.dropUpload | typeof questions.ingest>): Promise<ApiError | undefined> {
  try {
    await send<unknown>(asked);
    return undefined;
  } catch (cause) {
    if (cause instanceof ApiError) {
      if (cause.status === 401) signedOut.value = true;
      return cause;
    }
    throw cause;
  } finally {
    await refresh();
  }
}
