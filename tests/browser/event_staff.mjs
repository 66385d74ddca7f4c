// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Who works at a single event: invited to it, there and nowhere else, and gone.
import { check, fill, follow, newPage, openMail, submit, withAndWithoutScript } from './people.mjs';
import { area, atPage, includes, lacks, newEvent, ownAddress, press, register, words } from './organiser.mjs';
import { assert, signIn } from './support.mjs';

const password = 'ein Satz, der lang genug ist';

/// Behind the link of the mail, which names the event; signed in with a new account.
async function accept({ page, demo, browser, checked }, event, email) {
  const other = await newPage(browser, { javaScriptEnabled: page.scripted_, locale: 'de-DE' });
  await openMail(other, demo.base, email, 'Einladung');
  includes(await words(other), event.title, 'the mail');
  await follow(other, other.locator('main a[href*="/admin/invitation/"]').first());
  includes(await words(other), event.title, 'the invitation');
  for (const field of await other.locator('input[type=password]').all()) await field.fill(password);
  await submit(other);
  await signIn(other, { base: demo.base, email, password });
  await checked();
  return other;
}

const title = '[organiser] who is invited to an event reaches that event alone, and is out once removed';
export const eventStaff = withAndWithoutScript(title, async (with_) => {
  const { page, demo, checked } = with_;
  const event = await newEvent(with_);
  const foreign = await newEvent(with_);
  await register(with_, event.slug, { family_name: 'Teilnehmend' });
  const email = ownAddress('einsatz');
  await atPage(page, demo, `${event.at}/staff`);
  await checked();
  await fill(page, { email });
  await check(page, '[name=role][value=organiser]');
  await press(page, 'Einladen');
  includes(await words(page), 'Die Einladung ist unterwegs.', 'inviting');
  await checked();

  const other = await accept(with_, event, email);
  assert(other.url().includes(event.at), `they are led to ${other.url()}`);
  includes(await words(other), 'Teilnehmend', 'the event');
  const status = async (path) => (await other.goto(`${demo.base}${path}?lang=de`)).status();
  for (const path of ['', '/edit', '/export', '/check-in', '/attendee-messages', '/figures'])
    assert(await status(event.at + path) === 200, `they do not reach ${path}`);
  for (const path of [foreign.at, `${area}/events`, `${area}/start`, `${area}/messages`, `${area}/staff`, `${event.at}/staff`,
    `${event.at}/copy`]) assert(await status(path) === 404, `they reach ${path}`);

  await page.goto(`${demo.base}${area}/staff?lang=de`);
  await checked();
  const row = page.locator('main tr', { hasText: email }).first();
  includes(await row.innerText(), event.title, 'the staff of the organiser');
  await follow(page, row.locator('a'));
  await follow(page, page.locator('main tr', { hasText: email }).first().locator('form[action*="/remove"] button'));
  await checked();
  await press(page, 'Entfernen');
  includes(await words(page), 'Die Person arbeitet nicht mehr an dieser Veranstaltung.', 'removing');
  lacks(await words(page), email, 'the list');
  await other.goto(`${demo.base}${event.at}`);
  assert(other.url().includes('sign-in'), 'they are still signed in');
  await other.context_.close();
});
