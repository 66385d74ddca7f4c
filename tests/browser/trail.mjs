// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What was done is found in the trail by who, what, to what and when, and names nobody who registered.
import { fill, follow, withAndWithoutScript } from './people.mjs';
import { area, atPage, includes, inDays, lacks, newEvent, press, register, rowsOf, words } from './organiser.mjs';
import { assert, signIn } from './support.mjs';

const family = 'Unaufgezeichnet';

/// Decided on by staff, changed, noted and checked in, each once.
async function doThings(with_) {
  const { page, demo } = with_;
  const event = await newEvent(with_, { approval: true });
  const person = await register(with_, event.slug, { family_name: family, organisation: 'Amt Verschwiegen' });
  const at = `${demo.base}${event.at}/attendees/${person.reference}`;
  await page.goto(`${at}?lang=de`);
  await fill(page, { text: `Willkommen, Frieda ${family}!` });
  await press(page, 'Bewerbung annehmen');
  includes(await words(page), 'Die Bewerbung ist angenommen.', 'deciding');
  await page.goto(`${at}/edit?lang=de`);
  await fill(page, { organisation: 'Amt Geheimhaltung' });
  await follow(page, page.locator('#edit-form button[type=submit]').first());
  includes(await words(page), 'Die Anmeldung ist gespeichert.', 'changing');
  await fill(page, { note: `${family} ruft an.` });
  await follow(page, page.locator('#note-form button[type=submit]').first());
  return { person };
}

async function search(page, wanted) {
  const { person, group, ...typed } = wanted;
  if (person) await page.selectOption('[name=person]', { label: person });
  if (group) await page.selectOption('[name=group]', group);
  await fill(page, { about: '', from: '', until: '', ...typed });
  await press(page, 'Suchen');
  return rowsOf(page);
}

const foundBy = '[organiser] what staff did is found in the trail by person, kind, subject and day, with no name of who registered';
const found = withAndWithoutScript(foundBy, async (with_) => {
  const { page, demo, checked } = with_;
  await signIn(page, demo);
  const { person } = await doThings(with_);
  await page.goto(`${demo.base}${area}/trail?lang=de`);
  const done = await search(page, { about: person.reference });
  await checked();
  const acts = done.map(([, , what]) => what);
  const wanted = ['Notiz zur Anmeldung geschrieben', 'Anmeldung durch Mitarbeitende geändert', 'Bewerbung angenommen'];
  assert(acts.join() === wanted.join(), `the trail has ${acts}`);
  assert(done.every(([, by, , about]) => by === demo.email && about.includes(person.reference)), 'who or what is wrong');
  includes(done[1][4], 'Organisation', 'which field changed is not told');
  includes(done[2][4], 'Stand: Beworben → wird zu Angemeldet', 'before and after');
  for (const secret of [family, 'Frieda', person.email, 'Verschwiegen', 'Geheimhaltung', 'Willkommen']) {
    lacks(done.flat().join(' '), secret, 'the trail names the person');
  }
  assert((await search(page, { about: person.reference, group: 'exports' })).length === 0, 'another kind finds them too');
  assert((await search(page, { about: person.reference, group: 'events' })).length === 3, 'their kind does not find them');
  assert((await search(page, { about: person.reference, person: demo.email })).length === 3, 'the person of staff does not find them');
  const day = (days) => inDays(days, '').slice(0, 10);
  assert((await search(page, { about: person.reference, from: day(-1), until: day(1) })).length === 3, 'their days do not find them');
  assert((await search(page, { about: person.reference, until: day(-2) })).length === 0, 'days before find them too');
  includes(await words(page), 'Dazu gibt es keinen Eintrag.', 'an empty result');
  assert((await search(page, { about: family })).length === 0, 'the name finds something');
});

export const trail = found;
