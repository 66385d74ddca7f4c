// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A chain of a million consent records: verifying it, and one proof among them.
import { request } from 'node:http';
import { programs } from './build.mjs';
import { Installation } from './installation.mjs';
import { run } from './processes.mjs';

const records = Number(process.env.ZUSAGE_BENCH_RECORDS ?? 1_000_000);
const sheets = 200;
const officer = { email: 'dpo@bench.example.org', password: 'bench, and nothing but the bench' };

let filled;

function filledInstallation() {
  filled ??= (async () => {
    const installation = await Installation.create();
    await run(programs.chain, ['fill', installation.url, `${installation.folder}/key`, String(records)]);
    return installation;
  })();
  return filled;
}

export async function verifyChain() {
  const installation = await filledInstallation();
  const printed = await run(programs.chain, ['verify', installation.url, `${installation.folder}/key`]);
  const [count, took, hashing] = printed.trim().split(' ').map(Number);
  return { value: count / took, unit: '1/s', limit: count / hashing, limitName: 'plain hashing of the same bytes',
    note: `${count} records in ${took.toFixed(1)} s: each read with its person, notice and state, personal part decrypted,`
      + ' both hashes computed again' };
}

// One request as a browser sends it; status, headers and how many ms until the last byte.
function ask(port, method, path, { cookie = '', form } = {}) {
  const body = form ? new URLSearchParams(form).toString() : '';
  const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
  if (form) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  const before = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
        body: Buffer.concat(pieces).toString(), ms: performance.now() - before }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const csrfIn = (page) => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

async function signIn(port) {
  const page = await ask(port, 'GET', '/admin/sign-in');
  const early = page.headers['set-cookie']?.[0].split(';')[0] ?? '';
  const answer = await ask(port, 'POST', '/admin/sign-in',
    { cookie: early, form: { ...officer, csrf: csrfIn(page.body) } });
  const cookie = answer.headers['set-cookie']?.map((one) => one.split(';')[0]).join('; ');
  if (answer.status !== 303 || !cookie) throw new Error(`signing in was answered ${answer.status}`);
  return cookie;
}

export async function proof() {
  const installation = await filledInstallation();
  const args = ['user', 'add', officer.email, '--organiser', 'bench', '--role', 'dpo', '--config', installation.configFile];
  await run(programs.zusage, args, { input: `${officer.password}\n` });
  await installation.start();
  try {
    const cookie = await signIn(installation.port);
    const csrf = csrfIn((await ask(installation.port, 'GET', '/admin/bench/consents', { cookie })).body);
    const times = [];
    for (let i = 0; i < sheets; ++i) {
      const number = Math.floor((i + 0.5) * records / 2 / sheets);
      const found = await ask(installation.port, 'POST', '/admin/bench/consents',
        { cookie, form: { csrf, email: `p${number}@bench.example.org` } });
      const sheet = await ask(installation.port, 'GET', `${found.headers.location}/newsletter`, { cookie });
      if (sheet.status !== 200) throw new Error(`a sheet was answered ${sheet.status}`);
      times.push(sheet.ms);
    }
    times.sort((a, b) => a - b);
    return { value: times[Math.floor(sheets * 0.95)], unit: 'ms', limit: 20, limitName: 'what it may take', goal: 1, less: true,
      note: `95 of 100 sheets of ${sheets} people among ${records} records, over HTTP; each first view is written into the audit trail` };
  } finally {
    await installation.stop();
  }
}
