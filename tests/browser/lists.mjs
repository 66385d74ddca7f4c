// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A long list of attendees, and people who are moved within the programme or up from the waiting list.
import { activate, check, fill, follow, withAndWithoutScript } from './people.mjs';
import { atPage, button, includes, link, mailTo, newEvent, peopleOn, press, register, session, words } from './organiser.mjs';
import { assert } from './support.mjs';

const people = 60;
const onPage = 50;
let long;

/// An event that 60 people come to, twelve of them to workshop B; made once, since looking changes nothing.
async function longList(with_) {
  const event = await newEvent(with_, { choices: [{ key: 'wahl', title: { de: 'Wahl' } }],
    sessions: ['a', 'b'].map((key) => session(80, key, `Werkstatt ${key.toUpperCase()}`, { choice: 'wahl' })) });
  const all = Array.from({ length: people }, (_, i) => String(i + 1).padStart(2, '0'));
  // Not in the order of their names.
  for (const number of [...all].reverse()) {
    const sessions = [/[05]$/.test(number) ? 'b' : 'a'];
    await register(with_, event.slug, { family_name: `Gast${number}`, organisation: `Amt ${number}`, sessions });
  }
  return event;
}

const names = async (page) => (await peopleOn(page)).map(([name]) => name.replace('Frieda ', ''));

const lists = withAndWithoutScript('[organiser] a list over two pages is sorted, filtered, searched and shown in chosen columns', async (with_) => {
  const { page, demo, checked } = with_;
  long ??= longList(with_);
  const event = await long;
  await atPage(page, demo, event.at);
  await follow(page, page.locator('main thead a').first());
  if (new URL(page.url()).searchParams.get('dir') === 'desc') await follow(page, page.locator('main thead a').first());
  assert(await page.locator('th[aria-sort=ascending]').count() === 1, 'the order is not told');
  const first = await names(page);
  assert(first.length === onPage && first[0] === 'Gast01' && first.at(-1) === 'Gast50', `the first page is ${first}`);
  await checked();
  await follow(page, page.locator('a[rel=next]').first());
  const second = await names(page);
  assert(second.join() === Array.from({ length: 10 }, (_, i) => `Gast${51 + i}`).join(), `the second page is ${second}`);
  await follow(page, page.locator('main thead a').first());
  assert(await page.locator('th[aria-sort=descending]').count() === 1, 'the order does not turn');
  assert((await names(page))[0] === 'Gast60', `the last does not come first: ${await names(page)}`);

  await page.selectOption('[name=session]', { label: 'Werkstatt B' });
  await press(page, 'Suchen');
  const filtered = await names(page);
  assert(filtered.length === 12 && filtered.every((name) => /[05]$/.test(name)), `workshop B: ${filtered}`);
  assert(filtered[0] === 'Gast60', 'the filter loses the order');

  await activate(page, page.locator('main form summary').first());
  for (const box of await page.locator('[name=column]:checked').evaluateAll((all) => all.map(({ id }) => id))) {
    await activate(page, page.locator(`[id="${box}"]`), 'Space');
  }
  await check(page, '#column-organisation');
  await press(page, 'Spalten anzeigen');
  const rows = await peopleOn(page);
  assert(rows.length === 12 && rows[0].join('|') === 'Frieda Gast60|Amt 60', `the columns are ${rows[0]}`);
  const kept = page.url();
  await fill(page, { q: 'gast45' });
  await press(page, 'Suchen');
  assert((await names(page)).join() === 'Gast45', 'the search finds others');
  assert((await peopleOn(page))[0].length === 2, 'the search loses the columns');
  await page.goto(kept);
  assert((await names(page)).length === 12, 'the address does not keep the list');
});

const moved = withAndWithoutScript('[organiser] staff move somebody to another session and let somebody move up from the waiting list', async (with_) => {
  const { page, demo } = with_;
  const event = await newEvent(with_, { capacity: 1, waiting_list: true, choices: [{ key: 'wahl', title: { de: 'Wahl' }, max: 1 }],
    sessions: ['a', 'b'].map((key) => session(80, key, `Werkstatt ${key.toUpperCase()}`, { choice: 'wahl' })) });
  const here = await register(with_, event.slug, { family_name: 'Wechselt', sessions: ['a'] });
  const waits = await register(with_, event.slug, { family_name: 'Wartet', sessions: ['b'] });
  assert(waits.status === 'waiting', 'it is not full');
  await atPage(page, demo, `${event.at}/attendees/${here.reference}`);
  includes(await words(page), 'Werkstatt A', 'before');
  await follow(page, link(page, 'Anmeldung ändern'));
  await check(page, '[name=session][value=b]');
  if (await page.isChecked('[name=session][value=a]')) await activate(page, page.locator('[name=session][value=a]'), 'Space');
  await follow(page, page.locator('#edit-form button[type=submit]').first());
  const sessions = await page.locator('main table').first().innerText();
  includes(sessions, 'Werkstatt B', 'after the move');
  assert(!sessions.includes('Werkstatt A'), 'the old session is still booked');
  await page.goto(`${demo.base}${event.at}?lang=de&session=a`);
  assert((await peopleOn(page)).length === 0, 'the old session still has somebody');

  await page.goto(`${demo.base}${event.at}/attendees/${waits.reference}?lang=de`);
  await press(page, 'Jetzt nachrücken lassen');
  assert(await page.locator('.error-summary').count() === 1, 'a full event lets somebody move up without the box');
  await activate(page, page.locator('#promote-form input[type=checkbox]'), 'Space');
  await press(page, 'Jetzt nachrücken lassen');
  includes(await words(page), 'Die Person hat jetzt einen Platz.', 'moving up');
  assert(await button(page, 'Jetzt nachrücken lassen').count() === 0, 'somebody with a place can still move up');
  await page.goto(`${demo.base}${event.at}?lang=de&status=confirmed`);
  assert((await peopleOn(page)).length === 2, 'the list does not show both');
  await mailTo(demo, waits.email, 'Ein Platz ist frei geworden');
});

export const longLists = [...lists, ...moved];
