// Walks through the pages and keeps all that the browser stores meanwhile, to be searched for people.
//   BASE_URL   a login link
//   TICKET, PHONE  of a ticket: looked for, its case and customer seen in clear; may be missing
//   KEPT       a folder: what scripts may store, as text, and the browser's whole profile

import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser, settled, withView } from './browser.mjs';

const link = process.env.BASE_URL;
const kept = process.env.KEPT;
if (!link || !kept) {
  console.error('storage: BASE_URL and KEPT are not set');
  process.exit(2);
}
await mkdir(kept, { recursive: true });
const { context, profile, close } = await openBrowser();
const page = await context.newPage();
await page.goto(withView(link, 'overview?lang=zh'));
await settled(page);
const base = new URL(link).origin;
for (const view of ['cases', 'quality', 'labels', 'users', 'intake', 'overview?lang=en']) {
  await page.goto(`${base}/#/${view}`);
  await settled(page);
  // The first record of each list, opened as a reader would.
  const row = page.locator('tbody tr').first();
  if (view === 'cases' && (await row.count())) {
    await row.click();
    await settled(page);
    await page.keyboard.press('Escape');
  }
}
// In clear, and looked for: neither may stay behind.
await page.goto(`${base}/#/overview?lang=zh`);
await settled(page);
if (process.env.PHONE) {
  await page.getByTestId('find').click();
  await page.getByTestId('find-box').fill(process.env.PHONE);
  await page.getByTestId('find-box').press('Enter');
  await page.getByTestId('found-case').locator('li', { hasText: process.env.TICKET }).getByTestId('open-case').click();
  await page.getByTestId('reveal-case-reason').fill('a call');
  await page.getByTestId('reveal-case').click();
  await page.getByTestId('case-clear').waitFor();
  await page.getByTestId('reveal-customer-reason').fill('a call');
  await page.getByTestId('reveal-customer').click();
  await page.getByTestId('customer-clear').waitFor();
  await page.keyboard.press('Escape');
  await settled(page);
}
const stored = await page.evaluate(async () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  cookies: document.cookie,
  caches: 'caches' in window ? await caches.keys() : [],
  databases: indexedDB.databases ? (await indexedDB.databases()).map((one) => one.name) : [],
  workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
}));
await writeFile(join(kept, 'stored.json'), JSON.stringify({ ...stored, all: await context.cookies() }, null, 1));
await context.storageState({ path: join(kept, 'state.json') });
await cp(profile, join(kept, 'profile'), { recursive: true, filter: (path) => !/Singleton/.test(path) });
await close();
console.log(`storage: kept ${Object.keys(stored.local).length} local, ${Object.keys(stored.session).length} of the session, ${stored.databases.length} databases, ${stored.caches.length} caches`);
