// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What the journeys of an organiser have in common: an event and people of their own, made over the
// interface for programs, so that no journey counts what another one did.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsed } from '../mails/reading.mjs';
import { makeToken } from './interface.mjs';
import { activate, follow, newAddress } from './people.mjs';
import { inDays, linkFromMails, visitor } from './prepared.mjs';
import { assert, signIn } from './support.mjs';

export const area = '/admin/portal-kommune';
export const words = (page) => page.locator('main').innerText();
export const link = (page, text) => page.locator('main a', { hasText: text }).first();
export const button = (page, text) => page.locator('main button', { hasText: text }).first();
export const press = (page, text) => follow(page, button(page, text));

export function includes(text, wanted, what) {
  assert(text.includes(wanted), `${what}: '${wanted}' is not in: ${text.slice(0, 2000)}`);
}
export function lacks(text, unwanted, what) {
  assert(!text.includes(unwanted), `${what}: '${unwanted}' is in: ${text.slice(0, 2000)}`);
}

const run = Date.now().toString(36);
let made = 0;
const tokens = new Map();

async function call({ demo, browser }, path, body, withToken) {
  if (withToken && !tokens.has(demo.base)) tokens.set(demo.base, makeToken({ demo, browser }));
  const answer = await fetch(`${demo.base}/api/v1${path}`, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(withToken && { authorization: `Bearer ${await tokens.get(demo.base)}` }) },
  });
  const text = await answer.text();
  assert(answer.ok, `${path} was answered with ${answer.status}: ${text}`);
  return text ? JSON.parse(text) : {};
}

export { inDays };

/// An address that nobody else has, also where several runs go to one demonstration.
export const ownAddress = (kind) => newAddress().replace('person', `${kind}-${run}`);

/// A published event in `days` days; `more` is what its entry in the event file says besides.
export async function newEvent(shared, { days = 80, ...more } = {}) {
  made += 1;
  const slug = `fahrt-${run}-${made}`;
  const title = `Probefahrt ${run} ${made}`;
  await call(shared, '/organiser/events', {
    slug, kind: 'conference', status: 'published', hidden: true, title: { de: title },
    summary: { de: 'Kurz' }, description: { de: 'Lang' }, starts_at: inDays(days, '09:00'), ends_at: inDays(days, '16:00'),
    time_zone: 'Europe/Berlin', mode: 'on_site', venue: { name: 'Rathaus', city: 'Musterhausen' }, retention_days: 180,
    purposes: ['events-newsletter'], registration: { verify_email: false }, ...more,
  }, true);
  return { slug, title, at: `${area}/events/${slug}` };
}

export const session = (days, key, title, more = {}) =>
  ({ key, title: { de: title }, starts_at: inDays(days, '10:00'), ends_at: inDays(days, '11:00'), ...more });

/// Somebody who signs up; with `consents` they confirm these as well.
export async function register(shared, slug, { family_name, ...more }) {
  const email = ownAddress('fahrt');
  const person = { given_name: 'Frieda', family_name, email, language: 'de', ...more };
  const { reference, status } = await call(shared, `/events/${slug}/registrations`, person);
  if (more.consents) {
    const at = visitor(shared.demo.base);
    await at.post(await linkFromMails(at, email, 'c'), { lang: 'de' });
  }
  return { ...person, reference, status };
}

export const cancelBy = (shared, slug, reference) =>
  call(shared, `/organiser/events/${slug}/registrations/${reference}/cancel`, {}, true);
export const checkInBy = (shared, slug, reference) =>
  call(shared, `/organiser/events/${slug}/registrations/${reference}/check-in`, {}, true);

/// The mails that have left and hold these letters; only these are parsed, since there are hundreds.
export function mailsWith(demo, letters) {
  const place = join(demo.folder, 'mail', 'new');
  const raw = readdirSync(place).map((file) => readFileSync(join(place, file)));
  return Promise.all(raw.filter((mail) => mail.includes(letters)).map(parsed));
}

/// The mail to `email` whose subject begins so, which may be on its way.
export async function mailTo(demo, email, subject) {
  for (let i = 0; i < 300; ++i) {
    const found = (await mailsWith(demo, email)).find((mail) => mail.recipient === email && mail.subject.startsWith(subject));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail '${subject}' to ${email}`);
}

/// Signed in as the owner, at one page of the event.
export async function atPage(page, demo, path) {
  await signIn(page, demo);
  await page.goto(`${demo.base}${path}?lang=de`);
}

/// What the control makes the browser download.
export async function download(page, control) {
  const [got] = await Promise.all([page.waitForEvent('download'), activate(page, control)]);
  return { name: got.suggestedFilename(), bytes: readFileSync(await got.path()) };
}

const cellsOf = (rows) => rows.evaluateAll((all) =>
  all.map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, ' ').trim())));
/// The rows of the tables under `frame`, each as its cells.
export const rowsOf = (page, frame = 'main') => cellsOf(page.locator(`${frame} tbody tr`));
/// The same of those that lead to a person.
export const peopleOn = (page) => cellsOf(page.locator('main tbody tr:has(a[href*="/attendees/"])'));
