// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Durable sign-ups over PostgreSQL, against pgbench that inserts the same rows from as many clients.
import { writeFileSync } from 'node:fs';
import { Installation } from './installation.mjs';
import { load } from './load.mjs';
import { Cluster } from './postgresql.mjs';
import { run } from './processes.mjs';
import { silentMailServer } from './signup.mjs';

const connections = 256;

// Rows as long and as random as those of a sign-up; no counters, no checks. md5 gives 32 characters.
const inserts = `BEGIN;
INSERT INTO idempotency (scope, key, request, subject, created_at)
  VALUES ('register:1', md5(random()::text), md5(random()::text) || md5(random()::text), left(md5(random()::text), 22), 1);
WITH made AS (
  INSERT INTO registration (organiser_id, event_id, public_id, reference, status, given_name, family_name, email,
    email_key, phone, organisation, job_function, ags, municipality, language, answers, search, registered_at, updated_at)
  SELECT 1, 1, left(key, 22), left(key, 11), 'confirmed', 'Erika', 'Beispiel', 'attendee-' || key || '@stadt.example.org',
    'attendee-' || key || '@stadt.example.org', '', 'Stadt Beispielstadt', 'Amtsleitung', '05962016', '', 'de', '{}',
    'erika beispiel attendee-' || key || '@stadt.example.org stadt beispielstadt 05962016', 1, 1
  FROM md5(random()::text) AS key RETURNING id)
INSERT INTO registration_session (registration_id, session_id, status) SELECT id, 1, 'confirmed' FROM made;
INSERT INTO message (organiser_id, message_id, template, language, recipient, recipient_key, recipient_name, data,
    registration_id, event_id, needs_consent, priority, state, due_at, expires_at, created_at)
  SELECT 1, key || '@127.0.0.1', 'registration-confirmed', 'de', 'attendee-' || key || '@stadt.example.org',
    'attendee-' || key || '@stadt.example.org', 'Erika Beispiel', '{}', 1, 1, 0, 0, 'queued', 1, 1, 1
  FROM md5(random()::text) AS key;
COMMIT;
`;

async function measureOurs(cluster) {
  const mailServer = await silentMailServer();
  const installation = await Installation.create({ database: await cluster.newDatabase('ours'),
    mail: `transport = "smtp://127.0.0.1:${mailServer.port}"\ntls = "none"\nconnections = 1` });
  try {
    await installation.start();
    const result = await load(`http://127.0.0.1:${installation.port}/e/sign-up/register`, connections, 'plain');
    const stored = Number(await cluster.sql('SELECT COUNT(*) FROM registration', 'ours'));
    if (stored < result.total) throw new Error(`${result.total} sign-ups were acknowledged, ${stored} are stored`);
    return result;
  } finally {
    mailServer.close();
    await installation.remove();
  }
}

async function measurePgbench(cluster) {
  const installation = await Installation.create({ database: await cluster.newDatabase('bare') }); // tables and events
  try {
    await cluster.sql(`INSERT INTO registration (id, organiser_id, event_id, public_id, reference, status, given_name,
      family_name, email, email_key, phone, organisation, job_function, ags, municipality, language, answers, search,
      registered_at, updated_at) VALUES (1, 1, 1, 'x', 'x', 'confirmed', '', '', '', '', '', '', '', '', '', '', '', '', 1, 1)`,
    'bare');
    const script = `${cluster.folder}/inserts.sql`;
    writeFileSync(script, inserts);
    await cluster.sql("SELECT setval(pg_get_serial_sequence('registration', 'id'), 2)", 'bare');
    const printed = await run(`${cluster.programs}/pgbench`, ['-n', '-M', 'prepared', '-c', String(connections), '-j', '2',
      '-T', '10', '-f', script, cluster.url('bare')]);
    return Number(/^tps = ([\d.]+)/m.exec(printed)[1]);
  } finally {
    await installation.remove();
  }
}

export async function signUpPostgresql() {
  const cluster = await Cluster.create();
  try {
    const ours = await measureOurs(cluster);
    const limit = await measurePgbench(cluster);
    return { value: ours.rate, unit: '1/s', limit, limitName: `pgbench -c ${connections}, the same inserts`, goal: 0.5,
      note: `as signup, over PostgreSQL with the server's own defaults; p99 ${ours.p99.toFixed(1)} ms` };
  } finally {
    await cluster.remove();
  }
}
