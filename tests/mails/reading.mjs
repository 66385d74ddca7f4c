// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The demonstration's mails as others read them: mailparser and ical.js, which share no line with what
// built them.
import ICAL from 'ical.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { assert } from '../browser/support.mjs';

const longestLine = 998;  // RFC 5322 2.1.1
const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const same = (is, wanted, what) =>
  assert(JSON.stringify(is) === JSON.stringify(wanted), `${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`);

export async function parsed(raw) {
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true });
  return { ...mail, raw: raw.toString('latin1'), recipient: mail.to?.value[0].address };
}

/// Everything that has left so far.
export function allMails(folder) {
  const place = join(folder, 'mail', 'new');
  return Promise.all(readdirSync(place).map((file) => parsed(readFileSync(join(place, file)))));
}

/// The mail to `address` whose subject begins so, which may be on its way.
export async function mailTo(folder, address, subject) {
  for (let i = 0; i < 300; ++i) {
    const found = (await allMails(folder)).find((mail) => mail.recipient === address && mail.subject.startsWith(subject));
    if (found) return found;
    await delay(100);
  }
  throw new Error(`no mail '${subject}' to ${address}`);
}

/// What holds for the bytes of every mail.
export function checkBytes({ raw, subject }) {
  const lines = raw.split('\r\n');
  assert(!/[\r\n]/.test(lines.join('')), `${subject}: a line that does not end with CRLF`);
  assert(lines.every((line) => line.length <= longestLine), `${subject}: a line is too long`);
  // eslint-disable-next-line no-control-regex
  assert(/^[\t\r\n\x20-\x7e]*$/.test(raw), `${subject}: not in ASCII`);
}

const calendarType = 'text/calendar';

/// The calendar of a mail: the part for programs and the file are the same, and the method of both is
/// the one in them.
export function calendarOf(mail) {
  const parts = mail.attachments.filter(({ contentType }) => contentType === calendarType);
  same(parts.length, 2, `${mail.subject}: parts with a calendar`);
  const [shown, file] = parts.map(({ content }) => content.toString('utf8'));
  same(file, shown, `${mail.subject}: the file`);
  same(parts.map(({ filename }) => filename ?? ''), ['', 'termine.ics'], `${mail.subject}: names of the files`);
  const calendar = new ICAL.Component(ICAL.parse(file));
  const method = calendar.getFirstPropertyValue('method');
  const named = [...mail.raw.matchAll(/text\/calendar;[^\n]*method=([A-Z]+)/g)].map(([, one]) => one);
  same(named, [method, method], `${mail.subject}: the methods of the parts`);
  const entries = calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const zone = component.getFirstProperty('dtstart').getParameter('tzid');
    assert(!zone || calendar.getAllSubcomponents('vtimezone').some((one) => one.getFirstPropertyValue('tzid') === zone),
      `${mail.subject}: the zone ${zone} is not described`);
    return {
      uid: event.uid, sequence: event.sequence, summary: event.summary, location: event.location, organiser: event.organizer,
      attendees: event.attendees.length, status: component.getFirstPropertyValue('status'),
      starts: event.startDate.toJSDate().toISOString(), ends: event.endDate.toJSDate().toISOString(),
    };
  });
  return { method, entries };
}
