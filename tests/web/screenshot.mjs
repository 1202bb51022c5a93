// Makes a picture of the dashboard: see scripts/screenshot.

import { openBrowser, settled, withView } from './browser.mjs';

const given = process.argv.slice(2);
const options = { lang: 'zh', theme: 'light', width: '1440', height: '', view: 'overview' };
const plain = [];
for (let i = 0; i < given.length; ++i) {
  const name = given[i].replace(/^--/, '');
  if (given[i].startsWith('--') && name in options) options[name] = given[++i] ?? '';
  else plain.push(given[i]);
}
const [link, out] = plain;
if (!link || !out || plain.length > 2 || !/^https?:/.test(link)) {
  console.error(
    'usage: scripts/screenshot LINK OUT.png [--lang zh|en] [--theme light|dark] [--width N] [--height N] [--view VIEW]',
  );
  process.exit(2);
}

const width = Number(options.width);
const { context, close } = await openBrowser({
  viewport: { width, height: Number(options.height) || 900 },
  ...(width < 720 ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
});
const page = await context.newPage();
const joint = options.view.includes('?') ? '&' : '?';
const view = `${options.view}${joint}lang=${options.lang}&theme=${options.theme}`;
await page.goto(withView(link, view));
await settled(page);
await page.waitForTimeout(400);
await page.screenshot({ path: out, fullPage: !options.height });
await close();
