// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What pages.mjs shows beside the demonstration's own data: events in states that no scenario has, and
// registrations and consents made the way that visitors make them, over HTTP.
import { readFileSync } from 'node:fs';
import { assert } from './support.mjs';

const scenario = JSON.parse(readFileSync(new URL('../../demo/s6.json', import.meta.url), 'utf8'));
const organiser = 'portal-kommune';
const day = 24 * 60 * 60 * 1000;

/// Local time in so many days, where events are unless they say otherwise.
export const inDays = (days, time) =>
  `${new Date(Date.now() + days * day).toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' })}T${time}`;

function event(slug, de, en, more = {}) {
  const { days = 40, ...rest } = more;
  return {
    slug, organiser, kind: 'conference', status: 'published', hidden: true,
    title: { de, en },
    summary: { de: 'Eine Veranstaltung, deren Seite einen besonderen Zustand zeigt.', en: 'An event whose page shows a special state.' },
    description: { de: 'Alles Weitere steht im Programm.', en: 'Everything else is in the programme.' },
    starts_at: inDays(days, '09:00'), ends_at: inDays(days, '16:00'), time_zone: 'Europe/Berlin',
    mode: 'online', purposes: ['events-newsletter'], retention_days: 180, ...rest,
  };
}

/// An event file; imported before the pages are looked at (support.mjs).
export function eventsInEveryState() {
  const { organisers, purposes } = scenario;
  return {
    organisers: organisers.filter(({ key }) => key === organiser),
    purposes: purposes.filter((purpose) => purpose.organiser === organiser),
    events: [
      event('state-closed', 'Anmeldeschluss war gestern', 'Registration ended yesterday',
        { registration: { closes_at: inDays(-1, '12:00') } }),
      event('state-early', 'Anmeldung beginnt erst noch', 'Registration has not begun',
        { registration: { opens_at: inDays(10, '08:00') } }),
      event('state-full', 'Ausgebucht ohne Warteliste', 'Full without a waiting list', { capacity: 1 }),
      event('state-waiting', 'Rechtsschutzversicherungsgesellschaftengesetzgebung: ausgebucht mit Warteliste',
        'Full with a waiting list', { capacity: 1, waiting_list: true }),
      event('state-verify', 'Adresse wird erst bestätigt', 'The address is confirmed first',
        { registration: { verify_email: true, max_group: 3 } }),
      event('state-invited', 'Nur auf Einladung', 'By invitation only', { audience: { invited_only: true } }),
      event('state-applied', 'Mit Bewerbung', 'By application', { approval: true }),
      event('state-past', 'Schon vorbei', 'Over already', { days: -3 }),
      event('state-draft', 'Noch ein Entwurf', 'Still a draft', { status: 'draft' }),
    ],
  };
}

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/// Whoever fills in forms without a browser.
export function visitor(base) {
  const get = async (path) => (await fetch(`${base}${path}`)).text();
  const post = async (path, fields) => {
    const answer = await fetch(`${base}${path}`, {
      method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { origin: base },
    });
    const faults = answer.status === 303 ? [] : (await answer.text()).match(/<li><a href="#[^<]*<\/a>/g) ?? [];
    assert(answer.status === 303, `${path} was answered with ${answer.status} instead of 303: ${faults.join(' ')}`);
    return new URL(answer.headers.get('location'), base).pathname;
  };
  const redirected = async (path) => {
    const answer = await fetch(`${base}${path}`, { redirect: 'manual' });
    assert(answer.status === 303, `${path} was answered with ${answer.status} instead of 303`);
    return new URL(answer.headers.get('location'), base).pathname;
  };
  return { get, post, redirected };
}

let people = 0;

function person(more = {}) {
  people += 1;
  return { given_name: 'Erika', family_name: 'Musterfrau-Beispielhausen', email: `zustand-${people}@stadt.example.org`,
    organisation: 'Stadt Musterhausen an der Probe', lang: 'de', ...more };
}

/// Signs up; the form of a page is read first, because it carries which notice stood beside each box.
async function signUp(at, form, fields) {
  const notices = [...(await at.get(form)).matchAll(/name="(notice\.[^"]+)" value="([^"]*)"/g)];
  const asked = notices.filter(([, name]) => `consent.${name.slice('notice.'.length)}` in fields);
  const key = `prepared-${people}-${Date.now()}`;
  const sent = [...Object.entries(fields), ...asked.map(([, name, value]) => [name, value]), ['idempotency_key', key]];
  return at.post(form, sent.flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
}

/// The first link of that kind (`c` for /c/…) in the mails to an address, which may be on their way.
export async function linkFromMails(at, email, kind) {
  for (let i = 0; i < 150; ++i) {
    const rows = (await at.get('/demo/mail')).split('</tr>').filter((row) => row.includes(email));
    for (const row of rows) {
      const mail = await at.get(/href="(\/demo\/mail\/[^"]+)"/.exec(row)[1]);
      const link = new RegExp(`href="[^"]*?(/${kind}/[A-Za-z0-9_-]+)"`).exec(mail);
      if (link) return link[1];
    }
    await delay(100);
  }
  throw new Error(`no mail to ${email} has a link /${kind}/…`);
}

/// Whose consent was confirmed, so that an officer finds its proof.
export const withConsents = 'nachweis@stadt.example.org';

const kickOff = { municipality: '05962016', session: 'forum-1', 'answer.role': 'board', 'consent.newsletter': 'yes' };

async function signUpForKickOff(at, more = {}) {
  const who = person({ ...kickOff, ...more });
  return { email: who.email, own: await signUp(at, '/e/strategie-auftakt/register', who) };
}

async function prepareConsents(at) {
  const asked = await signUpForKickOff(at);
  const given = await signUpForKickOff(at);
  const ended = await signUpForKickOff(at);
  const proven = await signUpForKickOff(at, { email: withConsents });
  await at.post(await linkFromMails(at, proven.email, 'c'), { lang: 'de' });
  const made = { own: asked.own, asked: await linkFromMails(at, asked.email, 'c') };
  for (const { email } of [given, ended]) await at.post(await linkFromMails(at, email, 'c'), { lang: 'de' });
  made.confirmed = await linkFromMails(at, given.email, 'c');
  // Once a mailed link was used, the one that the browser got opens nothing any more.
  made.own_confirmed = await linkFromMails(at, given.email, 'r');
  made.revocable = /href="[^"]*?(\/u\/[A-Za-z0-9_-]+)"/.exec(await at.get(made.confirmed))[1];
  made.revoked = /href="[^"]*?(\/u\/[A-Za-z0-9_-]+)"/.exec(await at.get(await linkFromMails(at, ended.email, 'c')))[1];
  await at.post(made.revoked, { lang: 'de' });
  // It ends with the time, so its owner can renew it.
  const own = /href="[^"]*?(\/p\/[A-Za-z0-9_-]+)"/.exec(await at.get(made.confirmed))[1];
  await at.post(own, { renew: 'newsletter', lang: 'de' });
  made.renewable = await linkFromMails(at, given.email, 'n');
  return made;
}

/// A long form on its way (registration.steps), its first steps answered: where its steps stand.
async function beginSteps(at) {
  const begun = await at.redirected('/e/strategie-auftakt/register');
  const base = begun.replace(/[^/]+$/, '');
  const { email, given_name, family_name, organisation } = person();
  await at.post(begun, { given_name, family_name, email, organisation, municipality: kickOff.municipality, lang: 'de' });
  await at.post(`${base}programme`, { session: kickOff.session, lang: 'de' });
  return base;
}

/// The paths of the steps; those of `check` belong to a form in which nothing is missing.
async function prepareSteps(at) {
  const base = await beginSteps(at);
  const complete = await beginSteps(at);
  await at.post(`${complete}questions`, { 'answer.role': kickOff['answer.role'], lang: 'de' });
  const names = ['person', 'programme', 'questions', 'consents'];
  return { ...Object.fromEntries(names.map((name) => [name, base + name])), check: `${complete}check` };
}

async function prepareApplication(at) {
  const form = '/e/vergleichsringe-digitalisierung/register';
  return signUp(at, form, person({ municipality: 'Musterstadt an der Neuen Probe', fee: 'yes', 'answer.employees': '250',
    'answer.strategy': 'draft', 'delegate.1.given_name': 'Max', 'delegate.1.family_name': 'Mustermann',
    'delegate.1.email': 'delegiert@stadt.example.org' }));
}

/// The page of the organiser about the registration of that link.
async function attendeePage(at, own, event) {
  const [reference] = /[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}/.exec(await at.get(own));
  return `/admin/${event}/attendees/${reference}`;
}

/// Paths by name; what is made once is looked at in every language, since looking changes nothing.
// The requests that the organiser's side shows: something to rectify, then everything to erase.
async function askAboutData(at, stored) {
  const about = { organiser: 'kommunalwerk', lang: 'de' };
  await at.post(stored, { ...about, kind: 'rectify', wish: 'Mein Nachname schreibt sich Muster.' });
  const seen = /name="seen" value="([^"]+)"/.exec(await at.get(`${stored}/erase/kommunalwerk`))[1];
  await at.post(stored, { ...about, kind: 'erase', confirm: 'yes', seen });
}

export async function prepare(base) {
  const at = visitor(base);
  const consents = await prepareConsents(at);
  await signUp(at, '/e/state-full/register', person());
  await signUp(at, '/e/state-waiting/register', person());
  const waiting = await signUp(at, '/e/state-waiting/register', person());
  const cancelled = (await signUpForKickOff(at)).own;
  await at.post(`${cancelled}/cancel`, { lang: 'de' });
  const unverified = person({ 'person.2.given_name': 'Max', 'person.2.family_name': 'Mustermann',
    'person.2.email': 'begleitung@stadt.example.org' });
  const unverifiedOwn = await signUp(at, '/e/state-verify/register', unverified);
  const verifies = person();
  await signUp(at, '/e/state-verify/register', verifies);
  const verified = await linkFromMails(at, verifies.email, 'v');
  await at.post(verified, { lang: 'de' });
  const webinars = await signUp(at, '/e/loesungstage-digitale-verwaltung/register',
    person({ package: 'single', session: ['e-file', 'security'], 'consent.sponsor-musternetz': 'yes' }));
  const reader = person();
  const paper = await signUp(at, '/papers/positionspapier-digitaler-rueckstand-1', reader);
  await at.post('/data', { email: reader.email, lang: 'de' });
  const stored = await linkFromMails(at, reader.email, 'd');
  await askAboutData(at, stored);
  const ringContact = 'e.muster@musterstadt.example.org';  // demo/s3-members.csv
  const applied = await prepareApplication(at);
  return {
    steps: await prepareSteps(at),
    consents, applied, waiting, cancelled, unverified: unverifiedOwn, verified, webinars, paper,
    verify: await linkFromMails(at, unverified.email, 'v'),
    preferences: /href="[^"]*?(\/p\/[A-Za-z0-9_-]+)"/.exec(await at.get(consents.revoked))[1],
    stored,
    document: await linkFromMails(at, reader.email, 'f'),
    member: await linkFromMails(at, ringContact, 'm'),
    municipality: await linkFromMails(at, ringContact, 'r'),
    attendee: await attendeePage(at, consents.own, 'it-verband/events/strategie-auftakt'),
    application: await attendeePage(at, applied, 'kommunalbund/events/vergleichsringe-digitalisierung'),
    mail: /href="(\/demo\/mail\/[^"]+)"/.exec(await at.get('/demo/mail'))[1],
  };
}
