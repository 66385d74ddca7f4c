// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What depends on the size of the database: start, export, memory of an export.
import { spawn } from 'node:child_process';
import { programs } from './build.mjs';
import { Installation } from './installation.mjs';
import { run } from './processes.mjs';

const many = 100_000, few = 1000;
const megabyte = 2 ** 20;

export const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function timesOf(count, action) {
  const times = [];
  for (let i = 0; i < count; ++i) times.push(await action());
  return median(times);
}

let filled;

// A database in which `sign-up` has many registrations and `page` few, each with a consent.
function filledInstallation() {
  filled ??= (async () => {
    const installation = await Installation.create();
    await installation.fill('page', few, { consent: true, mails: 'sent' });
    await installation.fill('sign-up', many, { consent: true, mails: 'sent' });
    return installation;
  })();
  return filled;
}

export async function startUp() {
  const installation = await filledInstallation();
  const value = await timesOf(5, async () => {
    const seconds = await installation.start();
    await installation.stop();
    return seconds;
  });
  return { value, unit: 's', limit: 0.3, limitName: 'what it may take', goal: 1, less: true,
    note: `from exec to the first 200 of /healthz, ${many} registrations, median of 5` };
}

// Runs an export and calls `each` at every piece of its output, while it is alive. Its rows.
export function exportOf(installation, event, each = () => {}) {
  return new Promise((resolve, reject) => {
    const args = ['export', 'registrations', '--event', event, '--format', 'csv', '--config', installation.configFile];
    const child = spawn(programs.zusage, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let lines = 0;
    child.stdout.on('data', (piece) => {
      each(child.pid);
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) ++lines;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(lines - 1) : reject(new Error(`zusage export ended with ${code}`))));
  });
}

export async function rowsPerSecond(count, action, times = 3) {
  const seconds = await timesOf(times, async () => {
    const before = performance.now();
    const rows = await action();
    if (rows !== count) throw new Error(`${rows} rows came instead of ${count}`);
    return (performance.now() - before) / 1000;
  });
  return count / seconds;
}

const sameRows = `SELECT reference, status, registered_at, given_name, family_name, email, phone, organisation,
  job_function, ags, municipality, language, checked_in_at, answers,
  (SELECT GROUP_CONCAT(s.key, ', ') FROM registration_session b JOIN event_session s ON s.id = b.session_id
   WHERE b.registration_id = r.id AND b.status = 'confirmed')
FROM registration r WHERE event_id = (SELECT id FROM event WHERE slug = 'sign-up') ORDER BY id`;

export async function exporting() {
  const installation = await filledInstallation();
  const value = await rowsPerSecond(many, () => exportOf(installation, 'sign-up'));
  const limit = await rowsPerSecond(many, async () => {
    const text = await run('sqlite3', ['-readonly', '-csv', installation.database, sameRows]);
    return text.split('\n').length - 1;
  });
  return { value, unit: 'rows/s', limit, limitName: 'sqlite3 -csv, the same rows without consents',
    note: `${many} registrations with sessions and consents as CSV, start of the program included` };
}

export async function exportMemory() {
  const installation = await filledInstallation();
  const peakOf = async (event) => {
    let peak = 0;
    await exportOf(installation, event, (pid) => {
      installation.process = { pid };
      peak = Math.max(peak, installation.memory('RssAnon'));
    });
    installation.process = undefined;
    return peak / megabyte;
  };
  const limit = await peakOf('page');
  return { value: await peakOf('sign-up'), unit: 'MB', limit, limitName: `the same export of ${few} rows`, goal: 1.1,
    less: true, note: `anonymous memory at each 64 kB of the output, ${many} rows` };
}
