// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Messages to attendees reach whom they are for and nobody else.
import { check, fill, follow, withAndWithoutScript } from './people.mjs';
import { atPage, includes, inDays, lacks, link, mailsWith, mailTo, newEvent, press, register, rowsOf, session,
  words } from './organiser.mjs';
import { assert } from './support.mjs';

/// Whom mails about the event with this subject reached.
const reached = async (demo, { slug }, subject) =>
  (await mailsWith(demo, slug)).filter((mail) => mail.subject.startsWith(subject)).map(({ recipient }) => recipient).sort();

async function write(page, demo, event, subject, body) {
  await atPage(page, demo, `${event.at}/attendee-messages`);
  await follow(page, link(page, 'Nachricht schreiben'));
  await fill(page, { 'subject.de': subject, 'body.de': body });
}

const save = (page) => press(page, 'Entwurf speichern');

/// Follows the page until everything is sent; the numbers of its result by name.
async function result(page) {
  for (let i = 0; ; ++i) {
    assert(i < 300, `it is not sent: ${await words(page)}`);
    if ((await words(page)).includes('verschickt, fertig')) break;
    await follow(page, link(page, 'Stand aktualisieren'));
  }
  return Object.fromEntries(await rowsOf(page));
}

const toOne = '[organiser] a message to one session is looked at, tested, counted and arrives with its people alone';
const service = withAndWithoutScript(toOne, async (with_) => {
  const { page, demo, checked } = with_;
  const event = await newEvent(with_, { choices: [{ key: 'wahl', title: { de: 'Wahl' } }],
    sessions: [session(80, 'a', 'Werkstatt A', { choice: 'wahl' }), session(80, 'b', 'Werkstatt B', { choice: 'wahl' })] });
  const first = await register(with_, event.slug, { family_name: 'Inasitzt', sessions: ['a'] });
  const gone = await register(with_, event.slug, { family_name: 'Inawar', sessions: ['a'] });
  await register(with_, event.slug, { family_name: 'Inbsitzt', sessions: ['b'] });
  const subject = `Raumwechsel ${event.slug}`;
  await write(page, demo, event, subject, 'Wir sind in **Raum 7**.');
  await check(page, '[name=session][value=a]');
  await save(page);
  await follow(page, link(page, 'Vorschau'));
  includes(await page.locator('main pre').first().innerText(), 'Raum 7', 'the preview');
  await follow(page, link(page, 'Zurück'));
  await press(page, 'Test-Mail schicken');
  includes(await words(page), 'Die Test-Mail ist unterwegs', 'the test');
  assert((await mailTo(demo, demo.email, `[Test] ${subject}`)).text.includes('Raum 7'), 'the test mail lacks the text');

  await follow(page, link(page, 'Weiter zum Versand'));
  await checked();
  includes(await words(page), 'Die Nachricht geht an 2 Menschen.', 'the count');
  assert((await reached(demo, event, subject)).length === 0, 'it went out before it was confirmed');
  await page.goBack();
  // Who cancels in between is none of them any more.
  await cancelAs(page, demo, event, gone);
  await page.goto(`${demo.base}${event.at}/attendee-messages?lang=de`);
  await follow(page, link(page, subject));
  await follow(page, link(page, 'Weiter zum Versand'));
  includes(await words(page), 'Die Nachricht geht an eine Person.', 'the count after a cancellation');
  await press(page, 'Versand verbindlich bestätigen');
  const figures = await result(page);
  assert(figures['Empfängerinnen und Empfänger'] === '1' && figures.verschickt === '1', `the result is ${JSON.stringify(figures)}`);
  const mail = await mailTo(demo, first.email, subject);
  includes(mail.text, '/r/', 'the mail does not lead to the registration');
  lacks(mail.text, '/u/', 'a message about the event can be unsubscribed');
  const all = await reached(demo, event, subject);
  assert(all.join() === first.email, `it reached ${all}`);
});

async function cancelAs(page, demo, event, { reference }) {
  await page.goto(`${demo.base}${event.at}/attendees/${reference}/cancel?lang=de`);
  await follow(page, page.locator('#cancel-form button[type=submit]').first());
  includes(await words(page), 'Die Anmeldung ist storniert.', 'the cancellation');
}

const advertising = withAndWithoutScript('[organiser] advertising reaches who consented and nobody else', async (with_) => {
  const { page, demo } = with_;
  const event = await newEvent(with_);
  const agreed = await register(with_, event.slug, { family_name: 'Stimmtezu', consents: ['events-newsletter'] });
  await register(with_, event.slug, { family_name: 'Stimmtenichtzu' });
  const subject = `Noch eine Fahrt ${event.slug}`;
  await write(page, demo, event, subject, 'Kommen Sie auch dorthin.');
  await check(page, '[name=kind][value=advertising]');
  await save(page);
  assert(await page.locator('.error-summary a[href="#field-purpose"]').count() === 1, 'a purpose is not asked for');
  await page.selectOption('[name=purpose]', 'events-newsletter');
  await save(page);
  await follow(page, link(page, 'Weiter zum Versand'));
  includes(await words(page), 'Die Nachricht geht an eine Person.', 'the count');
  await press(page, 'Versand verbindlich bestätigen');
  const figures = await result(page);
  assert(figures.verschickt === '1', `the result is ${JSON.stringify(figures)}`);
  includes((await mailTo(demo, agreed.email, subject)).text, '/u/', 'advertising cannot be unsubscribed');
  const all = await reached(demo, event, subject);
  assert(all.join() === agreed.email, `it reached ${all}`);
});

const planned = withAndWithoutScript('[organiser] a planned message is taken back and reaches nobody', async (with_) => {
  const { page, demo } = with_;
  const event = await newEvent(with_);
  await register(with_, event.slug, { family_name: 'Wartetdarauf' });
  const subject = `Bis dahin ${event.slug}`;
  await write(page, demo, event, subject, 'Bis bald.');
  await save(page);
  await follow(page, link(page, 'Weiter zum Versand'));
  const when = page.locator('main form input[type="datetime-local"]');
  await when.fill(inDays(3, '10:00'));
  await press(page, 'Versand verbindlich bestätigen');
  includes(await words(page), 'Bis dahin können Sie ihn zurückziehen.', 'the plan');
  includes(await words(page), 'geplant für', 'the state');
  await press(page, 'Versand zurückziehen');
  includes(await words(page), 'Der Text ist wieder ein Entwurf.', 'taking it back');
  await press(page, 'Entwurf löschen …');
  await press(page, 'Entwurf löschen');
  includes(await words(page), 'Der Entwurf ist gelöscht.', 'deleting');
  lacks(await words(page), subject, 'the deleted draft is still listed');
  assert((await reached(demo, event, subject)).length === 0, 'it reached somebody');
});

export const toAttendees = [...service, ...advertising, ...planned];
