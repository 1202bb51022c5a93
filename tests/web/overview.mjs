// The dashboard in a real browser: switches language, filters, drills, and holds the numbers on screen
// against each other and against one from outside.
//   BASE_URL             a login link, as `aftercare link` prints it
//   EXPECTED_COMPLAINTS  complaints of the 30 days ending at the last day with data (optional)

import assert from 'node:assert/strict';
import { openWalk, settled, withView } from './browser.mjs';

const link = process.env.BASE_URL;
if (!link) {
  console.error('overview: BASE_URL is not set. Give a login link, as `aftercare link` prints it');
  process.exit(2);
}

const { page, troubles, check, passed, by, close } = await openWalk();
const valueOf = async (locator) => Number(await locator.first().getAttribute('data-value'));
const click = async (locator) => {
  await locator.first().click();
  await settled(page);
};
const noAlert = async () => assert.equal(await page.locator('[role="alert"]').count(), 0);

// Opens a view anew by its address; the session is in the cookie by now.
const origin = new URL(link).origin;
const open = async (view) => {
  await page.goto('about:blank');
  await page.goto(`${origin}/#/${view}`);
  await settled(page);
};

// Clicks what carries a number and compares it with the total of the rows it leads to.
const drill = async (what, locator) => {
  const shown = await valueOf(locator);
  await click(locator);
  const total = await valueOf(by('drill-total'));
  check(`${what}: ${shown} on screen, ${total} rows behind it`, () => assert.equal(total, shown));
  return shown;
};

try {
  await page.goto(withView(link, 'overview?lang=zh&theme=light'));
  await settled(page);
  await noAlert();

  const complaints = await valueOf(by('kpi-complaints'));
  check(`complaints are a whole number: ${complaints}`, () =>
    assert.ok(Number.isInteger(complaints) && complaints > 0),
  );
  if (process.env.EXPECTED_COMPLAINTS) {
    const expected = Number(process.env.EXPECTED_COMPLAINTS);
    check(`complaints equal those asked for outside: ${expected}`, () =>
      assert.equal(complaints, expected),
    );
  }
  await by('kpi-complaints').hover();
  const tip = await page.locator('.tip').innerText();
  check('the tooltip says the full value', () =>
    assert.ok(tip.includes(complaints.toLocaleString('en-GB')), tip),
  );

  const heading = page.locator('h1');
  const chinese = await heading.innerText();
  await click(by('language'));
  const english = await heading.innerText();
  check(`the language switches: ${chinese} -> ${english}`, () => {
    assert.match(chinese, /[\u4e00-\u9fff]/);
    assert.match(english, /^[A-Za-z ]+$/);
  });
  const kept = await valueOf(by('kpi-complaints'));
  check('and the number stays', () => assert.equal(kept, complaints));
  await click(by('language'));

  await drill('complaints', by('kpi-complaints'));
  const listed = await by('row').count();
  check(`the first page lists ${listed} rows`, () =>
    assert.equal(listed, Math.min(50, complaints)),
  );
  await click(by('row'));
  const source = await by('origin').innerText();
  check(`a case opens and names its origin: ${source.replace(/\s+/g, ' ')}`, () =>
    assert.match(source, /\d/),
  );
  const opened = page.url();
  await page.goto('about:blank');
  await page.goto(opened);
  await settled(page);
  const again = await by('case-sheet').count();
  check('the address leads back to the same case', () => assert.equal(again, 1));
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-testid="case-sheet"]', { state: 'detached' });

  await open('overview');
  await by('filter-channel').getByRole('button').first().click();
  const box = by('filter-channel').getByRole('checkbox').first();
  const channel = await box.getAttribute('value');
  await box.check();
  await page.keyboard.press('Escape');
  await by('chip').first().waitFor();
  await settled(page);
  await noAlert();
  const filtered = await valueOf(by('kpi-complaints'));
  check(`the channel filter holds: ${filtered} of ${complaints} by ${channel}`, () => {
    assert.ok(filtered < complaints);
    assert.ok(page.url().includes(`f.channel=${channel}`));
  });
  await drill(`complaints by ${channel}`, by('kpi-complaints'));

  for (const id of ['channel', 'province', 'driver']) {
    await open('overview');
    if (await by(id).count()) await drill(`the first ${id}`, by(id));
    else console.log(`--  no ${id} to click`);
  }

  await open('overview');
  const topic = await valueOf(by('topic'));
  await click(by('topic'));
  const ofTopic = await valueOf(by('kpi-complaints'));
  check(`a topic filters the page: ${ofTopic}`, () => assert.equal(ofTopic, topic));

  // The week's story: in both languages, each fact of counts a link to exactly its rows.
  const quiet_week = by('as-usual').locator('summary');
  const unfold = async () => {
    if (await quiet_week.count()) await quiet_week.click();
  };
  await open('overview?lang=zh');
  const facts = await by('fact').count();
  if (await quiet_week.count()) {
    const seen = await page.locator('[data-testid="fact"][data-kind="level"]').first().isVisible();
    check(`what is as usual is one line: ${await quiet_week.innerText()}`, () => assert.equal(seen, false));
  }
  await unfold();
  if (facts) {
    const told = await by('fact').first().innerText();
    check(`the week has ${facts} facts: ${told.replace(/\s+/g, ' ')}`, () =>
      assert.match(told, /[\u4e00-\u9fff].*\d/s),
    );
    const counted = page.locator('[data-testid="fact"]:is([data-kind="segment"], [data-kind="level"])');
    if (await counted.count()) await drill('a fact of the week', counted);
    await open('overview?lang=en');
    await unfold();
    const english_fact = await by('fact').first().innerText();
    check(`and in English: ${english_fact.replace(/\s+/g, ' ')}`, () =>
      assert.match(english_fact, /beside|expected|as in the weeks before/),
    );
  } else {
    const note = await page.locator('section', { has: page.getByText('一周要事') }).innerText();
    check(`no story, and it says why: ${note.replace(/\s+/g, ' ')}`, () =>
      assert.match(note, /周|没有/),
    );
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await open('overview?lang=zh');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`the overview is no wider than a phone: ${wide}`, () => assert.ok(wide <= 0));
  if (process.env.PICTURES)
    await page.screenshot({ path: `${process.env.PICTURES}/overview-phone.png`, fullPage: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await open('overview');
  if (process.env.PICTURES)
    await page.screenshot({ path: `${process.env.PICTURES}/overview-wide.png`, fullPage: true });

  await click(by('nav-quality'));
  const rows = await valueOf(by('equation'));
  let sum = 0;
  for (const part of ['stored', 'updated', 'duplicates', 'quarantined'])
    sum += await valueOf(by(`ledger-${part}`));
  check(`the ledger balances: ${rows} rows`, () => assert.equal(sum, rows));
  await noAlert();

  check('no error in the console', () => assert.deepEqual(troubles, []));
  console.log(`overview: ${passed()} checks passed`);
} catch (error) {
  if (process.env.FAILED_PICTURE) await page.screenshot({ path: process.env.FAILED_PICTURE });
  console.error(`overview: FAILED at ${page.url()}\n${error.message}`);
  for (const trouble of troubles) console.error(trouble);
  process.exitCode = 1;
} finally {
  await close();
}
