// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A newsletter to 100,000 people, out of the ledger through the outbox to Postfix's smtp-sink, against
// smtp-source with as many sessions; and the memory that it takes. One run gives both figures.
import { statSync, readdirSync } from 'node:fs';
import { programs } from './build.mjs';
import { Installation } from './installation.mjs';
import { measureSource, sessions, startSink } from './mail.mjs';
import { run, until } from './processes.mjs';

const people = Number(process.env.BENCH_NEWSLETTER ?? 100_000);
const megabyte = 2 ** 20;
const finished = 'SELECT COUNT(*) FROM newsletter WHERE finished_at IS NOT NULL';

const write = (installation, count) => run(programs.newsletter,
  [`sqlite:${installation.database}`, `${installation.folder}/key`, 'bench', 'newsletter', String(count)]);

// How long one message is, taken from a Maildir.
async function messageBytes() {
  const installation = await Installation.create();
  try {
    await write(installation, 1);
    await installation.start();
    await until(async () => (await installation.number(finished)) === 1, 'a newsletter to one', { every: 200 });
    const folder = `${installation.folder}/mail/new`;
    return statSync(`${folder}/${readdirSync(folder)[0]}`).size;
  } finally {
    await installation.remove();
  }
}

// The most that the program has for itself at once. Pages of the database's file that it looks at are
// the system's, which takes them back when it needs them.
function watchMemory(installation) {
  let most = 0;
  const timer = setInterval(() => { most = Math.max(most, installation.memory('RssAnon')); }, 100);
  return { end: () => (clearInterval(timer), Math.max(most, installation.memory('RssAnon'))) };
}

async function measure() {
  const bytes = await messageBytes();
  const sink = await startSink();
  const installation = await Installation.create({
    mail: `transport = "smtp://127.0.0.1:${sink.port}"\ntls = "none"\nconnections = ${sessions}` });
  try {
    await write(installation, people);
    const before = performance.now();
    await installation.start();
    const memory = watchMemory(installation);
    await until(async () => sink.received() >= people, 'the last message', { seconds: 600, every: 20 });
    await until(async () => (await installation.number(finished)) === 1, 'the end of the newsletter', { seconds: 30, every: 100 });
    const seconds = (performance.now() - before) / 1000;
    const sent = await installation.number('SELECT sent FROM newsletter');
    const recipients = await installation.number('SELECT recipients FROM newsletter');
    if (sent !== people || recipients !== people || sink.received() < people) {
      throw new Error(`of ${people} messages ${sent} were sent and ${sink.received()} received`);
    }
    return { bytes, rate: people / seconds, own: memory.end() / megabyte, resident: installation.memory('VmHWM') / megabyte };
  } finally {
    await installation.remove();
    await sink.end();
  }
}

let measured;
const once = () => (measured ??= measure());

export async function newsletter() {
  const { bytes, rate } = await once();
  const limit = await measureSource(bytes, people);
  return { value: rate, unit: '1/s', limit, limitName: `smtp-source -d -s ${sessions}, messages as long`, goal: 0.4,
    note: `${people} people, messages of ${bytes} bytes, without limits of pace; each listed, asked for at the last moment,`
      + ' sent, noted and counted, from the start of the program to the result' };
}

export async function newsletterMemory() {
  const { own, resident } = await once();
  return { value: own, unit: 'MB', limit: 100, limitName: 'what it may take', goal: 1, less: true,
    note: `of its own at most, while a newsletter goes to ${people} people with ${sessions} connections;`
      + ` with the mapped pages of the database's file ${Math.round(resident)} MB` };
}

const signUps = 40, every = 50; // ms

async function signUp(port, number) {
  const form = { given_name: 'Erika', family_name: 'Beispiel', email: `late-${number}@stadt.example.org`, organisation: 'Stadt Beispielstadt',
    municipality: '05962016', function: 'Amtsleitung', idempotency_key: `late-${number}-of-the-bench`, lang: 'de' };
  const origin = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${origin}/e/sign-up/register`,
    { method: 'POST', redirect: 'manual', headers: { origin }, body: new URLSearchParams(form) });
  if (answer.status !== 303) throw new Error(`a form was answered ${answer.status}`);
}

// How long who signs up waits for the confirmation while a newsletter is on its way.
export async function confirmationBesideNewsletter() {
  const sink = await startSink();
  const installation = await Installation.create({
    mail: `transport = "smtp://127.0.0.1:${sink.port}"\ntls = "none"\nconnections = 8` });
  try {
    await write(installation, people);
    await installation.start();
    await until(async () => sink.received() > people / 50, 'the newsletter to begin', { seconds: 60, every: 20 });
    for (let i = 0; i < signUps; ++i) {
      await signUp(installation.port, i);
      await new Promise((resolve) => { setTimeout(resolve, every); });
    }
    const left = people - sink.received();
    if (left < 0) throw new Error('the newsletter was over too soon');
    const confirmed = "FROM message m JOIN delivery_attempt a ON a.message_id = m.id AND a.outcome = 'sent'"
      + " WHERE m.template = 'registration-confirmed'";
    await until(async () => (await installation.number(`SELECT COUNT(*) ${confirmed}`)) === signUps, 'the last confirmation', { seconds: 60, every: 50 });
    const value = (await installation.number(`SELECT MAX(a.at - m.created_at) ${confirmed}`)) / 1000;
    return { value, unit: 'ms', limit: 1000, limitName: 'what it may take', goal: 1, less: true,
      note: `the longest of ${signUps}, from signing up until the server has taken it; a newsletter to ${people} people was`
        + ` on its way, ${left} of them were left` };
  } finally {
    await installation.remove();
    await sink.end();
  }
}
