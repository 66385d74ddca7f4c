// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Registrations from another system: seen first, faults by row and column, stored once.
import { activate, follow, withAndWithoutScript } from './people.mjs';
import { atPage, includes, lacks, mailTo, newEvent, ownAddress, peopleOn, press, rowsOf, session, words } from './organiser.mjs';
import { assert } from './support.mjs';

async function upload(page, name, text, encoding = 'utf8') {
  await page.setInputFiles('[name=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(text, encoding) });
  await press(page, 'Datei prüfen');
}

/// What the columns are taken for, in the order of the file.
const meanings = (page) => page.locator('main select[id]').evaluateAll((all) =>
  all.map((one) => one.selectedOptions[0].text));

async function peopleAt(page, demo, event) {
  await page.goto(`${demo.base}${event.at}?lang=de&sort=name&columns=1&column=status&column=organisation`);
  return (await peopleOn(page)).map((row) => row.join(' '));
}

const pretix = withAndWithoutScript('[organiser] a list from pretix is recognised, looked at without storing, taken over once', async (with_) => {
  const { page, demo, checked } = with_;
  const event = await newEvent(with_);
  const people = [ownAddress('import'), ownAddress('import')];
  const file = `Bestellnummer,Positions-ID,Bestelldatum,Status,Teilnehmername,E-Mail-Adresse des Teilnehmers,Firma,Haustier
A1B2C,1,2026-09-01,bezahlt,Ada Lovelace,${people[0]},Stadt Nord,Katze
A1B2C,2,2026-09-01,bezahlt,"Muster, Ben",${people[1]},Stadt Süd,
D4E5F,1,2026-09-02,storniert,Cem Gestern,${ownAddress('import')},Stadt West,
`;
  await atPage(page, demo, `${event.at}/attendees/import`);
  await upload(page, 'pretix.csv', file);
  await checked();
  const seen = await words(page);
  includes(seen, '3 Zeilen, gelesen als: pretix', 'the system is not recognised');
  includes(seen, 'Noch ist nichts gespeichert.', 'the preview does not say that it is one');
  const meant = await meanings(page);
  const wanted = 'Nicht übernehmen,Nicht übernehmen,Angemeldet am,Status,Name,E-Mail-Adresse,Organisation,Nicht übernehmen';
  assert(meant.join() === wanted, `the columns mean ${meant}`);
  assert((await peopleAt(page, demo, event)).length === 0, 'the preview stored somebody');

  await page.goto(`${demo.base}${event.at}/attendees/import?lang=de`);
  await upload(page, 'pretix.csv', file);
  // What was not recognised gets a meaning, and is looked at again with it.
  const pet = await page.locator('main select[id]').last().getAttribute('id');
  await page.selectOption(`[id="${pet}"]`, { label: 'Funktion' });
  await follow(page, page.locator('main button[name=step][value=look]'));
  assert((await meanings(page)).at(-1) === 'Funktion', 'the meaning is lost');
  await follow(page, page.locator('main button[name=step][value=take]'));
  includes(await words(page), '2 mit Platz', 'the result');
  includes(await words(page), '1 storniert', 'the result');
  const stored = await peopleAt(page, demo, event);
  assert(stored.length === 3, `${stored.length} of 3 people`);
  for (const row of [/Ada Lovelace.*Stadt Nord/, /Ben Muster.*Stadt Süd/, /Cem Gestern.*Storniert/i]) {
    assert(stored.some((one) => row.test(one)), `${row} is not stored: ${stored}`);
  }

  await page.goto(`${demo.base}${event.at}/attendees/import?lang=de`);
  await upload(page, 'pretix.csv', file);
  includes(await words(page), 'Schon hier: bleibt, wie es ist', 'the second time');
  assert(await page.locator('main button[name=step][value=take]').count() === 0, 'the same file can be taken over again');
  assert((await peopleAt(page, demo, event)).length === 3, 'somebody is there twice');
  await page.goto(`${demo.base}${event.at}/messages?lang=de`);
  for (const email of people) lacks(await words(page), email, 'a mail that nobody wanted');
});

const namesFaults = '[organiser] a wrong row of a German Excel list is named by line and column, and left out once confirmed';
const excel = withAndWithoutScript(namesFaults, async (with_) => {
  const { page, demo, checked } = with_;
  const event = await newEvent(with_, { sessions: [session(80, 'werkstatt', 'Werkstatt Größe')] });
  const [good, twice] = [ownAddress('import'), ownAddress('import')];
  const file = ['Vorname;Nachname;E-Mail;Organisation;Programmpunkte', `Jörg;Größe;${good};Amt Süd;Werkstatt Größe`,
    'Ute;Fehler;ute@;Amt Nord;', `Ina;Irrtum;${twice};Amt West;Gibt es nicht`, ''].join('\r\n');
  await atPage(page, demo, `${event.at}/attendees/import`);
  await upload(page, 'Anmeldungen.csv', file, 'latin1');
  await checked();
  const broken = await rowsOf(page, 'section:has(#broken)');
  const faults = ['3|E-Mail|ute@|Keine E-Mail-Adresse.', '4|Programmpunkte|Gibt es nicht|Kein Programmpunkt dieser Veranstaltung.'];
  assert(broken.map((row) => row.join('|')).join() === faults.join(), `the faults are ${broken.join(' | ')}`);
  includes(await words(page), 'Jörg Größe', 'the umlauts of Windows-1252');
  assert((await peopleAt(page, demo, event)).length === 0, 'the preview stored somebody');

  await page.goto(`${demo.base}${event.at}/attendees/import?lang=de`);
  await upload(page, 'Anmeldungen.csv', file, 'latin1');
  await activate(page, page.locator('#tell'), 'Space');
  await follow(page, page.locator('main button[name=step][value=look]'));
  await press(page, 'Nur die eine gute Anmeldung übernehmen');
  includes(await words(page), '1 mit Platz, 2 mit Fehlern weggelassen', 'the result');
  const stored = await peopleAt(page, demo, event);
  assert(stored.length === 1 && stored[0].includes('Jörg Größe'), `stored: ${stored}`);
  await mailTo(demo, good, 'Ihre Anmeldung');
});

export const importing = [...pretix, ...excel];
