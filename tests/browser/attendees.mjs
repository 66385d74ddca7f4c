// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What staff do to registrations: add, change, cancel, decide on several, note.
import { check, fill, follow, newAddress, newPage, submit, withAndWithoutScript } from './people.mjs';
import { assert, signIn } from './support.mjs';

const events = '/admin/portal-kommune/events';
const words = (page) => page.locator('main').innerText();
const send = (page, form) => follow(page, page.locator(`${form} button[type=submit]`).first());
const link = (page, text) => page.locator('main a', { hasText: text }).first();

const oneByOne = withAndWithoutScript('[attendees] staff add a person, change and cancel the registration', async ({ page, demo, checked }) => {
  const family = page.scripted_ ? 'Angerufen' : 'Ohneskriptperson';
  await signIn(page, demo);
  await page.goto(`${demo.base}${events}/mails-plain?lang=de`);
  await follow(page, link(page, 'Person anmelden'));
  await checked();
  await fill(page, { given_name: 'Frieda', family_name: family, email: newAddress().replace('person', 'anruf') });
  await send(page, '#add-form');
  assert((await words(page)).includes('Die Person ist eingetragen.'), 'the person was not added');
  await checked();

  await fill(page, { note: 'Ruft noch einmal an.' });
  await send(page, '#note-form');
  assert((await words(page)).includes('Ruft noch einmal an.'), 'the note is not shown');

  await follow(page, link(page, 'Anmeldung ändern'));
  await checked();
  await fill(page, { organisation: 'Stadtwerke Musterhausen' });
  await send(page, '#edit-form');
  const changed = await words(page);
  assert(changed.includes('Die Anmeldung ist gespeichert.') && changed.includes('Stadtwerke Musterhausen'), 'the change was not kept');

  await follow(page, link(page, 'Anmeldung stornieren'));
  await checked();
  await send(page, '#cancel-form');
  const cancelled = await words(page);
  assert(cancelled.includes('Die Anmeldung ist storniert.'), 'it was not cancelled');
  assert(cancelled.includes('Anmeldung durch Mitarbeitende storniert'), 'the history does not say so');

  await page.goto(`${demo.base}${events}/mails-plain?lang=de&sort=name&columns=1&column=organisation`);
  const list = await words(page);
  assert(list.includes(`Frieda ${family}`) && list.includes('Stadtwerke Musterhausen'), 'the list does not show the person');
  assert(await page.locator('th[aria-sort=ascending]').count() === 1, 'the order is not told');
  await checked();
});

/// Somebody who applied; their family name.
async function applied({ demo, browser }, family) {
  const page = await newPage(browser, { javaScriptEnabled: false });
  await page.goto(`${demo.base}/e/state-applied/register?lang=de`);
  await fill(page, { given_name: 'Frieda', family_name: family, email: newAddress().replace('person', 'bewerbung') });
  await submit(page);
  await page.context_.close();
  return family;
}

const several = withAndWithoutScript('[attendees] several applications are decided at once', async ({ page, demo, checked, browser }) => {
  const end = page.scripted_ ? 'mit' : 'ohne';
  const people = [await applied({ demo, browser }, `Eins${end}`), await applied({ demo, browser }, `Zwei${end}`)];
  await signIn(page, demo);
  await page.goto(`${demo.base}${events}/state-applied?lang=de`);
  await checked();
  for (const family of people) {
    const id = await page.locator('tr', { hasText: family }).locator('input[name=who]').getAttribute('id');
    await check(page, `[id="${id}"]`);
  }
  await follow(page, page.locator('#decisions button[value=approve]'));
  await checked();
  const asked = await words(page);
  assert(asked.includes('2 Bewerbungen annehmen') && people.every((family) => asked.includes(family)), 'who is concerned is not told');
  await fill(page, { text: 'Wir freuen uns auf Sie.' });
  await send(page, '#decide-form');
  await checked();
  assert((await words(page)).includes('2 von 2 entschieden.'), 'they were not decided');
  await follow(page, link(page, people[0]));
  assert((await words(page)).includes('Bewerbung angenommen'), 'the history does not tell the decision');
});

export const attendees = [...oneByOne, ...several];
