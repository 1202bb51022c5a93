// Records that are the same, on a workspace with two sources of customers: compared on the page, a pair read
// side by side, split and taken back, all by keyboard where a reader would.
//   BASE_URL   a login link

import assert from 'node:assert/strict';
import { openWalk, settled, withView } from './browser.mjs';

const link = process.env.BASE_URL;
if (!link) {
  console.error('same: BASE_URL is not set. Give a login link, as `aftercare link` prints it');
  process.exit(2);
}

const { page, troubles, check, passed, by, close } = await openWalk();
const total = async () => Number(await by('same-total').getAttribute('data-value'));
const state = () => by('same-state').getAttribute('data-value');

try {
  await page.goto(withView(link, 'quality?lang=zh&theme=light'));
  await settled(page);
  const before = await page.locator('[aria-labelledby="same"]').innerText();
  check('before anything is compared the page says so', () => assert.match(before, /尚未比较/));
  // The comparison is a job: its progress comes as events, nobody asks again and again.
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await by('compare').click();
  await by('same-pair').first().waitFor();
  await settled(page);
  const pairs = await total();
  check(`customers of both sources are joined: ${pairs}`, () => assert.equal(pairs, 12));
  check('its progress came as events', () => {
    assert.equal(asked.filter((path) => path === '/api/v1/events').length, 1);
    assert.equal(asked.filter((path) => path.startsWith('/api/v1/jobs')).length, 0);
  });

  // A pair is opened by keyboard.
  await by('same-pair').first().getByRole('button').focus();
  await page.keyboard.press('Enter');
  await by('same-sheet').waitFor();
  await settled(page);
  const sheet = await by('same-sheet').innerText();
  check('it stands side by side with its reasons', () => {
    assert.match(sheet, /同一个/);
    assert.match(sheet, /合计/);
    assert.match(sheet, /姓名/);
  });
  check('its values are masked', () => assert.doesNotMatch(sheet, /1[3-9]\d{9}/));
  const bars = await by('same-sheet').locator('rect').count();
  check(`the waterfall is drawn: ${bars} bars`, () => assert.ok(bars >= 4));
  const opened = await state();
  check('it is joined', () => assert.equal(opened, 'joined'));

  await by('same-split').focus();
  await page.keyboard.press('Enter');
  await by('same-undo').waitFor();
  await settled(page);
  const split = await state();
  check('splitting it makes two', () => assert.equal(split, 'apart'));
  const alone = await by('same-member').count();
  check('its group is gone', () => assert.equal(alone, 0));
  await by('same-undo').click();
  await page.waitForFunction(
    () => document.querySelector('[data-testid="same-state"]')?.getAttribute('data-value') === 'joined',
  );
  await settled(page);
  const members = await by('same-member').count();
  check('taking it back makes one again', () => assert.equal(members, 2));
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-testid="same-sheet"]', { state: 'detached' });

  await by('same-case').click();
  await settled(page);
  const none = await page.locator('[aria-labelledby="same"]').innerText();
  check('a kind with nothing alike says so', () => assert.match(none, /没有相似的配对/));

  for (const [language, theme] of [['en', 'dark'], ['zh', 'light']]) {
    await page.goto('about:blank');
    await page.goto(`${new URL(link).origin}/#/quality?lang=${language}&theme=${theme}`);
    await settled(page);
    const text = await page.locator('#same').innerText();
    check(`the list speaks ${language}: ${text}`, () =>
      assert.equal(/[\u4e00-\u9fff]/.test(text), language === 'zh'),
    );
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await by('same-pair').first().getByRole('button').click();
  await by('same-sheet').waitFor();
  await settled(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`nothing hangs over at phone width: ${wide}`, () => assert.ok(wide <= 390));
  const cut = await by('same-sheet').locator('.scroll').evaluate((one) => one.scrollWidth - one.clientWidth);
  check(`a pair fits a phone: ${cut}`, () => assert.ok(cut <= 0));

  check('no error in the console', () => assert.deepEqual(troubles, []));
  console.log(`same: ${passed()} checks passed`);
} catch (error) {
  if (process.env.FAILED_PICTURE) await page.screenshot({ path: process.env.FAILED_PICTURE, fullPage: true });
  console.error(`same: FAILED at ${page.url()}\n${error.message}`);
  for (const trouble of troubles) console.error(trouble);
  process.exitCode = 1;
} finally {
  await close();
}
