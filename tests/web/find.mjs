// Records by an exact phone and an order number from the top of any page, and a case in clear after a
// reason: every state of the sheet, in both languages, wide and at a phone's width.
//   BASE_URL  a login link
//   TICKET, PHONE, CUSTOMER_NAME, ORDER, WORDS  of one ticket, as its file has them

import assert from 'node:assert/strict';
import { openWalk, settled, withView } from './browser.mjs';

const { BASE_URL: link, TICKET: ticket, PHONE: phone, CUSTOMER_NAME: person, ORDER: order, WORDS: words } = process.env;
if (!link || !ticket || !phone || !person || !order || !words) {
  console.error('find: BASE_URL, TICKET, PHONE, CUSTOMER_NAME, ORDER or WORDS is not set');
  process.exit(2);
}

const { page, troubles, check, passed, by, close } = await openWalk(/status of (500|400)/);
const pictures = process.env.PICTURES;
const picture = (name) => (pictures ? page.screenshot({ path: `${pictures}/${name}.png` }) : undefined);
async function put(value) {
  await by('find-box').fill(value);
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/find'));
  await by('find-box').press('Enter');
  await answered;
  await settled(page);
}
const open = () => by('found-case').locator('li', { hasText: ticket }).getByTestId('open-case').click();
const text = () => by('find-sheet').innerText();

try {
  await page.goto(withView(link, 'overview?lang=zh&theme=light'));
  await settled(page);
  await by('find').click();
  await by('find-how').waitFor();
  await picture('find-empty-zh');
  check('nothing typed: nothing can be asked', () => {});
  assert.ok(await by('find-go').isDisabled());

  await page.route('**/api/v1/find', async (route) => {
    await new Promise((done) => setTimeout(done, 600));
    await route.continue();
  });
  await by('find-box').fill(phone);
  await by('find-box').press('Enter');
  await by('find-sheet').locator('.bones').waitFor();
  await picture('find-loading-zh');
  check('while it is asked, bones stand there', () => {});
  await settled(page);
  await page.unroute('**/api/v1/find');
  const cases = await by('found-case').locator('li').count();
  check(`a phone finds cases: ${cases}`, () => assert.ok(cases >= 1));
  let said = await text();
  check('masked, whoever asks', () => assert.ok(!said.includes(phone) && !said.includes(person)));
  await picture('find-phone-zh');

  await put(`${phone.slice(0, 3)} ${phone.slice(3, 7)}-${phone.slice(7)}`);
  const again = await by('found-case').locator('li').count();
  check(`with separators the same: ${again}`, () => assert.equal(again, cases));
  await put(phone.slice(0, 10));
  await by('find-nothing').waitFor();
  check('a part of it finds nothing', () => {});
  await picture('find-nothing-zh');
  await by('find-email').click();
  await put(phone);
  await by('find-nothing').waitFor();
  check('as an e-mail neither', () => {});

  await page.route('**/api/v1/find', (route) => route.fulfill({ status: 500, json: {} }));
  await by('find-any').click();
  await put(phone);
  await by('find-sheet').getByRole('alert').waitFor();
  check('what fails is told, and can be tried again', () => {});
  await picture('find-error-zh');
  await page.unroute('**/api/v1/find');
  await by('find-sheet').getByRole('alert').getByRole('button').first().click();
  await by('found-case').waitFor();
  check('tried again, it finds', () => {});

  await put(order);
  await by('found-order').waitFor();
  const customers = await by('found-customer').count();
  check(`an order number finds the order${customers ? ' and the customer' : ''}`, () => {});
  await put(phone);
  await open();
  await by('case-sheet').waitFor();
  await settled(page);
  said = await by('case-sheet').innerText();
  check('the case opens, masked', () => assert.ok(!said.includes(phone) && !said.includes(person)));
  assert.ok(await by('reveal-case').isDisabled());
  check('without a reason nothing is revealed', () => {});
  await by('reveal-case-reason').fill('客户来电核对');
  await by('reveal-case').click();
  await by('case-clear').waitFor();
  said = await by('case-sheet').innerText();
  check('with one it stands in clear', () => assert.ok(said.includes(phone) || said.includes(words), said));
  await picture('case-clear-zh');
  await by('reveal-customer-reason').fill('客户来电核对');
  await by('reveal-customer').click();
  await by('customer-clear').waitFor();
  said = await by('customer-clear').innerText();
  check('and the customer', () => assert.ok(said.includes(person), said));
  const address = await page.evaluate(() => location.href + JSON.stringify({ ...localStorage, ...sessionStorage }));
  check('the address and the browser keep nothing of it', () =>
    assert.ok(![phone, person].some((value) => decodeURIComponent(address).includes(value))),
  );
  await page.keyboard.press('Escape');

  await page.setViewportSize({ width: 390, height: 844 });
  await by('language').click();
  await by('find').click();
  await put(phone);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) {
    await picture('find-too-wide');
    console.error(await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('nav,table')).map((e) => e.tagName + '.' + e.className).slice(0, 12).join(' | ')));
  }
  check(`nothing is wider than a phone: ${wide}`, () => assert.ok(wide <= 0));
  await picture('find-phone-narrow-en');
  await put('no such value');
  await by('find-nothing').waitFor();
  await picture('find-nothing-narrow-en');
  await put(phone);
  await open();
  await by('case-sheet').waitFor();
  await settled(page);
  await by('reveal-case-reason').fill('a call');
  await by('reveal-case').click();
  await by('case-clear').waitFor();
  await picture('case-clear-narrow-en');
  assert.deepEqual(troubles, []);
  console.log(`find: ${passed()} checks`);
} finally {
  await close();
}
