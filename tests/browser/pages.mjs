// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Every page in every state. Accessibility, valid HTML, reflow and screenshots (matrix.mjs) all go by
// this list, in each of `languages`; a GET route of the program that no line names is a failure
// (routes.mjs).
//
// A new page is one line:
//   { name: 'imprint', route: '/imprint', path: '/imprint' },
// A state with data of its own is one line here and one in prepared.mjs:
//   { name: 'data-sent', route: '/d/{token}', path: (made) => made.dataRequest },
// What only an answer to a form shows has `act`: what is done on the page at `path`. The answer's
// `status` is compared (200 if it is not there). Organiser's pages have `staff: true`;
// `languages` narrows those of one line (what cannot be read has no `?lang=`).
import { fillIn, follow, postFrom, sendForm } from './acts.mjs';
import { withConsents } from './prepared.mjs';

export const languages = ['de', 'en'];
export const oneMore = 'nl';  // checked in one state of each page

const solutionDays = '/e/loesungstage-digitale-verwaltung';
const kickOff = '/e/strategie-auftakt';
const rings = '/e/vergleichsringe-digitalisierung';
const paper = '/papers/positionspapier-digitaler-rueckstand-2';
const someone = { given_name: 'Erika', family_name: 'Muster', email: 'erika@stadt.example.org' };
const office = '/admin/kommunalbund/events/vergleichsringe-digitalisierung';
const checkIn = '/admin/it-verband/events/strategie-auftakt/check-in';
const exporting = '/admin/it-verband/events/strategie-auftakt/export';
const mailTexts = '/admin/rathaus-praxis/mail-texts';
const messages = '/admin/it-verband/messages';
const eventMessages = '/admin/it-verband/events/strategie-auftakt/messages';
const programs = '/admin/rathaus-praxis/api';
const webhooks = '/admin/rathaus-praxis/webhooks';
const newsletters = '/admin/rathaus-praxis/newsletters';
const toAttendees = '/admin/rathaus-praxis/events/loesungstage-digitale-verwaltung/attendee-messages';
const stay = async () => {};
const requests = '/admin/kommunalwerk/requests';
// Prepared: one to rectify, and after it one to erase.
const firstRequest = '[aria-labelledby=open] tbody tr:first-child th a';
const lastRequest = '[aria-labelledby=open] tbody tr:last-child th a';
const members = '/admin/it-verband/purposes/newsletter';
const publisher = '/admin/rathaus-praxis/events/loesungstage-digitale-verwaltung';

const calendar = [
  { name: 'calendar', route: '/', path: '/' },
  { name: 'calendar-filtered', path: '/?q=digital&mode=online' },
  { name: 'calendar-empty', path: '/?q=gibtesnicht' },
  { name: 'calendar-wrong-filter', path: '/?from=gestern&to=2027-02-30' },
  { name: 'calendar-state', path: '/?state=SN&kind=conference&from=x' },
  { name: 'embed', route: '/embed', path: '/embed' },
  { name: 'embed-empty', path: '/embed?q=gibtesnicht' },
  { name: 'series', route: '/s/{organiser}/{series}', path: '/s/rathaus-praxis/loesungstage' },
];

const events = [
  { name: 'event', route: '/e/{slug}', path: solutionDays },
  { name: 'event-conference', path: '/e/landeskonferenz-digitalisierung' },
  { name: 'event-ring', path: rings },
  { name: 'event-bilingual', path: '/e/grenzforum-digitale-nachbarn' },
  { name: 'event-members-only', path: kickOff },
  { name: 'event-with-code', path: '/e/buergermeister-fruehstueck' },
  { name: 'event-invited-only', path: '/e/state-invited' },
  { name: 'event-closed', path: '/e/state-closed' },
  { name: 'event-not-yet-open', path: '/e/state-early' },
  { name: 'event-full', path: '/e/state-full' },
  { name: 'event-waiting-list', path: '/e/state-waiting' },
  { name: 'event-cancelled', path: '/e/stammtisch-open-source' },
  { name: 'event-over', path: '/e/state-past' },
  { name: 'event-draft', path: '/e/state-draft', status: 404 },
  { name: 'paper-not-out', path: '/e/positionspapier-digitaler-rueckstand-3', status: 404 },
];

const forms = [
  { name: 'form', route: '/e/{slug}/register', path: `${kickOff}/register` },
  { name: 'form-package', path: `${solutionDays}/register` },
  { name: 'form-needs', path: '/e/landeskonferenz-digitalisierung/register' },
  { name: 'form-application', path: `${rings}/register` },
  { name: 'form-code', path: '/e/buergermeister-fruehstueck/register' },
  { name: 'form-waiting-list', path: '/e/state-waiting/register' },
  { name: 'form-error', path: `${kickOff}/register`, act: sendForm(), status: 422 },
  { name: 'form-application-error', path: `${rings}/register`, act: sendForm(), status: 422 },
  { name: 'form-filled', path: `${solutionDays}/register`, act: fillIn },
  { name: 'form-filled-wrong', path: `${kickOff}/register`, act: sendForm({ given_name: 'Erika', family_name: 'Muster',
    email: 'erika@', municipality: '08111000' }), status: 422 },
  { name: 'form-closed', path: '/e/state-closed/register' },
  { name: 'form-not-yet-open', path: '/e/state-early/register' },
  { name: 'form-full', path: '/e/state-full/register' },
  { name: 'form-refused', path: kickOff, act: postFrom('/e/state-full/register', someone), status: 409 },
  { name: 'step-person', route: '/e/{slug}/register/{token}/{step}', path: (made) => made.steps.person },
  { name: 'step-programme', path: (made) => made.steps.programme },
  { name: 'step-questions', path: (made) => made.steps.questions },
  { name: 'step-questions-error', path: (made) => made.steps.questions, act: sendForm(), status: 422 },
  { name: 'step-consents', path: (made) => made.steps.consents },
  { name: 'step-check', path: (made) => made.steps.check },
  { name: 'registered', route: '/e/{slug}/registered', path: `${kickOff}/registered` },
  { name: 'paper', route: '/papers/{slug}', path: paper },
  { name: 'paper-error', path: paper, act: sendForm(), status: 422 },
  { name: 'paper-document', route: '/f/{token}', path: (made) => made.document },
];

const registrations = [
  { name: 'registration', route: '/r/{token}', path: (made) => made.consents.own },
  { name: 'registration-consent-given', path: (made) => made.consents.own_confirmed },
  { name: 'registration-webinars', path: (made) => made.webinars },
  { name: 'registration-waiting', path: (made) => made.waiting },
  { name: 'registration-applied', path: (made) => made.applied },
  { name: 'registration-approved', path: (made) => made.municipality },
  { name: 'registration-unverified', path: (made) => made.unverified },
  { name: 'registration-cancelled', path: (made) => made.cancelled },
  { name: 'registration-paper', path: (made) => made.paper },
  { name: 'registration-change-error', path: (made) => made.consents.own,
    act: sendForm({ given_name: '', family_name: '' }, 'form:has([name=session])'), status: 422 },
  { name: 'verify', route: '/v/{token}', path: (made) => made.verify },
  { name: 'verify-done', path: (made) => made.verified },
  { name: 'follow-up', route: '/r/{token}/follow-up', path: (made) => `${made.municipality}/follow-up` },
  { name: 'follow-up-error', path: (made) => `${made.municipality}/follow-up`,
    act: sendForm({ 'answer.invoice-address': '' }), status: 422 },
  { name: 'people', route: '/r/{token}/people', path: (made) => `${made.municipality}/people` },
  { name: 'people-error', path: (made) => `${made.municipality}/people`, act: sendForm({ 'delegate.1.email': 'erika@' }),
    status: 422 },
  { name: 'handed-over', route: '/e/{slug}/handed-over', path: `${rings}/handed-over` },
  { name: 'member', route: '/m/{token}', path: (made) => made.member },
  { name: 'member-indicators', route: '/m/{token}/indicators', path: (made) => `${made.member}/indicators` },
];

const consents = [
  { name: 'newsletter', route: '/newsletter/{organiser}', path: '/newsletter/kommunalwerk' },
  { name: 'newsletter-error', path: '/newsletter/kommunalwerk', act: sendForm(), status: 422 },
  { name: 'newsletter-revoke-error', path: '/newsletter/kommunalwerk', act: sendForm({}, 'form:has([value=revoke])'),
    status: 422 },
  { name: 'newsletter-sent', path: '/newsletter/kommunalwerk?sent=subscribe' },
  { name: 'consent-confirm', route: '/c/{token}', path: (made) => made.consents.asked },
  { name: 'consent-confirmed', path: (made) => made.consents.confirmed },
  { name: 'consent-revoke', route: '/u/{token}', path: (made) => made.consents.revocable },
  { name: 'consent-revoked', path: (made) => made.consents.revoked },
  { name: 'consent-renew', route: '/n/{token}', path: (made) => made.consents.renewable },
  { name: 'preferences', route: '/p/{token}', path: (made) => made.preferences },
  { name: 'links', route: '/links', path: '/links' },
  { name: 'links-error', path: '/links', act: sendForm(), status: 422 },
  { name: 'links-sent', path: '/links?sent=1' },
  { name: 'data', route: '/data', path: '/data' },
  { name: 'data-error', path: '/data', act: sendForm(), status: 422 },
  { name: 'data-sent', path: '/data?sent=1' },
  { name: 'stored-data', route: '/d/{token}', path: (made) => made.stored },
  { name: 'erase', route: '/d/{token}/erase/{organiser}', path: (made) => `${made.stored}/erase/kommunalwerk` },
  { name: 'object', route: '/d/{token}/object/{organiser}', path: (made) => `${made.stored}/object/kommunalwerk` },
];

const duties = [
  { name: 'imprint', route: '/imprint', path: '/imprint?organiser=musterhausen' },
  { name: 'imprint-of-all', path: '/imprint' },
  { name: 'privacy', route: '/privacy', path: '/privacy?event=landeskonferenz-digitalisierung' },
  { name: 'privacy-of-organiser', path: '/privacy?organiser=kommunalwerk' },
  { name: 'accessibility', route: '/accessibility', path: '/accessibility?organiser=musterhausen' },
  { name: 'plain-language', route: '/plain-language', path: '/plain-language?organiser=musterhausen' },
  { name: 'barrier', route: '/barrier', path: '/barrier?organiser=musterhausen&page=/e/landeskonferenz-digitalisierung' },
  { name: 'barrier-error', path: '/barrier?organiser=musterhausen', act: sendForm(), status: 422 },
  { name: 'barrier-reported', route: '/barrier/reported', path: '/barrier/reported?organiser=musterhausen' },
];

const others = [
  { name: 'error-400', path: '/%00', status: 400, languages: ['de'] },
  { name: 'error-403', path: '/', act: postFrom(`${kickOff}/register`, {}, { elsewhere: true }), status: 403 },
  { name: 'error-404', path: '/nowhere', status: 404 },
  { name: 'error-link', path: '/r/unvollstaendig', status: 404 },
  { name: 'error-405', path: '/', act: postFrom('/', {}), status: 405 },
  { name: 'mails', route: '/demo/mail', path: '/demo/mail' },
  { name: 'mail', route: '/demo/mail/{id}', path: (made) => made.mail },
];

const organisers = [
  { name: 'admin-sign-in', route: '/admin/sign-in', path: '/admin/sign-in' },
  { name: 'admin-forgotten', route: '/admin/forgotten', path: '/admin/forgotten' },
  { name: 'admin-forgotten-error', path: '/admin/forgotten', act: sendForm({ email: 'keine Adresse' }), status: 422 },
  { name: 'admin-sign-in-error', path: '/admin/sign-in', act: sendForm({ email: 'niemand@example.org', password: 'falsch' }),
    status: 422 },
  ...[
    { name: 'admin', route: '/admin', path: '/admin' },
    { name: 'admin-second-factor', route: '/admin/second-factor', path: '/admin/second-factor' },
    { name: 'admin-sessions', route: '/admin/sessions', path: '/admin/sessions' },
    { name: 'admin-staff', route: '/admin/{organiser}/staff', path: '/admin/it-verband/staff' },
    { name: 'admin-staff-error', path: '/admin/it-verband/staff',
      act: sendForm({ email: 'keine Adresse' }, 'form[action*="/staff/invite"]'), status: 422 },
    { name: 'admin-trail', route: '/admin/{organiser}/trail', path: '/admin/it-verband/trail' },
    { name: 'admin-password', route: '/admin/password', path: '/admin/password' },
    { name: 'admin-password-error', path: '/admin/password', act: sendForm(), status: 422 },
    { name: 'admin-start', route: '/admin/{organiser}/start', path: '/admin/it-verband/start' },
    { name: 'admin-start-ring', path: '/admin/kommunalbund/start' },
    { name: 'admin-figures', route: '/admin/{organiser}/events/{slug}/figures',
      path: '/admin/it-verband/events/strategie-auftakt/figures' },
    { name: 'admin-figures-ring', path: `${office}/figures` },
    { name: 'admin-missing', route: '/admin/{organiser}/events/{slug}/missing',
      path: '/admin/it-verband/events/strategie-auftakt/missing' },
    { name: 'admin-missing-nobody', path: `${office}/missing` },
    { name: 'admin-events', route: '/admin/{organiser}/events', path: '/admin/portal-kommune/events' },
    { name: 'admin-attendees', route: '/admin/{organiser}/events/{slug}', path: '/admin/it-verband/events/strategie-auftakt' },
    { name: 'admin-attendees-ring', path: office },
    { name: 'admin-attendees-found', path: '/admin/it-verband/events/strategie-auftakt?q=zustand' },
    { name: 'admin-attendees-none', path: '/admin/it-verband/events/strategie-auftakt?q=gibtesnicht' },
    { name: 'admin-attendee', route: '/admin/{organiser}/events/{slug}/attendees/{reference}',
      path: (made) => made.attendee },
    { name: 'admin-application', path: (made) => made.application },
    { name: 'admin-attendee-edit', route: '/admin/{organiser}/events/{slug}/attendees/{reference}/edit',
      path: (made) => `${made.attendee}/edit` },
    { name: 'admin-attendee-edit-error', path: (made) => `${made.attendee}/edit`,
      act: sendForm({ family_name: '' }, '#edit-form'), status: 422 },
    { name: 'admin-attendee-cancel', route: '/admin/{organiser}/events/{slug}/attendees/{reference}/cancel',
      path: (made) => `${made.attendee}/cancel` },
    { name: 'admin-attendee-new', route: '/admin/{organiser}/events/{slug}/attendees/new',
      path: '/admin/it-verband/events/strategie-auftakt/attendees/new' },
    { name: 'admin-registration-import', route: '/admin/{organiser}/events/{slug}/attendees/import',
      path: '/admin/it-verband/events/strategie-auftakt/attendees/import' },
    { name: 'admin-attendee-new-error', path: '/admin/it-verband/events/strategie-auftakt/attendees/new',
      act: sendForm({}, '#add-form'), status: 422 },
    { name: 'admin-attendees-sorted', path: '/admin/it-verband/events/strategie-auftakt?sort=name&dir=desc&columns=1&column=status' },
    { name: 'admin-invitations', route: '/admin/{organiser}/events/{slug}/invitations',
      path: '/admin/portal-kommune/events/state-invited/invitations' },
    { name: 'admin-invitations-error', path: '/admin/portal-kommune/events/state-invited/invitations',
      act: sendForm({ count: '0' }), status: 422 },
    { name: 'admin-event-preview', route: '/admin/{organiser}/events/{slug}/preview',
      path: '/admin/portal-kommune/events/state-draft/preview' },
    { name: 'admin-event-staff', route: '/admin/{organiser}/events/{slug}/staff', path: `${publisher}/staff` },
    { name: 'admin-event-staff-error', path: `${publisher}/staff`,
      act: sendForm({ email: 'keine Adresse' }, 'form[action*="/staff/invite"]'), status: 422 },
    { name: 'admin-copy', route: '/admin/{organiser}/events/{slug}/copy', path: `${publisher}/copy` },
    { name: 'admin-copy-error', path: `${publisher}/copy`, act: sendForm({ slug: '' }), status: 422 },
    { name: 'admin-new-event', route: '/admin/{organiser}/new-event', path: '/admin/portal-kommune/new-event' },
    { name: 'admin-new-event-error', path: '/admin/portal-kommune/new-event', act: sendForm(), status: 422 },
    { name: 'admin-import-event', route: '/admin/{organiser}/import-event', path: '/admin/portal-kommune/import-event' },
    { name: 'admin-editor', route: '/admin/{organiser}/events/{slug}/edit', path: `${publisher}/edit` },
    { name: 'admin-editor-section', route: '/admin/{organiser}/events/{slug}/edit/{section}', path: `${publisher}/edit/basics` },
    { name: 'admin-editor-error', path: `${publisher}/edit/basics`, act: sendForm({ 'title.de': '', 'title.en': '' }), status: 422 },
    { name: 'admin-editor-programme', path: `${publisher}/edit/programme` },
    { name: 'admin-editor-questions', path: `${publisher}/edit/questions` },
    { name: 'admin-editor-session', path: `${publisher}/edit/new-session` },
    { name: 'admin-editor-item', route: '/admin/{organiser}/events/{slug}/edit/{section}/{item}',
      path: `${publisher}/edit/questions/function-group` },
    { name: 'admin-editor-question', path: `${publisher}/edit/new-question` },
    { name: 'admin-editor-invitations', path: `${publisher}/edit/invitations` },
    { name: 'admin-editor-invitation-error', path: `${publisher}/edit/new-invitation`, act: sendForm({ code: '---' }), status: 422 },
    { name: 'admin-editor-together', path: `${publisher}/edit/together` },
    { name: 'admin-editor-document', path: '/admin/kommunalwerk/events/positionspapier-digitaler-rueckstand-2/edit/paper' },
    { name: 'admin-editor-document-error', path: '/admin/kommunalwerk/events/positionspapier-digitaler-rueckstand-2/edit/paper',
      act: sendForm({}, 'form[action*="/document"]'), status: 422 },
    { name: 'admin-editor-ring', path: `${office}/edit/ring` },
    { name: 'admin-editor-indicator', path: `${office}/edit/new-indicator` },
    { name: 'admin-online', route: '/admin/{organiser}/events/{slug}/online', path: `${publisher}/online` },
    { name: 'admin-check-in', route: '/admin/{organiser}/events/{slug}/check-in', path: checkIn },
    { name: 'admin-check-in-error', path: checkIn, act: sendForm({ code: '' }, '#check-in-form'), status: 422 },
    { name: 'admin-export', route: '/admin/{organiser}/events/{slug}/export', path: exporting },
    { name: 'admin-export-error', path: exporting, act: sendForm({ purpose: '' }, 'form:has([name=purpose])'), status: 422 },
    { name: 'admin-print-list', route: '/admin/{organiser}/events/{slug}/print-list', path: exporting.replace('export', 'print-list') },
    { name: 'admin-badges', route: '/admin/{organiser}/events/{slug}/badges', path: exporting.replace('export', 'badges') },
    { name: 'admin-certificates', route: '/admin/{organiser}/events/{slug}/certificates',
      path: exporting.replace('export', 'certificates') },
    { name: 'admin-check-in-list', route: '/admin/{organiser}/events/{slug}/check-in/list', path: `${checkIn}/list` },
    { name: 'admin-ring', route: '/admin/{organiser}/events/{slug}/ring', path: `${office}/ring` },
    { name: 'admin-meetings', route: '/admin/{organiser}/events/{slug}/meetings', path: `${office}/meetings` },
    { name: 'admin-meeting', route: '/admin/{organiser}/events/{slug}/meetings/{session}',
      path: `${office}/meetings/first-cities-1` },
    { name: 'admin-retention', route: '/admin/{organiser}/retention', path: '/admin/it-verband/retention' },
    { name: 'admin-register', route: '/admin/{organiser}/retention/register',
      path: '/admin/it-verband/retention/register' },
    { name: 'admin-mail', route: '/admin/{organiser}/mail', path: '/admin/rathaus-praxis/mail' },
    { name: 'admin-api', route: '/admin/{organiser}/api', path: programs },
    { name: 'admin-api-error', path: programs, act: sendForm({}, 'form:has([name=scopes])'), status: 422 },
    { name: 'admin-api-made', path: programs, act: async (page) => {
      await page.locator('[name=scopes]').first().check();
      return sendForm({ name: 'Abgleich' }, 'form:has([name=scopes])')(page);
    } },
    { name: 'admin-messages', route: '/admin/{organiser}/messages', path: messages },
    { name: 'admin-messages-trouble', path: `${messages}?trouble=1` },
    { name: 'admin-messages-error', path: messages, act: sendForm({ email: 'kein Postfach' }), status: 422 },
    { name: 'admin-messages-unknown', path: messages, act: sendForm({ email: 'niemand@stadt.example.org' }) },
    { name: 'admin-message', route: '/admin/{organiser}/messages/{message}', path: messages, act: follow(stay, 'main th a') },
    { name: 'admin-event-messages', route: '/admin/{organiser}/events/{slug}/messages', path: eventMessages },
    { name: 'admin-event-message', route: '/admin/{organiser}/events/{slug}/messages/{message}', path: eventMessages,
      act: follow(stay, 'main th a') },
    { name: 'admin-mail-texts', route: '/admin/{organiser}/mail-texts', path: mailTexts },
    { name: 'admin-mail-text', route: '/admin/{organiser}/mail-texts/{kind}', path: `${mailTexts}/registration-confirmed` },
    { name: 'admin-mail-text-before', path: `${mailTexts}/event-cancelled` },
    { name: 'admin-mail-text-error', path: `${mailTexts}/registration-confirmed`, act: sendForm({ subject: '{unbekannt}' }),
      status: 422 },
    { name: 'admin-newsletters', route: '/admin/{organiser}/newsletters', path: newsletters },
    { name: 'admin-newsletters-none', path: '/admin/it-verband/newsletters' },
    { name: 'admin-newsletter-new', route: '/admin/{organiser}/newsletters/new', path: `${newsletters}/new` },
    { name: 'admin-newsletter-error', path: `${newsletters}/new`, act: sendForm(), status: 422 },
    { name: 'admin-newsletter', route: '/admin/{organiser}/newsletters/{newsletter}', path: newsletters,
      act: follow(stay, 'main th a') },
    { name: 'admin-newsletter-edit', route: '/admin/{organiser}/newsletters/{newsletter}/edit', path: newsletters,
      act: follow(follow(stay, 'main th a'), 'main a[href*="/edit"]') },
    { name: 'admin-newsletter-preview', route: '/admin/{organiser}/newsletters/{newsletter}/preview', path: newsletters,
      act: follow(follow(stay, 'main th a'), 'main a[href*="/preview"]') },
    { name: 'admin-newsletter-send', route: '/admin/{organiser}/newsletters/{newsletter}/send', path: newsletters,
      act: follow(follow(stay, 'main th a'), 'main a[href*="/send"]') },
    { name: 'admin-attendee-messages', route: '/admin/{organiser}/events/{slug}/attendee-messages', path: toAttendees },
    { name: 'admin-attendee-messages-none', path: '/admin/it-verband/events/strategie-auftakt/attendee-messages' },
    { name: 'admin-attendee-message-new', route: '/admin/{organiser}/events/{slug}/attendee-messages/new', path: `${toAttendees}/new` },
    { name: 'admin-attendee-message-error', path: `${toAttendees}/new`, act: sendForm({ 'subject.de': 'x'.repeat(151) }), status: 422 },
    { name: 'admin-attendee-message', route: '/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}', path: toAttendees,
      act: follow(stay, 'main th a') },
    { name: 'admin-attendee-message-edit', route: '/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/edit', path: toAttendees,
      act: follow(follow(stay, 'main th a'), 'main a[href*="/edit"]') },
    { name: 'admin-attendee-message-preview', route: '/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/preview',
      path: toAttendees, act: follow(follow(stay, 'main th a'), 'main a[href*="/preview"]') },
    { name: 'admin-attendee-message-send', route: '/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/send', path: toAttendees,
      act: follow(follow(stay, 'main th a'), 'main a[href*="/send"]') },
    { name: 'admin-requests', route: '/admin/{organiser}/requests', path: requests },
    { name: 'admin-requests-none', path: '/admin/it-verband/requests' },
    { name: 'admin-new-request', route: '/admin/{organiser}/requests/new', path: `${requests}/new` },
    { name: 'admin-new-request-error', path: `${requests}/new`, act: sendForm(), status: 422 },
    { name: 'admin-request', route: '/admin/{organiser}/requests/{request}', path: requests, act: follow(stay, firstRequest) },
    { name: 'admin-request-error', path: requests, act: async (page) => {
      await follow(stay, firstRequest)(page);
      return sendForm({}, 'form[action*="/refuse"]')(page);
    }, status: 422 },
    { name: 'admin-request-sheet', route: '/admin/{organiser}/requests/{request}/sheet', path: requests,
      act: follow(follow(stay, firstRequest), 'main a[href*="/sheet"]') },
    { name: 'admin-request-rectify', route: '/admin/{organiser}/requests/{request}/rectify', path: requests,
      act: follow(follow(stay, firstRequest), 'main a[href*="/rectify"]') },
    { name: 'admin-request-erase', route: '/admin/{organiser}/requests/{request}/erase', path: requests,
      act: follow(follow(stay, lastRequest), 'main a[href*="/erase"]') },
    { name: 'admin-consents', route: '/admin/{organiser}/consents', path: '/admin/it-verband/consents' },
    { name: 'admin-consent-import', route: '/admin/{organiser}/consents/import', path: '/admin/it-verband/consents/import' },
    { name: 'admin-revocation-import', route: '/admin/{organiser}/consents/revocations', path: '/admin/it-verband/consents/revocations' },
    { name: 'admin-consents-years', path: '/admin/it-verband/consents?months=24' },
    { name: 'admin-consents-unknown', path: '/admin/it-verband/consents',
      act: sendForm({ email: 'niemand@stadt.example.org' }) },
    { name: 'admin-person-consents', route: '/admin/{organiser}/consents/{person}', path: '/admin/it-verband/consents',
      act: sendForm({ email: withConsents }) },
    { name: 'admin-proof', route: '/admin/{organiser}/consents/{person}/{purpose}', path: '/admin/it-verband/consents',
      act: follow(sendForm({ email: withConsents }), 'main td a') },
    { name: 'admin-person-act', route: '/admin/{organiser}/consents/{person}/{purpose}/act',
      path: '/admin/it-verband/consents', act: follow(sendForm({ email: withConsents }), 'main td a[href*="/act"]') },
    { name: 'admin-webhooks', route: '/admin/{organiser}/webhooks', path: webhooks },
    { name: 'admin-webhooks-error', path: webhooks, act: sendForm({ url: 'x' }, 'form:has([name=url])'), status: 422 },
    { name: 'admin-webhook', route: '/admin/{organiser}/webhooks/{webhook}', path: webhooks, act: async (page) => {
      const made = 'main th a[href*="/webhooks/"]';
      if (await page.locator(made).count()) return follow(stay, made)(page);
      await page.locator('[name=kinds]').first().check();
      await sendForm({ url: 'https://crm.stadt.example.org/zusage' }, 'form:has([name=url])')(page);
      return follow(stay, 'main p a[href*="/webhooks/"]')(page);
    } },
    { name: 'admin-purposes', route: '/admin/{organiser}/purposes', path: '/admin/it-verband/purposes' },
    { name: 'admin-purpose', route: '/admin/{organiser}/purposes/{purpose}', path: members },
    { name: 'admin-purpose-end', path: members, act: async (page) => {
      await page.locator('#standing-end').check();
      return sendForm({}, 'form[action*="/end"]')(page);
    } },
    { name: 'admin-purpose-new', route: '/admin/{organiser}/new-purpose', path: '/admin/it-verband/new-purpose' },
    { name: 'admin-purpose-new-error', path: '/admin/it-verband/new-purpose', act: sendForm(), status: 422 },
    { name: 'admin-purpose-people', route: '/admin/{organiser}/purposes/{purpose}/people', path: `${members}/people` },
    { name: 'admin-purpose-version', route: '/admin/{organiser}/purposes/{purpose}/version', path: `${members}/version` },
    { name: 'admin-purpose-preview', path: `${members}/version`, act: async (page) => {
      await page.locator('[name=old][value=stay]').check();
      return sendForm({ valid_months: '24' })(page);
    } },
    { name: 'admin-purpose-version-error', path: `${members}/version`, act: sendForm({ 'title.de': '', 'title.en': '' }), status: 422 },
    { name: 'admin-indicators', route: '/admin/{organiser}/events/{slug}/indicators', path: `${office}/indicators` },
  ].map((page) => ({ ...page, staff: true })),
];

export const pages = [...calendar, ...events, ...forms, ...registrations, ...consents, ...duties, ...others, ...organisers];

/// GET routes that answer with something else than a page.
export const notPages = [
  '/calendar.ics', '/feed.atom', '/e/{slug}/event.ics', '/s/{organiser}/{series}/feed.atom',
  '/s/{organiser}/{series}/calendar.ics', '/r/{token}/calendar.ics', '/r/{token}/certificate.pdf', '/m/{token}/calendar.ics',
  '/api/v1/events', '/api/v1/events/{slug}', '/api/v1/municipalities', '/api/v1/openapi.json',
  '/api/v1/organiser', '/api/v1/organiser/events', '/api/v1/organiser/events/{slug}',
  '/api/v1/organiser/events/{slug}/registrations', '/api/v1/organiser/events/{slug}/registrations/{reference}',
  '/sitemap.xml', '/robots.txt', '/o/{organiser}/{logo}', '/d/{token}/data.json',
  '/healthz', '/readyz', '/assets/{name}', '/assets/{folder}/{name}',
  '/admin/{organiser}/events/{slug}/invitations.csv', '/admin/{organiser}/events/{slug}/indicators.csv',
  '/admin/invitation/{token}', '/admin/reset/{token}', '/admin/sign-in/code', // behind a mail or a password
  '/admin/{organiser}/events/{slug}/check-in/counts.json', '/admin/{organiser}/events/{slug}/missing.csv',
  '/admin/{organiser}/events/{slug}/event.json', '/admin/{organiser}/events/{slug}/edit/paper/document',
  '/admin/{organiser}/events/{slug}/certificates/{reference}/certificate.pdf',
  '/admin/{organiser}/events/{slug}/export.csv', '/admin/{organiser}/events/{slug}/export.json',
  '/admin/{organiser}/consents/{person}/{purpose}/proof.json', '/admin/{organiser}/requests/{request}/data.json',
  '/admin/{organiser}/newsletters/{newsletter}/preview/{language}',
  '/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/preview/{language}',
  '/admin/{organiser}/purposes/{purpose}/people.csv',
  '/admin/{organiser}/retention/register.csv', '/admin/{organiser}/retention/register.json',
];
