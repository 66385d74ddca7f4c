// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What organisers do every day with nothing but the keyboard, past the head of each page by its skip link.
import { checkFocus, go, tabTo, type, withPage } from './keyboard.mjs';
import { area, includes, mailTo, newEvent, peopleOn, register, session, words } from './organiser.mjs';
import { assert } from './support.mjs';

const few = 40;  // stops from the beginning of the content to what is done every day

async function open(page, demo, path) {
  await page.goto(`${demo.base}${path}?lang=de`);
  await skip(page);
}

/// The first stop leads to the content.
async function skip(page) {
  await page.keyboard.press('Tab');
  await checkFocus(page);
  await page.keyboard.press('Enter');
  assert(await page.evaluate(() => document.activeElement.id) === 'main', `${page.url()}: the first stop does not lead to the content`);
}

async function signIn(page, demo) {
  await open(page, demo, '/admin/sign-in');
  await type(page, '[name=email]', demo.email);
  await type(page, '[name=password]', demo.password);
  await go(page);
  assert(!page.url().includes('sign-in'), 'not signed in');
}

/// What was typed there before is replaced.
async function retype(page, selector, text) {
  await tabTo(page, selector, few);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

async function activate(page, selector, most = few) {
  await tabTo(page, selector, most);
  await go(page);
}

async function findsAndDecides(with_) {
  const { page, demo } = with_;
  const event = await newEvent(with_, { approval: true });
  const wanted = await register(with_, event.slug, { family_name: 'Gesucht' });
  await register(with_, event.slug, { family_name: 'Andere' });
  await signIn(page, demo);
  await open(page, demo, `${area}/start`);
  await activate(page, `a[href*="/events/${event.slug}"]:not([href*=figures])`, 150);
  await skip(page);
  await type(page, '[name=q]', 'gesucht');
  await go(page);
  const found = await peopleOn(page);
  assert(found.length === 1 && found[0].join(' ').includes('Frieda Gesucht'), `the search finds ${found}`);
  await skip(page);
  await activate(page, `a[href*="/attendees/${wanted.reference}"]`);
  await skip(page);
  await type(page, '[name=text]', 'Bis bald.');
  await activate(page, 'button[name=decision][value=approve]');
  includes(await words(page), 'Die Bewerbung ist angenommen.', 'deciding');
  includes((await mailTo(demo, wanted.email, 'Angenommen')).text, 'Bis bald.', 'the mail');
}

async function checksIn(with_) {
  const { page, demo } = with_;
  const event = await newEvent(with_);
  const person = await register(with_, event.slug, { family_name: 'Kommtan' });
  await signIn(page, demo);
  await page.goto(`${demo.base}${event.at}/check-in?lang=de`);
  if (await page.evaluate(() => document.activeElement.id) !== 'code') {
    await skip(page);
    await tabTo(page, '#code', few);
  }
  await page.keyboard.type(person.reference);
  await page.keyboard.press('Enter');
  await page.locator('#result', { hasText: 'Frieda Kommtan ist da.' }).waitFor({ timeout: 5000 });
  assert(await page.evaluate(() => document.activeElement.id) === 'code', 'the next code cannot be typed at once');
  await page.keyboard.type(person.reference);
  await page.keyboard.press('Enter');
  await page.locator('#result', { hasText: 'war schon eingetragen' }).waitFor({ timeout: 5000 });
  await tabTo(page, '#result button', few);
  await go(page);
  includes(await page.locator('#result').innerText(), 'nicht mehr eingetragen', 'taking it back');
}

async function editsSection(with_) {
  const { page, demo } = with_;
  const event = await newEvent(with_);
  await signIn(page, demo);
  await open(page, demo, event.at);
  await activate(page, `a[href*="${event.at}/edit"]`);
  await skip(page);
  await activate(page, 'a[href*="/edit/basics"]');
  await skip(page);
  await retype(page, '[name="title.de"]', 'Mit Tasten geschrieben');
  await activate(page, 'main form button[type=submit]:not([name])');
  const shown = await (await fetch(`${demo.base}/e/${event.slug}?lang=de`)).text();
  includes(shown, 'Mit Tasten geschrieben', 'the page of the event');
  await open(page, demo, `${event.at}/edit/basics`);
  await retype(page, '[name="title.de"]', ' ');
  await activate(page, 'main form button[type=submit]:not([name])');
  assert(await page.evaluate(() => document.activeElement.id) === 'error-summary', 'the summary of faults does not get the focus');
}

async function writesMessage(with_) {
  const { page, demo } = with_;
  const event = await newEvent(with_, { choices: [{ key: 'wahl', title: { de: 'Wahl' } }],
    sessions: [session(80, 'a', 'Werkstatt A', { choice: 'wahl' }), session(80, 'b', 'Werkstatt B', { choice: 'wahl' })] });
  const reader = await register(with_, event.slug, { family_name: 'Liest', sessions: ['a'] });
  await register(with_, event.slug, { family_name: 'Liestnicht', sessions: ['b'] });
  await signIn(page, demo);
  await open(page, demo, event.at);
  await activate(page, 'a[href*="/attendee-messages"]');
  await skip(page);
  await activate(page, 'a[href*="/attendee-messages/new"]');
  await skip(page);
  await tabTo(page, '[name=session][value=a]', few);
  await page.keyboard.press('Space');
  await type(page, '[name="subject.de"]', `Tasten ${event.slug}`);
  await type(page, '[name="body.de"]', 'Ohne Maus.');
  await activate(page, 'main form button[type=submit]');
  await skip(page);
  await activate(page, 'a[href*="/send"]');
  includes(await words(page), 'Die Nachricht geht an eine Person.', 'the count');
  await skip(page);
  await activate(page, 'main form button[type=submit]');
  includes(await words(page), 'Der Versand ist bestätigt', 'sending');
  await mailTo(demo, reader.email, `Tasten ${event.slug}`);
}

export const organiserKeyboard = [
  ['an application is found by search and decided', findsAndDecides],
  ['somebody is checked in and taken back', checksIn],
  ['a section of an event is edited, and its faults are told', editsSection],
  ['a message is written and sent', writesMessage],
].map(([name, journey]) => ({
  name: `[organiser] by keyboard alone staff sign in, and ${name}`,
  run: (with_) => withPage(with_, (page) => journey({ ...with_, page })),
}));
