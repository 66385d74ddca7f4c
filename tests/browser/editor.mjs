// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// An event is made, filled and published by the editor's pages alone; without script by keyboard.
import { activate, check, fill, follow, submit, withAndWithoutScript } from './people.mjs';
import { assert, signIn } from './support.mjs';

const area = '/admin/portal-kommune';
const words = (page) => page.locator('main').innerText();
const link = (page, text) => page.locator('main a', { hasText: text }).first();
const run = Date.now().toString(36);
let made = 0;

async function choose(page, name, value) {
  await page.selectOption(`[name="${name}"]`, value);
}

async function make(page, demo, title) {
  await page.goto(`${demo.base}${area}/events?lang=de`);
  await follow(page, link(page, 'Neue Veranstaltung'));
  await choose(page, 'kind', 'conference');
  await choose(page, 'mode', 'on_site');
  await fill(page, { 'title.de': title, starts_at: '2031-03-01T09:00', ends_at: '2031-03-01T17:00', 'venue.name': 'Rathaus',
    'venue.city': 'Musterhausen' });
  await submit(page);
  assert(page.url().includes('/edit'), 'the draft does not lead to its sections');
}

async function addSession(page, title) {
  await follow(page, link(page, 'Neuer Programmpunkt'));
  await fill(page, { 'title.de': title, starts_at: '2031-03-01T10:00', ends_at: '2031-03-01T11:00', capacity: '20' });
  await submit(page);
  assert((await words(page)).includes(title), `${title} is not in the list`);
}

async function fillProgramme(page, checked) {
  await follow(page, link(page, 'Programm'));
  await checked();
  await addSession(page, 'Werkstatt A');
  await addSession(page, 'Werkstatt B');
  await follow(page, page.locator('main button[name=do][value=down]').first());
  const all = await words(page);
  assert(all.indexOf('Werkstatt B') < all.indexOf('Werkstatt A'), 'the session has not moved');
  await follow(page, link(page, 'Neue Auswahl'));
  await fill(page, { 'title.de': 'Werkstätten', max: '1' });
  await check(page, '[name=sessions][value=werkstatt-a]');
  await check(page, '[name=sessions][value=werkstatt-b]');
  await checked();
  await submit(page);
  await follow(page, link(page, 'Zur Übersicht'));
}

async function fillQuestions(page, checked) {
  await follow(page, link(page, 'Fragen'));
  await follow(page, link(page, 'Neue Frage'));
  await choose(page, 'type', 'choice');
  await fill(page, { 'label.de': 'Was essen Sie?', options: 'Vegan\nAlles' });
  await checked();
  await submit(page);
  assert((await words(page)).includes('Was essen Sie?'), 'the question is not in the list');
  await follow(page, link(page, 'Zur Übersicht'));
}

export const editor = [
  ...withAndWithoutScript('[editor] an event is made and published by the pages alone', async ({ page, demo, checked }) => {
    made += 1;
    await signIn(page, demo);
    await make(page, demo, `Werkstatttag ${run} ${made}`);
    await checked();
    await fillProgramme(page, checked);
    await fillQuestions(page, checked);
    const anyway = page.locator('#anyway');
    if (await anyway.count() > 0) await activate(page, anyway, 'Space');
    await follow(page, page.locator('main button', { hasText: 'Veröffentlichen' }));
    assert((await words(page)).includes('Veranstaltung absagen'), 'it is not published');
    await checked();
    await page.goto(`${demo.base}/e/werkstatttag-${run}-${made}/register?lang=de`);
    const form = await words(page);
    assert(form.includes('Werkstatt A') && form.includes('Was essen Sie?'), 'the form does not ask what the editor said');
  }),
];
