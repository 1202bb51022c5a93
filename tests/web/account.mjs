// Coming in and looking after users: signing in, mistakes, a password, a second factor, users, roles, tokens.
//   BASE_URL   the address of a server whose workspace has the users of scripts/test_web
//   PICTURES   a folder for pictures of every step; none are made without it

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openWalk, settled } from './browser.mjs';

const base = process.env.BASE_URL;
const password = process.env.PASSWORD;
if (!base || !password) {
  console.error('account: BASE_URL and PASSWORD are not set');
  process.exit(2);
}
const pictures = process.env.PICTURES;
if (pictures) await mkdir(pictures, { recursive: true });

// What an authenticator app shows (RFC 6238) for a secret in base32, `step` periods from now.
function appCode(secret, step = 0) {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const sign of secret.replace(/\s/g, '')) bits += digits.indexOf(sign).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// Refusals are told on the page; the browser complains of their status as well.
const { context, page, troubles, check, passed, by, close } = await openWalk(/status of 4(01|03|29|00)/);
const elsewhere = [];
context.on('request', (request) => {
  if (!request.url().startsWith(base) && !request.url().startsWith('data:')) elsewhere.push(request.url());
});
const picture = async (name) => {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
};
const narrow = async (name) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(200);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${name}: nothing is wider than a phone`, () => assert.ok(wide <= 0, `${wide} px too wide`));
  await picture(`${name}_phone`);
  await page.setViewportSize({ width: 1440, height: 900 });
};
async function signIn(name, secret, code) {
  await by('sign-name').fill(name);
  await by('sign-password').fill(secret);
  if (code) await by('sign-code').fill(code);
  await by('sign-in').click();
}
const door = async (language) => {
  await page.goto(`${base}/#/overview?lang=${language}&theme=light`);
  await by('sign-name').waitFor();
};
const told = () => page.locator('main [role="alert"]').last().innerText();
const menu = async (item) => {
  await by('user-menu').getByRole('button').first().click();
  await by(item).click();
};

try {
  // The door, in both languages.
  for (const language of ['zh', 'en']) {
    await door(language);
    await page.reload();
    await by('sign-name').waitFor();
    await picture(`sign_in_${language}`);
    await narrow(`sign_in_${language}`);
  }
  await signIn('root', 'not the password');
  await page.waitForFunction(() => /wrong|错误/.test(document.querySelector('main')?.innerText ?? ''));
  const wrong = await told();
  check('a wrong password is refused and it is not told what was wrong', () =>
    assert.match(wrong, /name.*password.*code|用户名.*密码.*验证码/));
  await picture('wrong_password');
  for (let i = 0; i < 6 && !/s\.|秒/.test(await told()); i += 1) {
    await signIn('guessed', 'again not');
    await page.waitForTimeout(900);
  }
  const waiting = await told();
  check('who guesses has to wait, and sees how long', () => assert.match(waiting, /\d+ s|\d+ 秒/));
  await picture('throttled');
  await page.reload();
  await by('sign-name').waitFor();

  // The administrator comes in and sets up a second factor.
  await signIn('root', password);
  await settled(page);
  check('the right password opens', () => assert.ok(true));
  await menu('second-factor');
  await by('code-password').fill(password);
  await by('code-next').click();
  await by('qr').waitFor();
  const secret = await by('code-secret').innerText();
  const modules = await by('qr').locator('path').getAttribute('d');
  check('the code is drawn', () => assert.ok(modules.length > 1000));
  await picture('second_factor');
  await narrow('second_factor');
  await by('code-proof').fill('000000');
  await by('code-next').click();
  await by('code-form').locator('.bad').waitFor();
  check('a wrong proof turns nothing on', () => assert.ok(true));
  await by('code-proof').fill(appCode(secret));
  await by('code-next').click();
  await by('code-form').getByRole('status').waitFor();
  await picture('second_factor_on');
  await menu('sign-out');
  await by('sign-name').waitFor();
  await signIn('root', password);
  await by('sign-code').waitFor();
  await picture('code_needed');
  // The code that proved the app is not used up by the proof.
  await signIn('root', password, appCode(secret));
  await settled(page);
  check('password and code together open', () => assert.ok(true));

  // The own password.
  await menu('change-password');
  const form = by('password-form');
  await form.locator('input').nth(0).fill('not the old one');
  await form.locator('input').nth(1).fill(`${password} anew`);
  await form.getByRole('button').first().click();
  await form.locator('.bad').waitFor();
  await picture('password_refused');
  await form.locator('input').nth(0).fill(password);
  await form.getByRole('button').first().click();
  await form.getByRole('status').waitFor();
  check('the password is changed with the old one only', () => assert.ok(true));
  await picture('password_changed');

  // Users: one more, another role, a token, out and in again.
  await page.goto(`${base}/#/users?lang=zh&theme=light`);
  await page.reload();
  await settled(page);
  await picture('users_zh');
  await by('new-user').click();
  const card = by('user-form');
  await card.locator('input[type="text"]').first().fill('chen');
  await card.locator('select').selectOption('agent');
  await card.locator('input[type="password"]').fill('another long one');
  await picture('new_user');
  await narrow('new_user');
  await by('save-user').click();
  const row = page.locator('tr', { hasText: 'chen' });
  await row.waitFor();
  const agent = await row.innerText();
  await row.getByRole('button').first().click();
  await card.locator('select').selectOption('analyst');
  await by('token-label').fill('nightly');
  await by('make-token').click();
  await by('token').waitFor();
  const token = await by('token').innerText();
  check('a token is told once', () => assert.match(token, /^aft_/));
  await picture('user_token');
  await narrow('user_token');
  await by('save-user').click();
  await card.waitFor({ state: 'detached' });
  await settled(page);
  const analyst = await row.innerText();
  check('a user has another role', () => assert.notEqual(agent.split('\t')[1], analyst.split('\t')[1]));
  check('the token stands in the list by its label', () => assert.match(analyst, /nightly/));
  const asked = await page.request.get(`${base}/api/v1/me`, { headers: { Authorization: `Bearer ${token}`, Cookie: '' } });
  check('the token asks as its user', () => assert.equal(asked.status(), 200));
  await row.getByRole('button').nth(1).click();
  await page.locator('tr.off', { hasText: 'chen' }).waitFor();
  const gone = await page.request.get(`${base}/api/v1/me`, { headers: { Authorization: `Bearer ${token}`, Cookie: '' } });
  check('who is disabled is out at once, the tokens too', () => assert.equal(gone.status(), 401));
  await picture('user_disabled');
  await page.goto(`${base}/#/users?lang=en&theme=dark`);
  await page.reload();
  await settled(page);
  await picture('users_en_dark');
  await narrow('users');

  check('nobody else was asked for anything', () => assert.deepEqual(elsewhere, []));
  check('the page has nothing to complain of', () => assert.deepEqual(troubles, []));
  console.log(`account: ${passed()} checks`);
} catch (problem) {
  if (pictures) await page.screenshot({ path: join(pictures, 'failed.png') });
  console.error(`account: ${problem.message}`, troubles);
  process.exitCode = 1;
} finally {
  await close();
}
