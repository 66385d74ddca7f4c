// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Events whose names and dates are hard on mails and calendars.

/// Commas, quotes, umlauts, signs of markup, an emoji, and a word without an end.
export const title = 'Größe, „Übermut“ & "Äpfel"; <b>100 %</b> 🦊 ' + 'Donaudampfschifffahrtsgesellschaft'.repeat(2);
export const place = 'Rathaus, „Großer Saal“; Zimmer 1\\2';

const organiser = 'portal-kommune';
const year = new Date().getUTCFullYear() + 1;

/// Local time in Berlin, and the same in UTC: before, on the days of, and after the changes of the clock.
export const sessions = [
  { key: 'winter', starts: `${year}-01-14T09:00`, utc: `${year}-01-14T08:00:00.000Z` },
  { key: 'spring', starts: `${year}-05-10T23:30`, utc: `${year}-05-10T21:30:00.000Z` },
  { key: 'autumn', starts: `${year}-11-05T09:00`, utc: `${year}-11-05T08:00:00.000Z` },
];

function oneHourLater(local) {
  const later = new Date(`${local}:00Z`);
  later.setUTCHours(later.getUTCHours() + 1);
  return later.toISOString().slice(0, 16);
}

const common = {
  organiser, kind: 'conference', status: 'published', hidden: true, time_zone: 'Europe/Berlin', mode: 'on_site',
  venue: { name: place, street: 'Marktplatz 1', postal_code: '12345', city: 'Musterhausen' },
  summary: { de: 'Für Prüfungen.' }, description: { de: 'Für Prüfungen.' }, purposes: ['events-newsletter'], retention_days: 180,
};

export const hardEvents = [
  {
    ...common, slug: 'mails-hard', title: { de: title, en: `${title} (English)` },
    starts_at: sessions[0].starts, ends_at: oneHourLater(sessions[2].starts),
    sessions: sessions.map(({ key, starts }) => ({
      key, title: { de: `${key}: ${title}` }, starts_at: starts, ends_at: oneHourLater(starts),
    })),
  },
  {
    ...common, slug: 'mails-plain', title: { de: 'Ein Termin, sonst nichts', en: 'One date and nothing else' },
    starts_at: sessions[1].starts, ends_at: oneHourLater(sessions[1].starts),
  },
];
