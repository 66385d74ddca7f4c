// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Files and papers about attendees: chosen, reasoned, kept as a preset, and each of them in the trail.
import { activate, check, fill, follow, newPage, withAndWithoutScript } from './people.mjs';
import { area, atPage, button, checkInBy, download, includes, lacks, link, newEvent, press, register, rowsOf, session,
  words } from './organiser.mjs';
import { assert } from './support.mjs';

const purpose = 'Planung der Verpflegung';

/// Two people at an event, of whom one was there; the name of the first begins a formula.
async function prepare(with_) {
  const event = await newEvent(with_, { sessions: [session(80, 'werkstatt', 'Werkstatt')] });
  const formula = await register(with_, event.slug, { family_name: '=SUM(1;2)', organisation: 'Stadt "Süd"; Nord' });
  const there = await register(with_, event.slug, { family_name: 'Anwesend', organisation: 'Gemeinde Ost' });
  await checkInBy(with_, event.slug, there.reference);
  return { event, formula, there };
}

async function choose(page, format, columns) {
  await check(page, `[name=format][value=${format}]`);
  const before = await page.locator('[name=columns]:checked').evaluateAll((all) => all.map(({ value }) => value));
  for (const column of before) await activate(page, page.locator(`[name=columns][value="${column}"]`), 'Space');
  assert(await page.locator('[name=columns]:checked').count() === 0, 'a column cannot be left out');
  for (const column of columns) await check(page, `[name=columns][value="${column}"]`);
}

/// The lines that the trail has about downloads of this event, newest first.
async function recorded(page, demo, slug) {
  await page.goto(`${demo.base}${area}/trail?lang=de&group=exports&about=${slug}`);
  return rowsOf(page);
}

/// One line of CSV as its cells.
const cells = (line, by) => [...line.matchAll(new RegExp(`(?:^|${by})(?:"((?:[^"]|"")*)"|([^${by}]*))`, 'g'))]
  .map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
const linesOf = (bytes) => bytes.toString('utf8').replace(/^\ufeff/, '').trim().split(/\r?\n/);

const files = withAndWithoutScript('[organiser] a file of chosen columns is taken for a purpose in each format', async (with_) => {
  const { page, demo, checked } = with_;
  const { event, formula, there } = await prepare(with_);
  await atPage(page, demo, `${event.at}/export`);
  await choose(page, 'csv', ['family_name', 'organisation', 'email']);
  await press(page, 'Datei herunterladen');
  await checked();
  assert(await page.locator('.error-summary a[href="#field-purpose"]').count() === 1, 'the summary does not lead to the purpose');
  assert(await page.getAttribute('[name=purpose]', 'aria-invalid') === 'true', 'the purpose is not marked');
  const kept = await page.isChecked('[name=columns][value=email]') && !(await page.isChecked('[name=columns][value=status]'));
  assert(kept, 'the columns are lost');
  assert((await recorded(page, demo, event.slug)).length === 0, 'what was refused stands in the trail');

  const take = async (format, who = 'everybody') => {
    await page.goto(`${demo.base}${event.at}/export?lang=de`);
    await choose(page, format, ['family_name', 'organisation', 'email']);
    await check(page, `[name=who][value=${who}]`);
    await fill(page, { purpose });
    return download(page, button(page, 'Datei herunterladen'));
  };
  const csv = linesOf((await take('csv')).bytes);
  assert(csv[0] === 'family_name,email,organisation', `the columns are ${csv[0]}`);
  const row = csv.map((line) => cells(line, ',')).find(([, email]) => email === formula.email);
  assert(row?.join('|') === `'=SUM(1;2)|${formula.email}|Stadt "Süd"; Nord`, `the row is ${row}`);
  assert(csv.length === 3, `${csv.length - 1} rows of 2 people`);

  const excel = linesOf((await take('excel-de')).bytes);
  assert(excel[0] === 'family_name;email;organisation', `the columns for Excel are ${excel[0]}`);
  const inExcel = excel.map((line) => cells(line, ';')).some(([name, email]) => name === 'Anwesend' && email === there.email);
  assert(inExcel, 'Excel lacks the person');

  const json = JSON.parse((await take('json', 'here')).bytes.toString());
  const people = Array.isArray(json) ? json : Object.values(json).find(Array.isArray);
  assert(people.length === 1, `JSON has ${people.length} of those who were there`);
  assert(people[0].email === there.email && people[0].family_name === 'Anwesend', `JSON: ${JSON.stringify(json)}`);

  const xlsx = await take('xlsx', 'here');
  assert(xlsx.name.endsWith('.xlsx') && xlsx.bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04', `${xlsx.name} is no XLSX`);

  const trail = await recorded(page, demo, event.slug);
  assert(trail.length === 4, `the trail has ${trail.length} of 4 downloads`);
  const newest = trail[0].join(' ');
  for (const wanted of [demo.email, purpose, 'Excel (XLSX)', 'Zeilen: 1', 'Nachname']) includes(newest, wanted, 'the trail');
  for (const one of trail) lacks(one.join(' '), there.email, 'the trail');
});

const presets = withAndWithoutScript('[organiser] a preset is saved, used at another event, and removed', async (with_) => {
  const { page, demo } = with_;
  const name = page.scripted_ ? 'Küche' : 'Küche ohne Skript';
  const event = await newEvent(with_);
  const other = await newEvent(with_);
  await atPage(page, demo, `${event.at}/export`);
  await choose(page, 'json', ['family_name', 'phone']);
  await check(page, '[name=who][value=coming]');
  await fill(page, { name });
  await check(page, '[name=every_event]');
  await press(page, 'Vorlage speichern');
  includes(await words(page), 'Die Vorlage ist gespeichert.', 'saving');

  const offered = page.locator('[aria-labelledby=presets] li', { hasText: new RegExp(`^\\s*${name}\\s*JSON`) });
  await page.goto(`${demo.base}${other.at}/export?lang=de`);
  assert(!(await page.isChecked('[name=columns][value=phone]')), 'the preset holds without being chosen');
  assert(await offered.count() === 1, 'another event does not offer it once');
  await follow(page, offered.locator('a'));
  const chosen = await page.locator('[name=columns]:checked').evaluateAll((all) => all.map(({ value }) => value));
  assert(chosen.join() === 'family_name,phone', `the preset chooses ${chosen}`);
  assert(await page.isChecked('[name=format][value=json]') && await page.isChecked('[name=who][value=coming]'), 'format or people are lost');

  await follow(page, offered.locator('button'));
  includes(await words(page), 'verschwindet bei allen', 'the question before it is removed');
  await press(page, 'Vorlage löschen');
  includes(await words(page), 'Die Vorlage ist gelöscht.', 'removing');
  await page.goto(`${demo.base}${event.at}/export?lang=de`);
  assert(await offered.count() === 0, 'it is still offered');
});

const papers = withAndWithoutScript('[organiser] the list, badges and certificates for printing name who belongs on them', async (with_) => {
  const { page, demo } = with_;
  const { event, formula, there } = await prepare(with_);
  await atPage(page, demo, `${event.at}/export`);
  await follow(page, link(page, 'Teilnahmeliste zum Abhaken'));
  const list = await rowsOf(page);
  assert(list.map(([, name]) => name).join() === '=SUM(1;2), Frieda,Anwesend, Frieda', `the list names ${list}`);
  await page.goBack();
  await follow(page, link(page, 'Namensschilder'));
  assert(await page.locator('.name-badge').count() === 2, 'there is not a badge for each');
  assert(await page.locator('.name-badge svg').count() === 2, 'the badges have no code');
  includes(await words(page), formula.reference, 'the badges');
  await page.goBack();
  await follow(page, link(page, 'Teilnahmebescheinigungen'));
  const certificates = await page.locator('article.certificate').allInnerTexts();
  assert(certificates.length === 1, `${certificates.length} certificates for one who was there`);
  includes(certificates[0], 'Frieda Anwesend', 'the certificate');
  includes(certificates[0], there.reference, 'the certificate');
  const trail = (await recorded(page, demo, event.slug)).map(([, , what]) => what);
  assert(trail.length === 3 && trail.every((what) => what === 'Liste oder Schilder zum Drucken geöffnet'), `the trail has ${trail}`);
});

const again = {
  name: '[organiser] a double click takes a file once, and the page that stays takes another and saves a preset',
  run: async (with_) => {
    const { demo, browser } = with_;
    const event = await newEvent(with_);
    await register(with_, event.slug, { family_name: 'Zweimal' });
    const page = await newPage(browser);
    await atPage(page, demo, `${event.at}/export`);
    await choose(page, 'csv', ['family_name']);
    await fill(page, { purpose });
    let files = 0;
    page.on('download', () => (files += 1));
    const take = button(page, 'Datei herunterladen');
    await Promise.all([page.waitForEvent('download'), take.dblclick()]);
    await check(page, '[name=format][value=json]');
    await page.locator('button[aria-disabled]', { hasText: 'Datei herunterladen' }).waitFor({ state: 'detached', timeout: 5000 });
    assert(files === 1, `a double click took ${files} files`);
    const { name, bytes } = await download(page, take);
    assert(name.endsWith('.json') && bytes.includes('Zweimal'), `the second file is ${name}`);
    await fill(page, { name: 'Gleich danach' });
    await press(page, 'Vorlage speichern');  // while the second press of the other button would be nothing
    includes(await words(page), 'Die Vorlage ist gespeichert.', 'saving right after a file');
    const taken = (await recorded(page, demo, event.slug)).filter((line) => line.join(' ').includes(purpose));
    assert(taken.length === 2, `the trail has ${taken.length} of 2 files`);
    await page.context_.close();
  },
};

export const exporting = [...files, ...presets, ...papers, again];
