// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Who works for an organiser: invited, with a role and no more than it, with a second factor, and gone.
import { createHmac } from 'node:crypto';
import { check, fill, follow, newPage, openMail, submit, withAndWithoutScript } from './people.mjs';
import { area, atPage, includes, lacks, newEvent, ownAddress, press, register, words } from './organiser.mjs';
import { assert, signIn } from './support.mjs';

const password = 'ein Satz, der lang genug ist';

/// The code of RFC 6238 for the secret that a page shows, `later` steps of 30 seconds from now.
function oneTimeCode(secret, later = 0) {
  const letters = [...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  const bits = letters.map((five) => five.toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', key).update(step).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/// Invited by the owner on `page`, then at the form behind the link, on a page of their own.
async function invited({ page, demo, browser }, role) {
  const email = ownAddress('team');
  await atPage(page, demo, `${area}/staff`);
  await fill(page, { email });
  await check(page, `[name=role][value="${role}"]`);
  await press(page, 'Einladen');
  includes(await words(page), 'Die Einladung ist unterwegs.', 'inviting');
  const other = await newPage(browser, { javaScriptEnabled: page.scripted_, locale: 'de-DE' });
  await openMail(other, demo.base, email, 'Einladung');
  await follow(other, other.locator('main a[href*="/admin/invitation/"]').first());
  return { other, email };
}

async function choosePassword(page, chosen) {
  for (const field of await page.locator('input[type=password]').all()) await field.fill(chosen);
  await submit(page);
}

/// Somebody who works here, signed in.
async function colleague(with_, role) {
  const { other, email } = await invited(with_, role);
  await choosePassword(other, password);
  await signIn(other, { base: with_.demo.base, email, password });
  return { other, email };
}

const statusOf = async (page, path) => (await page.goto(path)).status();

/// In the table of who works here: what the owner does about one address.
const staffRow = (page, email) => page.locator('main tr', { hasText: email }).first();

const inAndOut = '[organiser] who is invited chooses a password, reaches what the role may, and is out once removed';
const roles = withAndWithoutScript(inAndOut, async (with_) => {
  const { page, demo, checked } = with_;
  const event = await newEvent(with_);
  await register(with_, event.slug, { family_name: 'Teilnehmend' });
  const { other, email } = await invited(with_, 'check-in');
  const invitation = other.url();
  for (const weak of ['kurz', 'password123', email]) {
    await choosePassword(other, weak);
    assert(await other.locator('.error-summary a').count() > 0, `the password '${weak}' is taken`);
  }
  await choosePassword(other, password);
  await signIn(other, { base: demo.base, email, password });
  const again = await statusOf(other, invitation);
  assert(again === 404, `the invitation opens again with ${again}`);

  const at = (path) => `${demo.base}${path}?lang=de`;
  assert(await statusOf(other, at(`${event.at}/check-in`)) === 200, 'check-in does not reach the desk');
  const beyond = ['/staff', '/trail', '/api', '/webhooks', '/consents', `/events/${event.slug}`, `/events/${event.slug}/export`,
    `/events/${event.slug}/attendee-messages`, `/events/${event.slug}/edit`];
  for (const path of beyond) assert(await statusOf(other, at(area + path)) === 404, `check-in reaches ${path}`);
  assert(await statusOf(other, at('/admin/it-verband/start')) === 404, 'they reach another organiser');
  lacks(await other.content(), 'IT-Verband', 'the page says whose it is');

  await page.goto(at(`${area}/staff`));
  await page.locator(`main tr:has-text("${email}") select[name=role]`).selectOption('organiser');
  await follow(page, staffRow(page, email).locator('form[action*="/role"] button'));
  includes(await words(page), 'Die Rolle ist geändert.', 'the new role');
  await checked();
  assert(await statusOf(other, at(event.at)) === 200, 'an organiser does not reach the attendees');
  includes(await words(other), 'Teilnehmend', 'the attendees');
  assert(await statusOf(other, at(`${area}/staff`)) === 404, 'an organiser reaches the staff');

  await follow(page, staffRow(page, email).locator('form[action*="/remove"] button'));
  includes(await words(page), `${email} entfernen?`, 'the question before');
  await submit(page);
  includes(await words(page), 'Die Person arbeitet nicht mehr hier.', 'removing');
  await other.goto(at(event.at));
  assert(other.url().includes('/admin/sign-in'), `who was removed is still at ${other.url()}`);
  await fill(other, { email, password });
  await submit(other);
  await other.goto(at(event.at));
  lacks(await other.content(), 'Teilnehmend', 'who was removed sees attendees');
  await other.context_.close();
});

async function signInWith(page, demo, email, code) {
  await page.context_.clearCookies();
  await page.goto(`${demo.base}/admin/sign-in?lang=de`);
  await fill(page, { email, password });
  await submit(page);
  includes(page.url(), '/admin/sign-in/code', 'the code is not asked for');
  await fill(page, { code });
  await submit(page);
  return !page.url().includes('sign-in');
}

const factor = withAndWithoutScript('[organiser] a second factor is set up and asked for, and a recovery code works once', async (with_) => {
  const { demo } = with_;
  const { other, email } = await colleague(with_, 'organiser');
  await other.goto(`${demo.base}/admin/second-factor?lang=de`);
  await press(other, 'Zweiten Faktor einrichten');
  const secret = await other.locator('main code').first().innerText();
  const wrong = String((Number(oneTimeCode(secret)) + 1) % 1_000_000).padStart(6, '0');
  await fill(other, { code: wrong });
  await press(other, 'Einschalten');
  assert(await other.locator('.error-summary a').count() === 1, 'a wrong code switches it on');
  const used = oneTimeCode(secret);
  await fill(other, { code: used });
  await press(other, 'Einschalten');
  const recovery = await other.locator('main li code').allInnerTexts();
  assert(recovery.length === 10 && new Set(recovery).size === 10, `${recovery.length} recovery codes`);
  await openMail(other, demo.base, email, 'Faktor');

  assert(!(await signInWith(other, demo, email, used)), 'the code of the set-up works again');
  await other.goto(`${demo.base}${area}/start`);
  assert(other.url().includes('sign-in'), 'the password alone is enough');
  assert(await signInWith(other, demo, email, oneTimeCode(secret, 1)), 'the code of the app does not work');
  assert(await signInWith(other, demo, email, recovery[0]), 'a recovery code does not work');
  await other.goto(`${demo.base}/admin/second-factor?lang=de`);
  includes(await words(other), 'noch 9 Wiederherstellungscodes', 'what is left');
  assert(!(await signInWith(other, demo, email, recovery[0])), 'a recovery code works twice');
  await other.context_.close();
});

const sessions = withAndWithoutScript('[organiser] another session of one’s own is seen and ended', async (with_) => {
  const { demo, browser } = with_;
  const { other, email } = await colleague(with_, 'organiser');
  const laptop = await newPage(browser, { userAgent: 'Ein fremder Rechner' });
  await signIn(laptop, { base: demo.base, email, password });
  await other.goto(`${demo.base}/admin/sessions?lang=de`);
  assert(await other.locator('main tbody tr').count() === 2, 'not both sessions are listed');
  const foreign = other.locator('main tr', { hasText: 'Ein fremder Rechner' });
  await follow(other, foreign.locator('button'));
  includes(await words(other), 'Die Anmeldung ist beendet.', 'ending it');
  assert(await foreign.count() === 0, 'it is still listed');
  await laptop.goto(`${demo.base}${area}/start`);
  assert(laptop.url().includes('sign-in'), 'the other session goes on');
  await other.goto(`${demo.base}${area}/start`);
  assert(!other.url().includes('sign-in'), 'the own session has ended too');
  await laptop.context_.close();
  await other.context_.close();
});

export const rights = [...roles, ...factor, ...sessions];
