// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What an organiser sees of an event at a glance: the start page, the figures, and who is missing.
import { demoWithDirectory } from './municipality.mjs';
import { activate, follow, withAndWithoutScript } from './people.mjs';
import { area, atPage, cancelBy, download, includes, inDays, lacks, link, newEvent, register, rowsOf, words } from './organiser.mjs';
import { assert, startDemo } from './support.mjs';

/// What the start page says of an event: who has a place, places, who waits, who cancelled.
async function numbers(page, demo, title) {
  await page.goto(`${demo.base}${area}/start?lang=de`);
  const row = (await rowsOf(page, '[aria-labelledby=next]')).find(([name]) => name.startsWith(`${title} `));
  assert(row, `${title} is not among the next events`);
  return row.slice(2, 6).join(' ');
}

async function same(page, demo, title, wanted) {
  const is = await numbers(page, demo, title);
  assert(is === wanted, `the start page says ${is} instead of ${wanted}`);
}

async function listed(page, demo, { at }, status) {
  await page.goto(`${demo.base}${at}?lang=de&status=${status}`);
  return await page.locator('main th[scope=row] a[href*="/attendees/"]').count();
}

const start = withAndWithoutScript('[organiser] the start page counts a sign-up and a cancellation as the list does', async (with_) => {
  const { page, demo } = with_;
  const event = await newEvent(with_, { days: 1, capacity: 1, waiting_list: true });
  await atPage(page, demo, `${area}/start`);
  await same(page, demo, event.title, '0 1 0 0');
  const first = await register(with_, event.slug, { family_name: 'Zuerst' });
  const second = await register(with_, event.slug, { family_name: 'Danach' });
  const third = await register(with_, event.slug, { family_name: 'Zuletzt' });
  assert(first.status === 'confirmed' && second.status === 'waiting', 'it is not full after one');
  await same(page, demo, event.title, '1 1 2 0');
  await cancelBy(with_, event.slug, third.reference);
  await same(page, demo, event.title, '1 1 1 1');
  const list = [];
  for (const status of ['confirmed', 'waiting', 'cancelled']) list.push(await listed(page, demo, event, status));
  assert(list.join(' ') === '1 1 1', `the lists have ${list} people`);
  await page.goto(`${demo.base}${area}/start?lang=de`);
  await follow(page, link(page, event.title));
  includes(await words(page), 'Zuerst', 'the start page does not lead to the list');
});

/// The same in a demonstration that has a directory of municipalities.
const withDirectory = (name, run) => withAndWithoutScript(name, async (with_) => {
  const { folder, email, password } = await demoWithDirectory('organisers');
  const demo = await startDemo({ folder });
  try {
    await run({ ...with_, demo: { ...demo, email, password } });
  } finally {
    await demo.stop();
  }
});

const [hemer, muelheim, neuenkirchen] = ['05962016', '05117000', '03251028'];

/// The numbers that the line of a picture shows, oldest first; the table knows the highest.
async function drawnLine(page, highest) {
  const ys = await page.locator('[aria-labelledby=days] svg polyline, [aria-labelledby=days] svg path').first().evaluate((line) =>
    (line.getAttribute('points') ?? line.getAttribute('d')).match(/-?\d+(\.\d+)?/g).map(Number).filter((_, i) => i % 2 === 1));
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return ys.map((y) => Math.round(((bottom - y) / (bottom - top)) * highest));
}

/// What the bars of a picture are called, and how long they are in parts of the longest.
const bars = (page, section) => page.locator(`${section} svg`).evaluate((svg) => {
  const longest = Math.max(...[...svg.querySelectorAll('rect.bar')].map((bar) => bar.width.baseVal.value));
  const names = [...svg.querySelectorAll('text')].map((text) => text.textContent);
  return [...svg.querySelectorAll('rect.bar')].map((bar, i) => `${names[i]} ${(bar.width.baseVal.value / longest).toFixed(2)}`);
});

const figures = withDirectory('[organiser] the tables of the figures say what their pictures say', async (with_) => {
  const { page, demo } = with_;
  const event = await newEvent(with_, { registration: { opens_at: inDays(-3, '08:00'), verify_email: false } });
  for (const municipality of [hemer, hemer, muelheim, neuenkirchen]) {
    await register(with_, event.slug, { family_name: 'Gezählt', municipality });
  }
  await atPage(page, demo, `${event.at}/figures`);
  includes(await words(page), 'In den letzten 7 Tagen 4 neue Anmeldungen', 'the sentence');
  await activate(page, page.locator('[aria-labelledby=days] summary'));
  const table = (await rowsOf(page, '[aria-labelledby=days]')).map(([, count]) => Number(count));
  assert(table.length === 4 && table[0] === 4, `the table by day says ${table}`);
  // The table begins with the newest day, the picture ends with it.
  const line = (await drawnLine(page, 4)).reverse();
  assert(line.join() === table.join(), `the line shows ${line}, the table ${table}`);
  const wanted = { states: [['Nordrhein-Westfalen', 3], ['Niedersachsen', 1]],
    kinds: [['Kreisangehörige Kommune', 3], ['Kreisfreie Stadt', 1]] };
  for (const [id, counts] of Object.entries(wanted)) {
    const section = `[aria-labelledby=${id}]`;
    const rows = await rowsOf(page, section);
    assert(rows.join() === counts.join(), `${id}: the table says ${rows}`);
    const drawn = await bars(page, section);
    const shown = counts.map(([name, count]) => `${name}: ${count} ${(count / 3).toFixed(2)}`);
    assert(drawn.join() === shown.join(), `${id}: the picture says ${drawn}`);
  }
});

const dots = (page) => page.locator('[aria-labelledby=map] > svg title').allTextContents();

const missing = withDirectory('[organiser] who signs up leaves the list, the file and the map of who is missing', async (with_) => {
  const { page, demo, checked } = with_;
  const event = await newEvent(with_, { audience: { municipalities: [hemer, muelheim] } });
  await atPage(page, demo, `${event.at}/missing`);
  includes(await words(page), 'Angemeldet: 0 von 2 Kommunen.', 'before');
  includes((await dots(page)).join(), 'Hemer: fehlt noch', 'the map before');
  await register(with_, event.slug, { family_name: 'Mitglied', municipality: hemer });
  await page.goto(`${demo.base}${event.at}/missing?lang=de`);
  await checked();
  includes(await words(page), 'Angemeldet: 1 von 2 Kommunen.', 'after');
  const still = (await rowsOf(page, '[aria-labelledby=missing]')).map(([name]) => name);
  assert(still.length === 1 && still[0].startsWith('Mülheim'), `${still} are missing`);
  const there = await rowsOf(page, '[aria-labelledby=present]');
  assert(there.length === 1 && there[0][0].startsWith('Hemer') && there[0].slice(-2).join() === '1,0', `${there} are there`);
  const map = (await dots(page)).join();
  includes(map, 'Hemer: angemeldet', 'the map');
  includes(map, 'Mülheim an der Ruhr: fehlt noch', 'the map');
  const { name, bytes } = await download(page, link(page, 'Fehlende als CSV herunterladen'));
  assert(name.endsWith('.csv'), `the file is called ${name}`);
  includes(bytes.toString(), muelheim, 'the file');
  lacks(bytes.toString(), hemer, 'the file');
});

export const overview = [...start, ...figures, ...missing];
