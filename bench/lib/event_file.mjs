// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The events that are measured with: `sign-up` is booked as a whole, `page` has the programme of an
// ordinary conference, `waiting` is full at once. Next year, so that they are always open.

const day = `${new Date().getUTCFullYear() + 1}-05-15`;

const common = {
  organiser: 'bench', kind: 'conference', status: 'published',
  starts_at: `${day}T09:00`, ends_at: `${day}T16:00`, time_zone: 'Europe/Berlin', mode: 'hybrid',
  venue: { name: 'Rathaus', street: 'Markt 1', postal_code: '12345', city: 'Beispielstadt',
    access: { de: 'Aufzug, Induktionsschleife', en: 'lift, induction loop' } },
  join_url: 'https://meet.example.org/bench', capacity: 1_000_000, waiting_list: false,
  purposes: ['newsletter'], retention_days: 365,
};

const plenary = { key: 'plenary', title: { de: 'Plenum', en: 'Plenary' },
  starts_at: `${day}T09:00`, ends_at: `${day}T12:00`, join_url: 'https://meet.example.org/plenary' };

const forums = ['Register', 'Cloud', 'Barrierefreiheit', 'Fachkräfte'].map((subject, index) => ({
  key: `forum-${index + 1}`, title: { de: `Forum ${index + 1}: ${subject}`, en: `Forum ${index + 1}` },
  starts_at: `${day}T13:00`, ends_at: `${day}T15:00`, capacity: 1_000_000, choice: 'forums',
  speakers: ['Fachbereich Organisation', 'Zweckverband IT'],
}));

const paragraph = 'Verwaltungen stehen vor der Aufgabe, Verfahren durchgängig digital zu führen. '
  + 'Der Tag zeigt, wie Städte, Gemeinden und Kreise das gemeinsam angehen, und lässt Raum für Fragen.';

export function eventFile() {
  return {
    organisers: [{ key: 'bench', name: { de: 'Zweckverband IT', en: 'IT Association' },
      contact: 'info@bench.example.org', imprint_url: 'https://bench.example.org/impressum',
      privacy_url: 'https://bench.example.org/datenschutz', languages: ['de', 'en'] }],
    purposes: [{ key: 'newsletter', organiser: 'bench', channel: 'email',
      title: { de: 'Rundbrief', en: 'Newsletter' },
      notice: { de: 'Ich möchte den Rundbrief per E-Mail erhalten. Widerruf jederzeit über den Link in jeder Mail.',
        en: 'I want to receive the newsletter by e-mail. I can revoke this through the link in every mail.' } }],
    events: [
      { ...common, slug: 'sign-up', title: { de: 'Anmeldetag', en: 'Sign-up day' }, summary: {},
        description: { de: paragraph }, sessions: [plenary] },
      { ...common, slug: 'page', title: { de: 'Strategie-Auftakt', en: 'Strategy kick-off' },
        summary: { de: 'Plenum und vier Foren', en: 'Plenary and four forums' },
        description: { de: `## Worum es geht\n\n${[paragraph, paragraph, paragraph].join('\n\n')}` },
        choices: [{ key: 'forums', title: { de: 'Foren', en: 'Forums' }, min: 0, max: 1 }],
        sessions: [plenary, ...forums] },
      { ...common, slug: 'waiting', title: { de: 'Kleiner Saal', en: 'Small hall' }, summary: {},
        description: { de: paragraph }, sessions: [plenary], capacity: 100, waiting_list: true },
    ],
  };
}
