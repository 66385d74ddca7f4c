// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The figures by name, in the order in which they are measured.
import { proof, verifyChain } from './chain.mjs';
import { exporting, exportMemory, startUp } from './large.mjs';
import { registrationGrowth, waitingGrowth } from './growth.mjs';
import { lighthousePerformance } from './lighthouse.mjs';
import { mail, mailSlowServer } from './mail.mjs';
import { memory } from './memory.mjs';
import { confirmationBesideNewsletter, newsletter, newsletterMemory } from './newsletter.mjs';
import { attendeesPage, exportMillion } from './organiser.mjs';
import { page } from './page.mjs';
import { signUps } from './signup.mjs';
import { signUpPostgresql } from './signup_postgresql.mjs';
import { suggest } from './suggest.mjs';

const bareInserts = 'bare inserts behind Beast';

async function signUp() {
  const { ours, bare } = await signUps('plain');
  return { value: ours.rate, unit: '1/s', limit: bare.rate, limitName: bareInserts, goal: 0.5,
    note: 'form of 256 connections; registration, session, message and idempotency key, committed before the answer;'
      + ' the mail server keeps silent, so that no mail leaves meanwhile' };
}

async function signUpLatency() {
  const { ours, bare } = await signUps('plain');
  return { value: ours.p99, unit: 'ms', limit: 50, limitName: 'what it may take', goal: 1, less: true,
    note: `99 of 100 answers of the same run; the bare program's: ${bare.p99.toFixed(1)} ms` };
}

async function signUpWithConsent() {
  const { ours, bare } = await signUps('consent');
  return { value: ours.rate, unit: '1/s', limit: bare.rate, limitName: `${bareInserts}, without cryptography`,
    note: 'as signup, and a box ticked: person, consent record, state and chain, second message' };
}

export const figures = {
  signup: signUp,
  signup_p99: signUpLatency,
  signup_consent: signUpWithConsent,
  signup_postgresql: signUpPostgresql,
  page,
  lighthouse: lighthousePerformance,
  mail,
  mail_slow_server: mailSlowServer,
  newsletter,
  newsletter_memory: newsletterMemory,
  confirmation_beside_newsletter: confirmationBesideNewsletter,
  memory,
  start: startUp,
  registration_growth: registrationGrowth,
  waiting_growth: waitingGrowth,
  suggest,
  verify_chain: verifyChain,
  proof,
  export: exporting,
  export_memory: exportMemory,
  attendees_page: attendeesPage,
  export_million: exportMillion,
};
