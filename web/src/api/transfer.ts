// One file on its way to the server, with how far it is; fetch cannot tell that, XMLHttpRequest can.

import { ApiError, refusal, unreachable } from './client';
import type { Upload } from './types';

export interface Transfer {
  done: Promise<Upload>;
  cancel: () => void;
}

export class Cancelled extends Error {}

export function sendFile(file: File, progress: (sent: number) => void): Transfer {
  const path = `/uploads?name=${encodeURIComponent(file.name)}`;
  const request = new XMLHttpRequest();
  const done = new Promise<Upload>((resolve, reject: (cause: ApiError | Cancelled) => void) => {
    request.open('POST', `/api/v1${path}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => progress(event.loaded));
    request.addEventListener('load', () => {
      let body: unknown = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // Said by the status alone.
      }
      if (request.status === 201 && body !== null) resolve(body as Upload);
      else reject(refusal(request.status, body, path));
    });
    request.addEventListener('error', () => reject(unreachable(path)));
    request.addEventListener('abort', () => reject(new Cancelled()));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
