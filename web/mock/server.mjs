// The dashboard's files and the API with invented data, for working on the pages without the program:
//   npm run build && npm run mock        then open the link it prints
// PORT (8090), SLOW (milliseconds each answer waits), BROKEN (a path that answers 500).

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conversation, record, routes } from './answers.mjs';
import { quarantineCall } from './quality.mjs';
import { Refused } from './refused.mjs';
import { addUpload, lookAtUploads, uploadCall } from './uploads.mjs';

const port = Number(process.env.PORT ?? 8090);
const slow = Number(process.env.SLOW ?? 0);
const broken = process.env.BROKEN ?? '';
const dist = join(fileURLToPath(new URL('.', import.meta.url)), '..', 'dist');
const token = 'mock';

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const safety = {
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'X-Content-Type-Options': 'nosniff',
};

async function file(path, response) {
  const inside = normalize(path === '/' ? '/index.html' : path).replace(/^(\.\.[/\\])+/, '');
  const body = await readFile(join(dist, inside)).catch(() => null);
  response.writeHead(body ? 200 : 404, { 'Content-Type': types[extname(inside)] ?? 'text/plain', ...safety });
  response.end(body ?? 'not found');
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const send = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...safety });
    response.end(JSON.stringify(body));
  };
  const path = url.pathname.replace(/^\/api\/v1(?=\/)/, '');
  if (path === '/login') {
    const good = url.searchParams.get('token') === token;
    response.writeHead(303, {
      Location: '/',
      ...(good ? { 'Set-Cookie': 'aftercare_session=mock; HttpOnly; SameSite=Strict; Path=/' } : {}),
    });
    return response.end();
  }
  if (path === url.pathname) return file(path, response);
  try {
    if (path === '/health') return send(200, { status: 'ok' });
    if (!(request.headers.cookie ?? '').includes('aftercare_session=mock'))
      throw new Refused(401, 'no_session', '没有会话', 'no session');
    if (request.method === 'POST' && path === '/uploads') {
      let bytes = 0;
      for await (const part of request) bytes += part.length;
      return send(201, addUpload(url.searchParams.get('name') ?? 'upload', bytes));
    }
    const body = await bodyOf(request);
    if (slow) await new Promise((done) => setTimeout(done, slow));
    if (broken && path === broken) throw new Refused(500, 'engine', '引擎没有回答', 'the engine gave no answer');
    if (path.startsWith('/case/')) return send(200, record(decodeURIComponent(path.slice(6))));
    if (path.startsWith('/conversation/'))
      return send(200, conversation(decodeURIComponent(path.slice(14))));
    if (request.method === 'GET' && path === '/uploads') return send(200, lookAtUploads());
    const [, id, verb] = /^\/uploads\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (id) return send(200, uploadCall(decodeURIComponent(id), verb, body));
    if (path.startsWith('/quarantine/')) return send(200, quarantineCall(request.method, path.slice(12), body));
    const route = routes[`${request.method} ${path}`];
    if (!route) throw new Refused(404, 'not_found', '没有这个地址', 'no such address');
    return send(200, route(body));
  } catch (error) {
    const refused = error instanceof Refused ? error : new Refused(500, 'mock', String(error), String(error));
    if (!(error instanceof Refused)) console.error(error);
    return send(refused.status, { error: { code: refused.code, message: refused.message, message_zh: refused.zh } });
  }
});
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/login?token=${token}`));
