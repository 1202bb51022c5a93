// The quality page on the workspace that upload.mjs filled: findings narrowed, a row mended and replayed,
// a cluster of spellings accepted and undone; after each step the ledger still accounts for every row.
//   BASE_URL   a login link

import assert from 'node:assert/strict';
import { openWalk, settled, withView } from './browser.mjs';

const link = process.env.BASE_URL;
if (!link) {
  console.error('quality: BASE_URL is not set. Give a login link, as `aftercare link` prints it');
  process.exit(2);
}

const { page, troubles, check, passed, by, close } = await openWalk();
const value = async (id) => Number(await by(id).first().getAttribute('data-value'));
async function ledger() {
  const parts = {};
  for (const part of ['stored', 'updated', 'duplicates', 'quarantined']) parts[part] = await value(`ledger-${part}`);
  assert.equal(Object.values(parts).reduce((a, b) => a + b, 0), await value('equation'));
  return parts;
}

try {
  // Three rows whose channel is spelt as no list knows: they wait until somebody says what it means.
  await page.goto(withView(link, 'intake?lang=zh&theme=light'));
  await by('picker').waitFor({ state: 'attached' });
  // The date of the last may be read in two ways.
  const days = ['2026-11-11 09:00:00', '2026-11-12 09:00:00', '03/11/2026'];
  const rows = days.map((day, i) => `G-${i + 1},邮件箱,${day},第 ${i + 1} 次催发货了,2,备注`);
  await by('picker').setInputFiles({
    name: '更多反馈.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['反馈单号,从哪来,发生时间,说了什么,打几分,内部备注', ...rows].join('\n') + '\n'),
  });
  await by('approve').first().click();
  const upload = page.locator('[data-testid="upload"]', { hasText: '更多反馈' });
  await upload.and(page.locator('[data-state="done"]')).waitFor({ timeout: 60_000 });

  await by('nav-quality').click();
  await settled(page);
  const start = await ledger();
  check(`the ledger holds: ${JSON.stringify(start)}`, () => assert.equal(start.quarantined, 4));

  const all = await value('findings-total');
  await page.locator('[aria-labelledby="findings"] .chip').first().click();
  await settled(page);
  const narrowed = await value('findings-total');
  check(`a facet narrows the findings: ${all} -> ${narrowed}`, () => {
    assert.ok(narrowed > 0 && narrowed <= all);
    assert.match(page.url(), /q\.rule=/);
  });

  const cluster = by('cluster').filter({ hasText: '邮件箱' });
  const said = await cluster.innerText();
  check('an unlisted spelling is proposed its nearest code', () => assert.match(said, /→\s*邮件/));
  await cluster.getByTestId('accept').click();
  await by('decision').first().waitFor({ state: 'attached' });
  await settled(page);
  const accepted = await ledger();
  check('accepting it stores the rows that waited', () => {
    assert.equal(accepted.stored, start.stored + 3);
    assert.equal(accepted.quarantined, 1);
  });

  const date = by('cluster').filter({ hasText: '03/11/2026' });
  const trust = await date.getByTestId('trust').innerText();
  check(`a repair too unsure to be made says how sure and why: ${trust}`, () => {
    assert.match(trust, /50\s*%/);
    assert.match(trust, /两种读法/);
  });
  await date.getByTestId('accept').click();
  await date.waitFor({ state: 'detached' });
  await settled(page);
  await by('review').locator('summary').click();
  const decision = by('decision').filter({ hasText: '03/11/2026' });
  const told = await decision.innerText();
  check(`accepted it is a decision: ${told.split('\n')[0]}`, () => assert.match(told, /→ 2026-03-11/));
  await decision.getByRole('button').click();
  await date.waitFor();
  const again = await date.getByTestId('trust').innerText();
  check('undone it is proposed again, as unsure as before', () => assert.equal(again, trust));
  await date.getByTestId('reject').click();
  await date.waitFor({ state: 'detached' });
  await settled(page);

  await by('quarantined').first().click();
  await by('aside-sheet').waitFor();
  await settled(page);
  const sheet = await by('aside-sheet').innerText();
  check('a quarantined row opens with its reason', () => assert.match(sheet, /必填项缺失/));
  await page.getByLabel('从哪来').fill('邮件');
  await by('mend').click();
  await page.waitForSelector('[data-testid="aside-sheet"]', { state: 'detached' });
  await settled(page);
  const mended = await ledger();
  check('mended in place it is stored', () => {
    assert.equal(mended.stored, accepted.stored + 1);
    assert.equal(mended.quarantined, 0);
  });
  const repeats = await by('duplicate').count();
  check(`duplicates stand beside their originals: ${repeats}`, () => assert.ok(repeats > 0));

  for (const [language, theme] of [['en', 'dark'], ['zh', 'light']]) {
    await page.goto('about:blank');
    await page.goto(`${new URL(link).origin}/#/quality?lang=${language}&theme=${theme}`);
    await settled(page);
    const heading = await page.locator('h1').innerText();
    check(`the page speaks ${language}: ${heading}`, () =>
      assert.equal(/[\u4e00-\u9fff]/.test(heading), language === 'zh'),
    );
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await settled(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`nothing hangs over at phone width: ${wide}`, () => assert.ok(wide <= 390));

  check('no error in the console', () => assert.deepEqual(troubles, []));
  console.log(`quality: ${passed()} checks passed`);
} catch (error) {
  if (process.env.FAILED_PICTURE) await page.screenshot({ path: process.env.FAILED_PICTURE, fullPage: true });
  console.error(`quality: FAILED at ${page.url()}\n${error.message}`);
  for (const trouble of troubles) console.error(trouble);
  process.exitCode = 1;
} finally {
  await close();
}
