// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Mails of the running demonstration, read back by independent parsers.
import { readFileSync } from 'node:fs';
import { assert, checkAccessibility, signIn } from '../browser/support.mjs';
import { linkFromMails, visitor } from '../browser/prepared.mjs';
import { place, sessions, title } from './events.mjs';
import { allMails, calendarOf, checkBytes, mailTo, parsed, same } from './reading.mjs';

const given = 'Jürgen "Jo"';
const family = "O'Neill, geb. Müller-Lüdenscheidt (Größe)";
const contact = 'kalender@portal-kommune.example.com';
let people = 0;

async function signUp(base, slug, more = {}) {
  const at = visitor(base);
  const form = `/e/${slug}/register`;
  const notices = [...(await at.get(form)).matchAll(/name="(notice\.[^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const email = `post-${(people += 1)}@stadt.example.org`;
  const own = await at.post(form, Object.fromEntries([
    ['given_name', given], ['family_name', family], ['email', email], ['lang', 'de'], ['idempotency_key', `mails-${email}-${Date.now()}`],
    ...Object.entries(more), ...notices.filter(([name]) => `consent.${name.slice('notice.'.length)}` in more),
  ]));
  return { at, own, email };
}

/// Subjects of mails that are the site's own, or go to the organiser itself: nobody is answered by them.
const fromTheSite = ['de', 'en', 'nl'].flatMap((language) => {
  const { mail, mail_check: check } = JSON.parse(readFileSync(new URL(`../../web/locales/${language}.json`, import.meta.url), 'utf8'));
  const kinds = ['personal-links', 'staff-invitation', 'staff-reset', 'staff-password', 'staff-factor', 'data-link', 'data-due', 'chain-head', 'chain-problem'];
  return [check.subject, ...kinds.map((kind) => mail[kind].subject)].map((subject) => {
    const parts = subject.replace(/\{\w+, select,(?:[^{}]*\{[^{}]*\})+\}/g, '{}').split(/\{\w*\}/);
    return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('.*')}$`);
  });
});

/// What holds for every mail, whatever it is about.
function checkMail(mail) {
  const { subject } = mail;
  const header = (name) => mail.headers.get(name);
  checkBytes(mail);
  assert(subject && !/[\r\n]/.test(subject), 'a mail without a subject');
  assert(mail.text?.trim() && mail.html?.trim(), `${subject}: it lacks its text or its HTML`);
  same(mail.html.match(/<h1>/g)?.length, 1, `${subject}: headings of the first level`);
  same(/<html lang="([a-z]+)">/.exec(mail.html)?.[1], header('content-language'), `${subject}: the language`);
  assert(!/<img|<script|background-image|url\(/.test(mail.html), `${subject}: it fetches something`);
  assert(mail.html.includes('name="color-scheme" content="light dark"'), `${subject}: not made for dark`);
  same([mail.from.value.length, mail.to.value.length], [1, 1], `${subject}: senders and receivers`);
  assert(/^<[^\s<>@]+@[^\s<>@]+>$/.test(mail.messageId), `${subject}: the Message-ID is ${mail.messageId}`);
  assert(Math.abs(mail.date - Date.now()) < 3_600_000, `${subject}: the date is ${mail.date}`);
  same(mail.replyTo?.value.length, fromTheSite.some((one) => one.test(subject)) ? undefined : 1, `${subject}: receivers of answers`);
  const links = [...mail.html.matchAll(/<a [^>]*>([^<]*)<\/a>/g)].map(([, words]) => words.trim());
  assert(links.every(Boolean), `${subject}: a link without words`);
}

/// List-* goes with mails that need a consent, and Auto-Submitted with those that do not (RFC 3834).
function checkLists(mail, isNewsletter) {
  const list = mail.headers.get('list') ?? {};
  const submitted = mail.headers.get('auto-submitted');
  if (!isNewsletter) {
    same(Object.keys(list), [], `${mail.subject}: List-* headers`);
    return same(submitted, 'auto-generated', `${mail.subject}: Auto-Submitted`);
  }
  assert(/^https?:\/\/[^/]+\/u\/[A-Za-z0-9_-]+$/.test(list.unsubscribe?.url ?? ''), `List-Unsubscribe: ${JSON.stringify(list)}`);
  same(list['unsubscribe-post']?.name, 'List-Unsubscribe=One-Click', 'List-Unsubscribe-Post');
  assert(/^[a-z0-9.-]+$/.test(list.id?.id ?? list.id?.name ?? ''), `List-Id: ${JSON.stringify(list.id)}`);
  return same(submitted, undefined, 'Auto-Submitted of a newsletter');
}

async function checkHardNames({ demo }) {
  const { email } = await signUp(demo.base, 'mails-hard');
  const mail = await mailTo(demo.folder, email, 'Ihre Anmeldung');
  same(mail.subject, `Ihre Anmeldung: ${title}`, 'the subject');
  same(mail.to.value[0].address, email, 'the receiver');
  assert(mail.to.value[0].name.startsWith("Jürgen \"Jo\" O'Neill, geb. Müller-Lüdenscheidt"), `the name is ${mail.to.value[0].name}`);
  same(mail.replyTo.value[0].address, contact, 'Reply-To');
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  assert(mail.text.includes(`„${title}“`), 'the title is not in the text as it is');
  assert(mail.html.includes(`„${escaped}“`), 'the title is not escaped in the HTML');
  assert(mail.text.includes('Rathaus, „Großer Saal“; Zimmer 1\\2'), 'the place is not in the text');
}

/// `utc`: when the sessions are; all of them, in the order of time.
function checkEntries(entries, status) {
  same(entries.map(({ starts }) => starts), sessions.map(({ utc }) => utc), 'when the sessions are');
  same(entries.map((one) => new Date(one.ends) - new Date(one.starts)), sessions.map(() => 3_600_000), 'how long they take');
  same(entries.map((one) => one.status), sessions.map(() => status), 'their status');
  same([...new Set(entries.map((one) => one.organiser))], [`mailto:${contact}`], 'who organises them');
  same(entries.map((one) => one.attendees), sessions.map(() => 0), 'attendees of published entries');
  same(new Set(entries.map((one) => one.uid)).size, sessions.length, 'different UIDs');
  assert(entries.every((one) => one.location.includes(place)), `the place is ${entries[0].location}`);
}

async function checkCalendar({ demo }) {
  const { at, email } = await signUp(demo.base, 'mails-hard');
  const before = calendarOf(await mailTo(demo.folder, email, 'Ihre Anmeldung'));
  same(before.method, 'PUBLISH', 'the method');
  checkEntries(before.entries, 'CONFIRMED');
  same(before.entries.map((one) => one.summary), sessions.map(({ key }) => `${key}: ${title} – ${title}`), 'the titles');
  await at.post(`${await linkFromMails(at, email, 'r')}/cancel`, { lang: 'de' });
  const after = calendarOf(await mailTo(demo.folder, email, 'Storniert'));
  same(after.method, 'PUBLISH', 'the method for several entries');
  checkEntries(after.entries, 'CANCELLED');
  same(after.entries.map(({ uid }) => uid), before.entries.map(({ uid }) => uid), 'the UIDs');
  assert(after.entries.every((one, i) => one.sequence > before.entries[i].sequence), 'SEQUENCE does not grow');
  assert(after.entries.every((one) => one.summary.startsWith('Entfällt: ')), 'a title does not say that it is off');
}

async function checkSingleEntry({ demo }) {
  const { at, email } = await signUp(demo.base, 'mails-plain');
  const before = calendarOf(await mailTo(demo.folder, email, 'Ihre Anmeldung'));
  await at.post(`${await linkFromMails(at, email, 'r')}/cancel`, { lang: 'de' });
  const after = calendarOf(await mailTo(demo.folder, email, 'Storniert'));
  same([before.method, after.method], ['PUBLISH', 'CANCEL'], 'the methods');
  same([before.entries.length, after.entries.length], [1, 1], 'entries');
  same(after.entries[0].uid, before.entries[0].uid, 'the UID');
  same(after.entries[0].status, 'CANCELLED', 'the status');
  assert(after.entries[0].sequence > before.entries[0].sequence, 'SEQUENCE does not grow');
}

/// Longer than what a server reads at once, with lines that are longer than one may be.
const longBody = `${'Straße, „Übergröße“ '.repeat(1100)}\n\n.\n\n..${'ü'.repeat(20_000)}\n\nFrom hier an: ${'x'.repeat(3_000)}\n\nEnde`;

async function sendNewsletter({ demo, browser }, subject) {
  const { at, email } = await signUp(demo.base, 'mails-plain', { 'consent.events-newsletter': 'yes' });
  await at.post(await linkFromMails(at, email, 'c'), { lang: 'de' });
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  const send = () => Promise.all([page.waitForNavigation(), page.locator('main form button[type=submit]:not([name])').first().click()]);
  await signIn(page, demo);
  await page.goto(`${demo.base}/admin/portal-kommune/newsletters/new`);
  await page.selectOption('[name=purpose]', 'events-newsletter');
  await page.fill('[name="subject.de"]', subject);
  await page.fill('[name="body.de"]', longBody);
  await send();
  await page.goto(`${page.url().split('?')[0]}/send`);
  await send();
  await context.close();
  return mailTo(demo.folder, email, 'Neues');
}

async function checkNewsletter(given_) {
  const subject = `Neues: Äpfel, "Birnen" & ${'Überraschungen '.repeat(6)}`.trim();
  const mail = await sendNewsletter(given_, subject);
  same(mail.subject, subject, 'the subject');
  checkMail(mail);
  checkLists(mail, true);
  assert(Buffer.byteLength(mail.text) > 70_000, `the text has only ${Buffer.byteLength(mail.text)} bytes`);
  assert(mail.text.includes('ü'.repeat(20_000)) && mail.text.includes('x'.repeat(3_000)), 'a long line is not what it was');
  assert(mail.text.includes('\n.\n') && mail.text.includes('\n..ü'), 'a line that begins with a point is not what it was');
  same(mail.replyTo.value[0].address, contact, 'Reply-To');
}

async function checkAll({ demo }) {
  const mails = await allMails(demo.folder);
  assert(mails.length >= 8, `only ${mails.length} mails were read`);
  for (const mail of mails) {
    checkMail(mail);
    checkLists(mail, mail.html.includes('/u/') && !mail.headers.has('auto-submitted'));
    const calendars = mail.attachments.filter(({ contentType }) => contentType === 'text/calendar');
    if (calendars.length > 0) calendarOf(mail);
    same(mail.attachments.length, calendars.length, `${mail.subject}: other attachments`);
  }
  const ids = new Set(mails.map(({ messageId }) => messageId));
  same(ids.size, mails.length, 'Message-IDs that are different');
}

/// Every template that an organiser can change, with sample data, as the page for it shows it.
async function previews({ demo, browser }) {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  await signIn(page, demo);
  await page.goto(`${demo.base}/admin/musterhausen/mail-texts`);
  const links = await page.locator('main th a').evaluateAll((all) => all.map(({ href }) => href));
  const found = [];
  for (const link of links) {
    await page.goto(link);
    const html = await page.locator('iframe').first().getAttribute('srcdoc');
    found.push({ name: link, html: html.replace('content="light"', 'content="light dark"').replaceAll('@media not all', '@media (prefers-color-scheme: dark)') });
  }
  await context.close();
  return found;
}

async function checkLooks(shared) {
  const kinds = await previews(shared);
  assert(kinds.length > 20, `only ${kinds.length} kinds of mail were seen`);
  await lookAt(shared, [...kinds, ...(await sentMails(shared))]);
}

/// What has left, one of each subject.
async function sentMails({ demo }) {
  const sent = (await allMails(demo.folder)).filter(({ html }) => html.length < 50_000);
  return [...new Map(sent.map(({ subject, html }) => [subject, { name: subject, html }])).values()];
}

async function lookAt(shared, shown) {
  for (const [colorScheme, width] of [['light', 390], ['dark', 600]]) {
    const context = await shared.browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const { name, html } of shown) {
      await page.setContent(html);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= width, `${name} is ${wide} px wide on ${width} px`);
      const small = await page.evaluate(() => [...document.querySelectorAll('main *')].find((e) => parseFloat(getComputedStyle(e).fontSize) < 16)?.outerHTML);
      assert(!small, `${name} has text smaller than 16 px: ${small}`);
      await checkAccessibility(page).catch(({ message }) => { throw new Error(`${name} (${colorScheme}): ${message}`); });
    }
    await context.close();
  }
}

/// A test of these tests: what must be found is found.
async function checkReading() {
  const broken = await parsed(Buffer.from('From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nü\nx\r\n', 'utf8'));
  let found = '';
  try {
    checkBytes(broken);
  } catch ({ message }) {
    found = message;
  }
  assert(found.includes('CRLF'), 'a bare line feed is not found');
}

export const mails = [
  { name: '[mails] names with umlauts, commas and quotes come back as they were', run: checkHardNames },
  { name: '[mails] calendar entries are where they should be, and are taken back under the same UID', run: checkCalendar },
  { name: '[mails] the only entry of a person is taken back by CANCEL', run: checkSingleEntry },
  { name: '[mails] a newsletter of 70 kB arrives whole, with what a list must say', run: checkNewsletter },
  { name: '[mails] every mail that has left is one that others can read', run: checkAll },
  { name: '[mails] every mail is accessible, light and dark, on a phone and at 600 px', run: checkLooks },
  { name: '[mails] a mail that is not in order is found', run: checkReading },
];

/// The same of what has left while organisers' pages were tested.
export const mailsOfOrganisers = [
  { name: '[mails] every mail that organisers had sent is one that others can read', run: checkAll },
  { name: '[mails] every mail that organisers had sent is accessible', run: async (shared) => lookAt(shared, await sentMails(shared)) },
];
