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

async function measure() {
  const bytes = await messageBytes();
  const sink = await startSink();
  const installation = await Installation.create({
    mail: `transport = "smtp://127.0.0.1:${sink.port}"\ntls = "none"\nconnections = ${sessions}` });
  try {
    await write(installation, people);
    const before = performance.now();
    await installation.start();
    await until(async () => sink.received() >= people, 'the last message', { seconds: 600, every: 20 });
    await until(async () => (await installation.number(finished)) === 1, 'the end of the newsletter', { seconds: 30, every: 100 });
    const seconds = (performance.now() - before) / 1000;
    const sent = await installation.number('SELECT sent FROM newsletter');
    const recipients = await installation.number('SELECT recipients FROM newsletter');
    if (sent !== people || recipients !== people || sink.received() < people) {
      throw new Error(`of ${people} messages ${sent} were sent and ${sink.received()} received`);
    }
    return { bytes, rate: people / seconds, peak: installation.memory('VmHWM') / megabyte };
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
  const { peak } = await once();
  return { value: peak, unit: 'MB', limit: 100, limitName: 'what it may take', goal: 1, less: true,
    note: `resident at most, while a newsletter goes to ${people} people with ${sessions} connections` };
}
