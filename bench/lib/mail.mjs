// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Confirmations out of the outbox to Postfix's smtp-sink, against smtp-source with as many sessions.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { Installation } from './installation.mjs';
import { freePort, remove, run, start, stop, temporaryFolder, until } from './processes.mjs';

const messages = 20_000;
const slowMessages = 5_000, replyDelay = 10; // ms
export const sessions = 16;
const waiting = "SELECT COUNT(*) FROM message WHERE state IN ('queued', 'sending')";

export async function startSink() {
  const folder = temporaryFolder();
  const port = await freePort();
  const asUser = process.getuid() === 0 ? ['-u', 'nobody'] : [];
  const child = start('/usr/sbin/smtp-sink', [...asUser, '-c', `127.0.0.1:${port}`, '1024'], { log: `${folder}/count` });
  await until(() => run('/usr/sbin/smtp-source', ['-m', '1', `127.0.0.1:${port}`]).then(() => true, () => false),
    'smtp-sink', { seconds: 10 });
  // The counter is written over and over; one message was the question whether it is there.
  const received = () => {
    const text = readFileSync(`${folder}/count`, 'latin1');
    return Number.parseInt(text.slice(text.lastIndexOf('mesg=') + 5), 10) - 1;
  };
  const end = async () => {
    await stop(child);
    remove(folder);
  };
  return { port, received, end };
}

// How long one confirmation is, taken from a Maildir.
async function messageBytes() {
  const installation = await Installation.create();
  try {
    await installation.fill('sign-up', 1);
    await installation.start();
    const folder = `${installation.folder}/mail/new`;
    const files = () => {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    };
    await until(() => files().length > 0, 'a mail in the Maildir');
    return statSync(`${folder}/${files()[0]}`).size;
  } finally {
    await installation.remove();
  }
}

async function measureOurs(count, delay) {
  const sink = await startSink();
  const server = await slowed(sink.port, delay);
  const installation = await Installation.create({
    mail: `transport = "smtp://127.0.0.1:${server.port}"\ntls = "none"\nconnections = ${sessions}` });
  try {
    await installation.fill('sign-up', count);
    const before = performance.now();
    await installation.start();
    // The sink's own count costs nothing to read; the database is asked when all have arrived.
    await until(() => sink.received() >= count, 'the last message', { seconds: 120, every: 20 });
    await until(async () => (await installation.number(waiting)) === 0, 'an empty outbox', { seconds: 20, every: 20 });
    const seconds = (performance.now() - before) / 1000;
    const sent = await installation.number("SELECT COUNT(*) FROM message WHERE state = 'sent'");
    if (sent !== count || sink.received() < count) {
      throw new Error(`of ${count} messages ${sent} were sent and ${sink.received()} received`);
    }
    return count / seconds;
  } finally {
    await installation.remove();
    server.end();
    await sink.end();
  }
}

export async function measureSource(bytes, count = messages, delay = 0) {
  const sink = await startSink();
  const server = await slowed(sink.port, delay);
  try {
    const before = performance.now();
    await run('/usr/sbin/smtp-source', ['-d', '-s', String(sessions), '-m', String(count), '-l', String(bytes),
      '-f', 'bench@example.org', '-t', 'attendee@example.org', `127.0.0.1:${server.port}`]);
    return count / ((performance.now() - before) / 1000);
  } finally {
    server.end();
    await sink.end();
  }
}

// The sink behind something that keeps each of its replies for `delay` ms; the sink itself without.
async function slowed(port, delay) {
  if (delay === 0) return { port, end: () => {} };
  const server = createServer({ noDelay: true }, (client) => {
    const sink = connect({ port, host: '127.0.0.1', noDelay: true });
    client.pipe(sink);
    sink.on('data', (reply) => setTimeout(() => client.writable && client.write(reply), delay));
    sink.on('end', () => setTimeout(() => client.end(), delay));
    for (const one of [client, sink]) one.on('error', () => { client.destroy(); sink.destroy(); });
  });
  await new Promise((listening) => { server.listen(0, '127.0.0.1', listening); });
  return { port: server.address().port, end: () => server.close() };
}

export async function mail() {
  const bytes = await messageBytes();
  const value = await measureOurs(messages, 0);
  const limit = await measureSource(bytes);
  return { value, unit: '1/s', limit, limitName: `smtp-source -d -s ${sessions}, messages as long`, goal: 0.5,
    note: `${messages} confirmations of ${bytes} bytes, composed, sent and noted, from the start of the program on` };
}

export async function mailSlowServer() {
  const bytes = await messageBytes();
  const value = await measureOurs(slowMessages, replyDelay);
  const limit = await measureSource(bytes, slowMessages, replyDelay);
  return { value, unit: '1/s', limit, limitName: `smtp-source -d -s ${sessions}, messages as long`, goal: 0.8,
    note: `${slowMessages} confirmations of ${bytes} bytes, each reply of the server ${replyDelay} ms late` };
}
