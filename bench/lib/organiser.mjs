// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What an organiser does with very many people: the page of attendees, and everybody as CSV.
import { request } from 'node:http';
import { programs } from './build.mjs';
import { Installation } from './installation.mjs';
import { exportOf, median, rowsPerSecond } from './large.mjs';
import { run } from './processes.mjs';

const onePage = 50_000, allRows = 1_000_000, first = 1000;
const mostForPage = 30; // ms
const staff = { email: 'staff@bench.example.org', password: 'ein langes Kennwort fuer Messungen' };

// Rows of an event that `count` people stand for, made of the first ones, each of which came through the
// program: names and addresses of their own, so that no index has runs of equal values.
function multiplied(from, count) {
  return `BEGIN;
CREATE TEMP TABLE copy AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count / from - 1})
  SELECT r.*, n.i AS number, (SELECT MAX(id) FROM registration) + (n.i - 1) * ${from}
    + ROW_NUMBER() OVER (PARTITION BY n.i ORDER BY r.id) AS made
  FROM n, registration r WHERE r.event_id = (SELECT id FROM event WHERE slug = 'sign-up');
INSERT INTO registration_session (registration_id, session_id, status)
  SELECT c.made, s.session_id, s.status FROM copy c JOIN registration_session s ON s.registration_id = c.id;
UPDATE copy SET id = made, public_id = public_id || '-' || number, reference = reference || '-' || number,
  email = number || '.' || email, email_key = number || '.' || email_key,
  given_name = 'Erika ' || substr(public_id, 1, 4), family_name = 'Beispiel-' || substr(public_id, 5, 5),
  registered_at = registered_at + number, search = search || ' ' || number;
ALTER TABLE copy DROP COLUMN number;
ALTER TABLE copy DROP COLUMN made;
INSERT INTO registration SELECT * FROM copy;
COMMIT;
ANALYZE;`;
}

async function installationOf(count) {
  const installation = await Installation.create();
  await installation.fill('sign-up', first, { mails: 'sent' });
  await run('sqlite3', [installation.database], { input: `PRAGMA foreign_keys = OFF;\n${multiplied(first, count)}` });
  const made = await installation.number("SELECT COUNT(*) FROM registration");
  if (made !== count) throw new Error(`${made} people were made instead of ${count}`);
  return installation;
}

function ask(port, path, { method = 'GET', cookie, form } = {}) {
  return new Promise((resolve, reject) => {
    const headers = { ...(cookie && { cookie }), ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) };
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => (text += piece)).on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    asked.on('error', reject);
    asked.end(form && new URLSearchParams(form).toString());
  });
}

async function signIn(installation) {
  const { port } = installation;
  const answer = await ask(port, '/admin/sign-in', { method: 'POST', form: staff });
  if (answer.status !== 303) throw new Error(`signing in was answered with ${answer.status}`);
  return answer.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
}

// What staff ask of the list. `rows` are expected on the page.
const asked = {
  'the newest': 'sort=registered&dir=desc',
  'by name': 'sort=name',
  'by municipality': 'sort=municipality',
  'by status': 'sort=status',
  'the last page by name': 'sort=name&page=500',
  'a search that finds one': 'q=501.',
  'a search that finds nobody': 'q=zzzz',
};

export async function attendeesPage() {
  const installation = await installationOf(onePage);
  try {
    await run(programs.zusage, ['user', 'add', staff.email, '--organiser', 'bench', '--role', 'owner', '--config',
      installation.configFile], { input: `${staff.password}\n` });
    await installation.start();
    const cookie = await signIn(installation);
    const times = {};
    for (const [name, query] of Object.entries(asked)) {
      times[name] = [];
      for (let i = 0; i < 25; ++i) {
        const before = performance.now();
        const answer = await ask(installation.port, `/admin/bench/events/sign-up?${query}`, { cookie });
        if (answer.status !== 200) throw new Error(`${name}: the page was answered with ${answer.status}`);
        if (i >= 5) times[name].push(performance.now() - before);
      }
    }
    const middle = Object.entries(times).map(([name, all]) => [name, median(all)]);
    const [slowest, value] = middle.reduce((a, b) => (b[1] > a[1] ? b : a));
    return { value, unit: 'ms', limit: mostForPage, limitName: 'what it may take', goal: 1, less: true,
      note: `${onePage} people; slowest of: ${middle.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', ')} (${slowest})` };
  } finally {
    await installation.remove();
  }
}

const sameColumns = `SELECT reference, status, registered_at, given_name, family_name, email, phone, organisation,
  job_function, ags, municipality, language, checked_in_at, answers,
  (SELECT GROUP_CONCAT(s.key, ', ') FROM registration_session b JOIN event_session s ON s.id = b.session_id
   WHERE b.registration_id = r.id AND b.status = 'confirmed')
FROM registration r WHERE event_id = (SELECT id FROM event WHERE slug = 'sign-up') ORDER BY id`;

export async function exportMillion() {
  const installation = await installationOf(allRows);
  try {
    let peak = 0;
    const value = await rowsPerSecond(allRows, () => exportOf(installation, 'sign-up', (pid) => {
      installation.process = { pid };
      peak = Math.max(peak, installation.memory('RssAnon'));
    }), 1);
    installation.process = undefined;
    const limit = await rowsPerSecond(allRows, async () =>
      Number(await run('sh', ['-c', `sqlite3 -readonly -csv "$0" "$1" | wc -l`, installation.database, sameColumns])), 1);
    return { value, unit: 'rows/s', limit, limitName: 'sqlite3 -csv, the same rows', goal: 0.3,
      note: `${allRows} registrations as CSV, start of the program included; at most ${(peak / 2 ** 20).toFixed(1)} MB of anonymous memory` };
  } finally {
    await installation.remove();
  }
}
