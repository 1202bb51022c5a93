// A question in plain words from the top of any page: understood and answered with the number that
// `query` gives, or handed back.
//   BASE_URL             a login link
//   EXPECTED_COMPLAINTS  all complaints of the workspace

import assert from 'node:assert/strict';
import { openWalk, settled, withView } from './browser.mjs';

const link = process.env.BASE_URL;
if (!link) {
  console.error('ask: BASE_URL is not set. Give a login link, as `aftercare link` prints it');
  process.exit(2);
}

const { page, troubles, check, passed, by, close } = await openWalk();
const pictures = process.env.PICTURES;
async function put(question) {
  await by('ask-box').fill(question);
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/ask'));
  await by('ask-box').press('Enter');
  await answered;
  await settled(page);
}

try {
  await page.goto(withView(link, 'overview?lang=zh&theme=light'));
  await settled(page);
  await page.keyboard.press('Control+k');
  await by('ask-sheet').waitFor();
  await put('投诉量是多少');
  const understood = await by('ask-understood').innerText();
  check(`understood: ${understood}`, () => assert.match(understood, /投诉量/));
  const total = Number((await by('ask-sheet').locator('.big').getAttribute('title')).replaceAll(/[^\d]/g, ''));
  check(`the number is that of query: ${total}`, () =>
    assert.equal(total, Number(process.env.EXPECTED_COMPLAINTS ?? total)),
  );
  await put('各渠道的投诉量占比');
  if (pictures) await page.screenshot({ path: `${pictures}/ask-zh.png` });
  const rows = await by('ask-sheet').locator('tbody tr').count();
  check(`a row for each channel: ${rows}`, () => assert.ok(rows > 1));
  if (pictures) await page.screenshot({ path: `${pictures}/ask-zh.png` });
  // Orders of no known day have a row of their own and no place in the course of time.
  await put('每月订单量');
  const months = await by('ask-sheet').locator('tbody tr td:first-child').allInnerTexts();
  const course = await by('ask-sheet').locator('.course path').getAttribute('d');
  const dated = months.filter((month) => /\d{4}/.test(month)).length;
  check(`the course has ${dated} months of ${months.length} rows`, () =>
    assert.equal((course ?? '').match(/[ML]/g)?.length, dated),
  );
  await put('紫色大象的投诉量');
  const lost = await by('ask-lost').innerText();
  check(`handed back: ${lost.replaceAll('\n', ' ')}`, () => assert.match(lost, /紫色/));
  await page.keyboard.press('Escape');
  check('Escape closes', async () => assert.equal(await by('ask-sheet').count(), 0));
  await page.setViewportSize({ width: 390, height: 844 });
  await by('language').click();
  await by('ask').click();
  await put('complaints by province last month compared with the month before');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`nothing is wider than a phone: ${wide}`, () => assert.ok(wide <= 0));
  if (pictures) await page.screenshot({ path: `${pictures}/ask-phone.png` });
  assert.deepEqual(troubles, []);
  console.log(`ask: ${passed()} checks`);
} finally {
  await close();
}
