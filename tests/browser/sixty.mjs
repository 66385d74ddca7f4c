// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A conference of sixty sessions in five parallel tracks over three days, set up by the editor's pages
// alone: one track by clicking with script, one by keyboard without, the others by sending the same
// forms. Then it is published, visited and registered for, and its file is compared with what was typed.
import { isDeepStrictEqual } from 'node:util';
import { activate, check, fill, follow, newAddress, newPage, submit } from './people.mjs';
import { assert, checkAccessibility, signIn } from './support.mjs';

const area = '/admin/portal-kommune';
const days = ['2031-05-06', '2031-05-07', '2031-05-08'];
const times = [['09:00', '10:00'], ['10:30', '11:30'], ['13:00', '14:00'], ['14:30', '15:30']];
const tracks = ['Register', 'Strategie', 'Werkstatt', 'Recht', 'Technik'];
const run = Date.now().toString(36);
const title = `Große Konferenz ${run}`;
const slug = `grosse-konferenz-${run}`;

const titleOf = (track, day, slot) => `${tracks[track]} ${day + 1}.${slot + 1}`;
const slots = days.flatMap((date, day) => times.map((time, slot) => ({ day, slot, date, time })));

/// What is typed of a session. The last track begins each day with a double hour, which reaches into the
/// slot after it.
function session(track, { day, slot, date, time }) {
  const long = track === 4 && slot === 0;
  return {
    key: titleOf(track, day, slot).toLowerCase().replace(/[ .]/g, '-'),
    title: { de: titleOf(track, day, slot), en: `${tracks[track]} ${day + 1}/${slot + 1}` },
    starts_at: `${date}T${time[0]}`,
    ends_at: `${date}T${long ? '11:00' : time[1]}`,
    capacity: 20 + track,
    speakers: [`Ada Beispiel ${track + 1}`, `Bo Muster ${day + 1}`],
    place: track === 2 ? 'Werkstattgebäude' : undefined,
    choice: `zeit-${day + 1}-${slot + 1}`,
  };
}

/// As a form has it.
const fieldsOf = ({ title: words, speakers, capacity, starts_at, ends_at, place }) => ({
  'title.de': words.de, 'title.en': words.en, starts_at, ends_at, capacity: String(capacity),
  speakers: speakers.join('\n'), place: place ?? '',
});

/// The track of which somebody books a session at each time.
const booked = (index) => [0, 3, 1, 4][index % 4];

const choices = slots.map(({ day, slot }) => ({
  key: `zeit-${day + 1}-${slot + 1}`, title: { de: `Zeit ${day + 1}.${slot + 1}` }, min: 0, max: 1,
}));

const words = (page) => page.locator('main').innerText();
const button = (page, text) => page.locator('main form button', { hasText: text }).first();
const link = (page, text) => page.locator('main a', { hasText: text }).first();

/// One who works in the editor: `page` with or without script, `at` the address of its sections.
class Editor {
  constructor(page, demo) {
    this.page = page;
    this.base = demo.base;
    this.at = `${demo.base}${area}/events/${slug}/edit`;
  }

  open(section) { return this.page.goto(`${this.at}/${section}?lang=de`); }

  async save(section, values, boxes = {}) {
    if (section) await this.open(section);
    const { selects = {}, ticks = [] } = boxes;
    await fill(this.page, values);
    for (const [name, value] of Object.entries(selects)) await this.page.selectOption(`[name="${name}"]`, value);
    for (const box of ticks) await check(this.page, box);
    await submit(this.page);
    assert(!(await this.page.title()).startsWith('Fehler'), `${section}: ${await words(this.page)}`);
  }

  /// The same form by a request of its own, as a browser without script sends it.
  async send(path, values) {
    const { request } = this.page.context_;
    const form = await (await request.get(`${this.at}/${path}`)).text();
    const hidden = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)[1];
    const body = new URLSearchParams({ csrf: hidden('csrf'), version: hidden('version') });
    for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) body.append(name, one);
    const answer = await request.post(`${this.at}/${path}`, {
      headers: { origin: this.base, 'content-type': 'application/x-www-form-urlencoded' }, data: body.toString(), maxRedirects: 0,
    });
    assert(answer.status() === 303, `${path} was answered with ${answer.status()}`);
  }
}

/// A draft, and what it is about.
async function begin(without, demo) {
  const { page } = without;
  await page.goto(`${demo.base}${area}/new-event?lang=de`);
  await page.selectOption('[name=kind]', 'conference');
  await page.selectOption('[name=mode]', 'on_site');
  await fill(page, { 'title.de': title, 'title.en': `Great conference ${run}`, starts_at: `${days[0]}T08:30`, ends_at: `${days[2]}T17:00`,
    'venue.name': 'Stadthalle', 'venue.city': 'Musterhausen' });
  await submit(page);
  assert(page.url().includes(`/${slug}/edit`), `the draft does not lead to its sections: ${await words(page)}`);
  await without.save('basics', { 'summary.de': 'Drei Tage, fünf Stränge.', 'summary.en': 'Three days, five tracks.', 'description.de': '# Alles\n\nDrei Tage lang.' });
}

/// Who may come, how many, and what they are asked.
async function rule(scripted, without) {
  await scripted.save('registration', { 'registration.closes_at': '2031-04-30T18:00', capacity: '300' },
    { selects: { 'registration.steps': 'no' }, ticks: ['[name=waiting_list]'] });
  await without.save('audience', { 'audience.email_domains': 'stadt.example.org\nkreis.example.org' });
  await without.save('new-invitation', { code: 'Rat-2031', uses: '20', seats: '5', until: '2031-04-01T12:00' });
  await scripted.save('new-question', { 'label.de': 'Was essen Sie?', options: 'vegan | Vegan\nalles | Alles', key: 'essen' },
    { selects: { type: 'choice' }, ticks: ['[name=required]'] });
  await without.save('new-question', { 'label.de': 'Was vertragen Sie nicht?', key: 'vertraegt' },
    { selects: { type: 'text' }, ticks: ['[name=show_if][value="essen/alles"]'] });
  await scripted.save('purposes', {}, { ticks: ['[name=purposes][value=events-newsletter]'] });
}

/// One after the other by "Save and add another"; the next form brings the time of the one before.
async function track(editor, number) {
  const { page } = editor;
  await editor.open('programme');
  await follow(page, link(page, 'Neuer Programmpunkt'));
  for (const [index, slot] of slots.entries()) {
    const typed = session(number, slot);
    if (index > 0) {
      const before = await page.inputValue('[name=ends_at]');
      assert(before === session(number, slots[index - 1]).ends_at, `the next form begins with ${before}`);
      assert(await page.inputValue('[name="title.de"]') === '', 'the next form has the title of the one before');
    }
    await fill(page, fieldsOf(typed));
    await follow(page, button(page, 'Speichern und weiteren'));
    assert((await page.locator('main [role=status]').count()) === 1, `${typed.title.de}: ${await words(page)}`);
  }
}

/// By keyboard alone, each as a copy of the one before in the list.
async function copied(editor, number) {
  const { page } = editor;
  await editor.save('new-session', fieldsOf(session(number, slots[0])));
  for (const [index, slot] of slots.slice(1).entries()) {
    const before = session(number, slots[index]);
    await follow(page, page.locator(`main a[href*="copy=${before.key}"]`));
    assert(await page.inputValue('[name="title.de"]') === before.title.de, 'the copy does not say what the other does');
    await editor.save('', fieldsOf(session(number, slot)));
  }
}

async function programme(scripted, without) {
  await track(scripted, 0);
  await copied(without, 1);
  for (const number of [2, 3, 4])
    for (const slot of slots) await scripted.send('new-session', fieldsOf(session(number, slot)));
  await scripted.open('programme');
  await follow(scripted.page, button(scripted.page, 'Nach Beginn ordnen'));
  for (const [index, { key, title: { de } }] of choices.entries()) {
    const sessions = tracks.map((_, number) => session(number, slots[index]).key);
    const editor = index % 2 === 0 ? scripted : without;
    if (index < 2) {
      await editor.save('new-choice', { 'title.de': de, max: '1', key }, { ticks: sessions.map((one) => `[name=sessions][value="${one}"]`) });
    } else {
      await editor.send('new-choice', { 'title.de': de, max: '1', key, sessions });
    }
  }
}

async function publish(without) {
  const { page } = without;
  await page.goto(`${without.at}?lang=de`);
  const anyway = page.locator('#anyway');
  if (await anyway.count() > 0) await activate(page, anyway, 'Space');
  await follow(page, button(page, 'Veröffentlichen'));
  assert((await words(page)).includes('Veranstaltung absagen'), `it is not published: ${await words(page)}`);
}

/// What a visitor sees, and what can be booked together.
async function visit(page, demo) {
  await page.goto(`${demo.base}/e/${slug}?lang=de`);
  const seen = await words(page);
  for (const slot of slots) tracks.forEach((_, number) => assert(seen.includes(session(number, slot).title.de), `${session(number, slot).title.de} is not shown`));
  await checkAccessibility(page);
  await page.goto(`${demo.base}/e/${slug}/register?lang=de`);
  await fill(page, { given_name: 'Erika', family_name: 'Muster', email: newAddress(), municipality: 'Musterhausen' });
  await check(page, '[name="answer.essen"][value=vegan]');
  const pick = (number, index) => `[name="session"][value="${session(number, slots[index]).key}"]`;
  // Two of one time: more than its choice allows. The double hour and what begins during it: a clash.
  for (const [first, second, fault] of [[pick(0, 1), pick(1, 1), 'Zeit 1.2'], [pick(4, 0), pick(1, 1), 'zur gleichen Zeit']]) {
    await check(page, first);
    await check(page, second);
    await submit(page);
    assert((await page.title()).startsWith('Fehler:') && (await words(page)).includes(fault), `taken although it clashes: ${await words(page)}`);
    for (const one of [first, second]) await page.locator(one).first().uncheck();
  }
  for (const index of slots.keys()) await check(page, pick(booked(index), index));
  await submit(page);
  const own = await words(page);
  for (const index of slots.keys()) assert(own.includes(session(booked(index), slots[index]).title.de), `not booked: ${own}`);
}

function expectedFile() {
  const all = slots.flatMap((slot) => [0, 1, 2, 3, 4].map((number) => session(number, slot)));
  return {
    title: { de: title, en: `Great conference ${run}` },
    summary: { de: 'Drei Tage, fünf Stränge.', en: 'Three days, five tracks.' },
    description: { de: '# Alles\n\nDrei Tage lang.' },
    kind: 'conference', mode: 'on_site', organiser: 'portal-kommune', slug, status: 'published', time_zone: 'Europe/Berlin',
    starts_at: `${days[0]}T08:30`, ends_at: `${days[2]}T17:00`, venue: { name: 'Stadthalle', city: 'Musterhausen' },
    capacity: 300, waiting_list: true, registration: { closes_at: '2031-04-30T18:00', steps: false },
    audience: { email_domains: ['kreis.example.org', 'stadt.example.org'] },
    invitations: [{ code: 'Rat-2031', uses: 20, seats: 5, until: '2031-04-01T12:00' }],
    purposes: ['events-newsletter'],
    questions: [
      { key: 'essen', type: 'choice', label: { de: 'Was essen Sie?' }, required: true,
        options: [{ key: 'vegan', label: { de: 'Vegan' } }, { key: 'alles', label: { de: 'Alles' } }] },
      { key: 'vertraegt', type: 'text', label: { de: 'Was vertragen Sie nicht?' }, show_if: { question: 'essen', is: ['alles'] } },
    ],
    choices,
    sessions: all.map((one) => JSON.parse(JSON.stringify(one))),
  };
}

/// Every member that differs, so that a failure says which.
function compare(file, expected) {
  const sorted = (value) => (Array.isArray(value) && typeof value[0] === 'string' ? [...value].sort() : value);
  const names = [...new Set([...Object.keys(file), ...Object.keys(expected)])];
  if (file.audience) file.audience.email_domains = sorted(file.audience.email_domains);
  const wrong = names.filter((name) => !isDeepStrictEqual(file[name], expected[name]));
  const shown = wrong.map((name) => `${name}: ${JSON.stringify(file[name])?.slice(0, 600)}\n  typed ${JSON.stringify(expected[name])?.slice(0, 600)}`);
  assert(wrong.length === 0, `the file is not what was typed:\n${shown.join('\n')}`);
}

export const sixty = [{
  name: '[editor] sixty sessions in five tracks are set up by the pages alone, published and registered for',
  async run({ demo, browser }) {
    const open = async (javaScriptEnabled) => {
      const page = await newPage(browser, { javaScriptEnabled });
      page.setDefaultTimeout(60_000);  // of one of some hundred steps, on a machine that is busy
      await signIn(page, demo);
      return new Editor(page, demo);
    };
    const scripted = await open(true);
    const without = await open(false);
    await begin(without, demo);
    await rule(scripted, without);
    await programme(scripted, without);
    for (const section of ['programme', 'new-session', 'invitations', 'new-invitation', 'together']) {
      await scripted.open(section);
      await checkAccessibility(scripted.page);
    }
    await publish(without);
    const visitor = await newPage(browser);
    await visit(visitor, demo);
    const answer = await scripted.page.context_.request.get(`${demo.base}${area}/events/${slug}/event.json`);
    compare(JSON.parse(await answer.text()).events[0], expectedFile());
    for (const page of [scripted.page, without.page, visitor]) await page.context_.close();
  },
}];
