// Debian's Chromium, driven for tests and pictures: a fresh profile, no request to anywhere but the page.

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const web = createRequire(new URL('../../web/package.json', import.meta.url));

export async function openBrowser(options = {}) {
  const { chromium } = web('playwright-core');
  const profile = await mkdtemp(join(tmpdir(), 'aftercare-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
    ],
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ...options,
  });
  countRequests(context);
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  return { context, profile, close };
}

// A page to walk through: what is checked is counted and told, what the page complains of is kept, but for
// messages that match `expected`.
export async function openWalk(expected = null) {
  const { context, close } = await openBrowser();
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected?.test(message.text()))
      troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  let checks = 0;
  const check = (what, run) => {
    run();
    checks += 1;
    console.log(`ok  ${what}`);
  };
  const by = (id) => page.getByTestId(id);
  return { context, page, troubles, check, passed: () => checks, by, close };
}

// The link's own address with another view behind it: a browser keeps the part after # over a redirect.
export const withView = (link, view) => `${link.split('#')[0]}#/${view}`;

// Requests of a browser that have not been answered yet. The stream of events is none: it stays open.
const running = new WeakMap();
function countRequests(context) {
  const open = new Set();
  running.set(context, open);
  context.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') open.add(request);
  });
  context.on('requestfinished', (request) => open.delete(request));
  context.on('requestfailed', (request) => open.delete(request));
}

// Waits until no request runs, none has for a moment (an answer may lead to the next question), and no
// skeleton is left. The browser's own "network idle" is no help: it is told once for each document.
export async function settled(page) {
  const open = running.get(page.context());
  const until = Date.now() + 20_000;
  await page.waitForSelector('#content', { timeout: 20_000 });
  for (let quiet = 0; quiet < 4; ) {
    await page.waitForTimeout(40);
    quiet = open.size ? 0 : quiet + 1;
    if (Date.now() > until) throw new Error(`after 20 s still asked: ${[...open].map((each) => each.url()).join(', ')}`);
  }
  await page.waitForFunction(
    () => !document.querySelector('.bone') && !document.querySelector('[aria-busy="true"]'),
    null,
    { timeout: 20_000 },
  );
}
