// A file through the browser into the store: dropped on the page, its mapping changed and approved, its
// ledger shown, its number on the overview the one that `aftercare query` gives. Then files that are bad.
//   BASE_URL            a login link of an empty workspace
//   PROGRAM, WORKSPACE  to ask for the number outside

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { openWalk, settled, withView } from './browser.mjs';

const { BASE_URL: link, PROGRAM: program, WORKSPACE: workspace } = process.env;
if (!link || !program || !workspace) {
  console.error('upload: set BASE_URL to a login link, PROGRAM and WORKSPACE to what serves it');
  process.exit(2);
}

const rows = 40;
// Headers that no mapping knows, a channel that no list has, two rows alike and one without a channel.
function feedback() {
  const lines = ['反馈单号,从哪来,发生时间,说了什么,打几分,内部备注'];
  for (let i = 0; i < rows - 2; ++i) {
    const day = String(1 + (i % 20)).padStart(2, '0');
    const from = ['微信', '邮件', '门店'][i % 3];
    lines.push(`F-${1000 + i},${from},2026-11-${day} 10:${String(i).padStart(2, '0')}:00,充电器第 ${i} 次坏了，打 1381234${5600 + i} 找我,${1 + (i % 5)},备注${i % 4}`);
  }
  lines.push(lines[1], 'F-2000,,2026-11-20 12:00:00,没有写来源,3,备注');
  return lines.join('\n') + '\n';
}

// A refused file is answered by a status that the browser notes; everything else is a fault.
const { page, troubles, check, passed, by, close } = await openWalk(/422/);
const quiet = () =>
  page.waitForFunction(() => !document.querySelector('[data-testid="mapping"][aria-busy="true"]'));

// As a person does: over the window, then let go.
async function drop(name, content) {
  const data = await page.evaluateHandle(
    ([file, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(text)], file));
      return transfer;
    },
    [name, [...Buffer.from(content)]],
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: data });
  await by('drop-veil').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

async function choose(column, typed, field) {
  await by(`field-${column}`).getByRole('button').first().click();
  await page.keyboard.type(typed);
  await by(`field-${column}`).locator(`[data-value="${field}"]`).click();
  await page.waitForTimeout(300);
  await quiet();
}

try {
  await page.goto(withView(link, 'overview?lang=zh&theme=light'));
  await page.waitForSelector('#content');
  await drop('顾客反馈.csv', feedback());
  await by('mapping').waitFor();
  check('a file dropped on the overview leads to its proposed mapping', () =>
    assert.ok(page.url().includes('#/intake')),
  );
  const shown = await by('mapping').innerText();
  check('sample values are masked', () => assert.doesNotMatch(shown, /1381234\d{4}/));

  if ((await by('entity').innerText()).trim() !== '案例') {
    await by('entity').getByRole('button').first().click();
    await by('entity').locator('[data-value="case"]').click();
    await quiet();
  }
  await choose('反馈单号', 'case_id', 'case_id');
  await choose('从哪来', '渠道', 'channel');
  await choose('发生时间', 'opened', 'opened_at');
  await choose('说了什么', '正文', 'text');
  await choose('打几分', '评分', 'rating');
  await choose('内部备注', '', 'title');
  await by('field-内部备注').getByRole('button').first().click();
  await by('field-内部备注').getByRole('button', { name: '不导入' }).last().click();
  await page.waitForTimeout(300);
  await quiet();
  const before = await by('outcome').innerText();
  check(`the trial says what would be set aside: ${before}`, () => assert.match(before, /隔离/));
  await page.getByLabel('「门店」表示').selectOption('phone');
  await page.waitForTimeout(300);
  await quiet();

  await by('approve').click();
  await page.waitForSelector('[data-testid="upload"][data-state="done"]', { timeout: 60_000 });
  const value = async (id) => Number(await by(id).first().getAttribute('data-value'));
  const read = await value('equation');
  const parts = {};
  for (const part of ['stored', 'updated', 'duplicates', 'quarantined']) parts[part] = await value(`ledger-${part}`);
  check(`the ledger accounts for every row: ${read} = ${JSON.stringify(parts)}`, () => {
    assert.equal(read, rows);
    assert.equal(Object.values(parts).reduce((a, b) => a + b, 0), rows);
    assert.equal(parts.duplicates, 1);
    assert.equal(parts.quarantined, 1);
  });

  await by('nav-overview').click();
  await settled(page);
  const asked = (metric) =>
    JSON.parse(
      execFileSync(program, ['query', metric, '--from', '2026-10-22', '--to', '2026-11-20', '--json', '-w', workspace], { encoding: 'utf8' }),
    ).total[metric];
  for (const metric of ['complaints', 'avg_rating', 'backlog']) {
    const seen = await value(`kpi-${metric}`);
    check(`${metric} on the overview is what aftercare query says: ${seen}`, () =>
      assert.equal(seen, asked(metric)),
    );
  }
  await page.goto(page.url().replace(/#.*/, '#/cases?metric=cases'));
  await by('drill-total').waitFor();
  const total = await value('drill-total');
  check(`the list of cases holds what was stored: ${total}`, () => assert.equal(total, parts.stored));

  await drop('照片.csv', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 37) % 251)));
  const alert = page.locator('[data-testid="sending"] [role="alert"]');
  await alert.waitFor();
  const said = await alert.innerText();
  check(`a bad file is refused with a sentence: ${said.replace(/\s+/g, ' ')}`, () => {
    assert.match(said, /照片\.csv/);
    assert.doesNotMatch(said, /uploads\//);
  });
  await by('sending').getByRole('button').click();
  await drop('空.csv', '');
  const empty = await alert.innerText();
  check('an empty file is not even sent', () => assert.match(empty, /空文件/));
  await by('sending').getByRole('button').click();

  await drop('顾客反馈.csv', feedback());
  await by('mapping').waitFor();
  const again = await by('mapping').innerText();
  check('the same header is recognised from now on', () => assert.match(again, /由表头识别/));
  await by('approve').click();
  await page.waitForFunction(() => document.querySelectorAll('[data-state="done"]').length === 2);
  const twice = await by('upload').first().innerText();
  check('and the same file adds nothing', () => assert.match(twice, /没有新增/));

  check('no error in the console', () => assert.deepEqual(troubles, []));
  console.log(`upload: ${passed()} checks passed`);
} catch (error) {
  if (process.env.FAILED_PICTURE) await page.screenshot({ path: process.env.FAILED_PICTURE, fullPage: true });
  console.error(`upload: FAILED at ${page.url()}\n${error.message}`);
  for (const trouble of troubles) console.error(trouble);
  process.exitCode = 1;
} finally {
  await close();
}
