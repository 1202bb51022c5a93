// Labelling in the dashboard, by keyboard alone, on a small simulated shop: choose, accept, skip, take back,
// find, a set of one's own, learn; and both languages and a phone. Then what a conversation comes to.
//   BASE_URL   a login link

import assert from 'node:assert/strict';
import { openWalk, settled, withView } from './browser.mjs';

const link = process.env.BASE_URL;
if (!link) {
  console.error('labels: BASE_URL is not set. Give a login link, as `aftercare link` prints it');
  process.exit(2);
}

// What is refused on purpose is a failed request to the browser.
const { page, troubles, check, passed, by, close } = await openWalk(/status of 400/);
const labelled = async () => Number(await by('label-progress').getAttribute('data-value'));
const shown = async () => by('label-text').getAttribute('data-key');
const until = (count) =>
  page.waitForFunction(
    (wanted) =>
      document.querySelector('[data-testid="label-progress"]')?.getAttribute('data-value') === String(wanted),
    count,
  );
const told = async () => by('label-told').innerText();

try {
  await page.goto(withView(link, 'labels?q.set=sentiment&lang=zh&theme=light'));
  await settled(page);
  const text = await by('label-text').innerText();
  check('a case is asked', () => assert.ok(text.length > 1));
  check('its personal data is masked', () => assert.doesNotMatch(text, /1[3-9]\d{9}/));
  const proposed = await by('label-accept').getAttribute('data-value');
  check(`what the analysis says is proposed: ${proposed}`, () =>
    assert.ok(['positive', 'negative', 'neutral'].includes(proposed)),
  );

  const first = await shown();
  await page.keyboard.press('Enter');
  await until(1);
  const second = await shown();
  check('Enter accepts and the next comes', () => assert.notEqual(second, first));
  await page.keyboard.press('2');
  await until(2);
  await page.keyboard.press('Backspace');
  await until(1);
  const back = await shown();
  check('Backspace brings it back', () => assert.equal(back, second));
  await page.keyboard.press('Space');
  await settled(page);
  const skipped = await told();
  check('Space skips', () => assert.match(skipped, /已跳过/));
  const count = await labelled();
  check('a skip is no label', () => assert.equal(count, 1));

  await page.keyboard.press('?');
  await by('label-keys').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-testid="label-keys"]', { state: 'detached' });
  check('? shows the keys, Escape hides them', () => {});

  await page.keyboard.press('/');
  await page.keyboard.type('负面');
  const listed = await page.locator('[data-testid^="label-"].name').count();
  check('/ finds a label', () => assert.equal(listed, 1));
  await page.keyboard.press('Enter');
  await until(2);

  await page.reload();
  await settled(page);
  const kept = await labelled();
  check('answers are kept when the page is left', () => assert.equal(kept, 2));

  await by('label-train').click();
  await by('label-trouble').waitFor();
  const few = await by('label-trouble').innerText();
  check(`too few to learn from is said: ${few}`, () => assert.match(few, /标签太少/));

  // Enough of them, as fast as a person types.
  for (let i = 0; i < 48; ++i) {
    await by('label-accept').waitFor();
    await page.keyboard.press('Enter');
    await until(3 + i);
  }
  await settled(page);
  await by('label-train').click();
  await by('label-trained').waitFor({ timeout: 60_000 });
  const trained = await by('label-trained').innerText();
  check(`before and after are told: ${trained.replace(/\n/g, ' ')}`, () => {
    assert.match(trained, /分析自身/);
    assert.match(trained, /新模型/);
  });

  // A set of one's own.
  await by('own-set').fill('紧急');
  await page.keyboard.press('Enter');
  await settled(page);
  await page.locator('body').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('/');
  await page.keyboard.type('马上');
  await page.keyboard.press('Enter');
  await until(1);
  await page.keyboard.press('1');
  await until(2);
  const own = await told();
  check('a new label is a key at once', () => assert.match(own, /马上/));

  // A conversation in its own sentences, beside the case.
  const talked = await page.evaluate(async () => {
    const sql = 'SELECT case_id FROM message GROUP BY case_id HAVING count(*) > 6 ORDER BY case_id LIMIT 1';
    const asked = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ sql }) };
    return (await (await fetch('/api/v1/sql', asked)).json()).rows[0][0];
  });
  for (const [language, problem] of [['zh', '问题'], ['en', 'Problem']]) {
    await page.goto('about:blank');
    await page.goto(`${new URL(link).origin}/#/cases?case=${talked}&lang=${language}`);
    await by('summary-problem').waitFor();
    const summary = await by('case-summary').innerText();
    check(`what happened is told in ${language}`, () => assert.ok(summary.includes(problem)));
  }

  for (const [language, theme] of [['en', 'dark'], ['zh', 'light']]) {
    await page.goto('about:blank');
    await page.goto(`${new URL(link).origin}/#/labels?q.set=topic&lang=${language}&theme=${theme}`);
    await settled(page);
    const names = await page.locator('.names').innerText();
    await by('new-topics').waitFor();
    const fresh = await by('new-topics').innerText();
    check(`what has no topic yet is told in ${language}`, () =>
      assert.match(fresh, language === 'zh' ? /新话题/ : /no topic yet/),
    );
    check(`labels speak ${language}`, () => assert.equal(/[\u4e00-\u9fff]/.test(names), language === 'zh'));
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await settled(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`nothing hangs over at phone width: ${wide}`, () => assert.ok(wide <= 390));

  check('no error in the console', () => assert.deepEqual(troubles, []));
  console.log(`labels: ${passed()} checks passed`);
} catch (error) {
  if (process.env.FAILED_PICTURE) await page.screenshot({ path: process.env.FAILED_PICTURE, fullPage: true });
  console.error(`labels: FAILED at ${page.url()}\n${error.message}`);
  for (const trouble of troubles) console.error(trouble);
  process.exitCode = 1;
} finally {
  await close();
}
