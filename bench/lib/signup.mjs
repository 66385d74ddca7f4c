// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Durable sign-ups: the form, its rows, the commit, then the answer.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { programs, root } from './build.mjs';
import { Installation } from './installation.mjs';
import { load } from './load.mjs';
import { freePort, remove, start, stop, temporaryFolder, until } from './processes.mjs';

const connections = 256;

// A mail server that takes the connection and says nothing. The mailer waits for its greeting with
// its first message, so that sign-ups are measured and not the mails of before (`mail` does that).
export async function silentMailServer() {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: server.address().port, close };
}

// The length of the answer to one sign-up, head and body.
function answerBytes(port, path) {
  const form = 'given_name=Erika&family_name=Beispiel&email=first%40stadt.example.org&lang=de&idempotency_key=first-of-all';
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n`
        + `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`);
    });
    let head = '';
    socket.on('data', (piece) => {
      if (bytes === 0) head = piece.toString('latin1');
      bytes += piece.length;
    });
    socket.on('error', reject);
    socket.on('end', () => {
      if (/^HTTP\/1.1 303[^]*\r\nlocation: \/r\//i.test(head)) resolve(bytes - 'Connection: close\r\n'.length);
      else reject(new Error(`a sign-up was answered with ${head.split('\r\n')[0]}`));
    });
  });
}

async function measureOurs(kind) {
  const mailServer = await silentMailServer();
  const installation = await Installation.create({
    mail: `transport = "smtp://127.0.0.1:${mailServer.port}"\ntls = "none"\nconnections = 1` });
  try {
    await installation.start();
    const bytes = await answerBytes(installation.port, '/e/sign-up/register');
    const result = await load(`http://127.0.0.1:${installation.port}/e/sign-up/register`, connections, kind);
    const stored = await installation.number('SELECT COUNT(*) FROM registration');
    if (stored < result.total) throw new Error(`${result.total} sign-ups were acknowledged, ${stored} are stored`);
    return { ...result, bytes };
  } finally {
    mailServer.close();
    await installation.remove();
  }
}

async function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    setImmediate(() => socket.unref());
  });
}

// Those of both engines; an engine's own variants (triggers) are not for the limit.
function allMigrations() {
  const folder = `${root}/schema/migrations`;
  const shared = readdirSync(folder).filter((name) => /^\d{4}_[a-z_]+\.sql$/.test(name)).sort();
  return shared.map((name) => readFileSync(`${folder}/${name}`, 'utf8')).join('\n');
}

async function measureBare(kind, bytes) {
  const folder = temporaryFolder();
  const port = await freePort();
  const tables = `${folder}/tables.sql`;
  writeFileSync(tables, allMigrations());
  const args = [String(port), `${folder}/bare.db`, tables, String(bytes)];
  if (kind === 'consent') args.push('consent');
  const child = start(programs.bareSignUp, args, { log: `${folder}/log` });
  try {
    await until(() => answers(port), 'a connection to bare_signup', { seconds: 10 });
    return await load(`http://127.0.0.1:${port}/e/sign-up/register`, connections, kind);
  } finally {
    await stop(child);
    remove(folder);
  }
}

const measured = new Map();

// Both programs under the same load, once per run of the benchmark.
export async function signUps(kind) {
  if (!measured.has(kind)) {
    const ours = await measureOurs(kind);
    measured.set(kind, { ours, bare: await measureBare(kind, ours.bytes) });
  }
  return measured.get(kind);
}
