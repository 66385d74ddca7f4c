// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Runs everything in headless Chromium; ZUSAGE_TEST_NAME chooses by name or tag. Prints how many
// passed and failed.
import { attendees } from './attendees.mjs';
import { budgets } from './budgets.mjs';
import { calendar } from './calendar.mjs';
import { checkIn } from './check_in.mjs';
import { connections } from './connections.mjs';
import { duty } from './duty.mjs';
import { editor } from './editor.mjs';
import { exporting } from './exports.mjs';
import { importing } from './imports.mjs';
import { programs } from './interface.mjs';
import { journeys } from './journeys.mjs';
import { keyboard } from './keyboard.mjs';
import { languageJourneys } from './languages.mjs';
import { lighthouse } from './lighthouse.mjs';
import { longLists } from './lists.mjs';
import { look } from './look.mjs';
import { mailTexts } from './mail_texts.mjs';
import { messages } from './messages.mjs';
import { matrix } from './matrix.mjs';
import { media } from './media.mjs';
import { modes } from './modes.mjs';
import { municipality } from './municipality.mjs';
import { organiserKeyboard } from './organiser_keyboard.mjs';
import { overview } from './overview.mjs';
import { eventsInEveryState } from './prepared.mjs';
import { unexpected } from './people.mjs';
import { personal } from './personal.mjs';
import { eventStaff } from './event_staff.mjs';
import { rights } from './rights.mjs';
import { routes } from './routes.mjs';
import { sixty } from './sixty.mjs';
import { startBrowser, startDemo } from './support.mjs';
import { toAttendees } from './to_attendees.mjs';
import { trail } from './trail.mjs';
import { hardEvents } from '../mails/events.mjs';
import { mails, mailsOfOrganisers } from '../mails/mails.mjs';

/// Two halves run beside each other, each over a demonstration of its own: what visitors do, …
const visitors = [
  ...routes,
  ...matrix,
  ...keyboard,
  ...journeys,
  ...calendar,
  ...municipality,
  ...duty,
  ...personal,
  ...look,
  ...languageJourneys,
  ...media,
  ...modes,
  ...budgets,
  ...lighthouse,
  ...mails,
];
/// … and what organisers do.
const organisers = [
  ...editor,
  ...sixty,
  ...mailTexts,
  ...messages,
  ...checkIn,
  ...attendees,
  ...programs,
  ...overview,
  ...exporting,
  ...importing,
  ...toAttendees,
  ...eventStaff,
  ...rights,
  ...trail,
  ...connections,
  ...longLists,
  ...organiserKeyboard,
  ...mailsOfOrganisers,
];
const withMore = (file, events) => ({ ...file, events: [...file.events, ...events] });
const wanted = (process.env.ZUSAGE_TEST_NAME ?? '').toLowerCase();
const isChosen = ({ name }) => name.toLowerCase().includes(wanted) || wanted === 'browser' || wanted === '[browser]';
let passed = 0;
let failed = 0;

const browsers = new Set();  // of the two halves

/// What answered with a fault of the server since the last test of this half, in words; "" for nothing.
function takeUnexpected(browser) {
  const mine = unexpected.filter((one) => one.browser === browser || !browsers.has(one.browser));
  for (const one of mine) unexpected.splice(unexpected.indexOf(one), 1);
  return mine.map(({ said }) => said).join('\n');
}

function fail(name, words) {
  failed += 1;
  console.log(`FAIL ${name}\n${words}`);
}

async function attempt({ name, run }, with_) {
  const begun = Date.now();
  const thrown = await (async () => run(with_))().then(() => '', (error) => error.stack);
  const words = [thrown, takeUnexpected(with_.browser)].filter(Boolean).join('\n');
  if (words) return fail(name, words);
  passed += 1;
  return console.log(`ok   ${name} (${Date.now() - begun} ms)`);
}

/// Takes one test after the other; `lane` is what those of one lane share, such as an open page.
async function work(queue, shared) {
  const lane = {};
  for (let next = queue.shift(); next; next = queue.shift()) await attempt(next, { ...shared, lane });
}

/// What may be done by either (`together`) as long as there is some of it, and then a half in its order, over
/// a demonstration and with a browser of its own.
async function takePart(anyone, half) {
  if (anyone.length + half.length === 0) return;
  const demo = await startDemo({ events: withMore(eventsInEveryState(), hardEvents) });
  const browser = await startBrowser();
  browsers.add(browser);
  await work(anyone, { demo, browser });
  await work(half, { demo, browser });
  await browser.close();
  await demo.stop();
}

const anyone = [...visitors, ...organisers].filter((test) => isChosen(test) && test.together);
const inOrder = (half) => half.filter((test) => isChosen(test) && !test.together);
const ended = await Promise.allSettled([takePart(anyone, inOrder(visitors)), takePart(anyone, inOrder(organisers))]);
for (const { reason } of ended) if (reason) fail('a demonstration and its browser start and stop', reason.stack);
if (unexpected.length > 0) fail('nothing else was answered with a fault', unexpected.map(({ said }) => said).join('\n'));
console.log(`passed ${passed}\nfailed ${failed}`);
process.exitCode = failed > 0 ? 1 : 0;
