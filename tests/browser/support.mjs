// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The demonstration in a folder of its own and headless Chromium beside it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = new URL('../..', import.meta.url).pathname;
/// Every language that there is: one file each.
export const languages = readdirSync(join(root, 'web/locales')).map((file) => file.replace(/\.json$/, ''));

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const program = process.env.ZUSAGE_PROGRAM ?? join(root, 'build/debug/zusage');

/// Starts `zusage demo` over a folder and waits until it answers.
async function start(folder, port, environment) {
  const child = spawn(program, ['demo', '--listen', `127.0.0.1:${port}`, '--directory', folder], {
    stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment },
  });
  let log = '';
  child.stderr.on('data', (data) => (log += data));
  const base = `http://localhost:${port}`;
  for (let i = 0; ; ++i) {
    const up = await fetch(`${base}/healthz`).then((r) => r.ok, () => false);
    if (up) break;
    if (child.exitCode !== null || i > 1200) throw new Error(`the demonstration did not start:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    const code = await ended;
    if (code !== 0) throw new Error(`the demonstration ended with ${code}:\n${log}`);
  };
  return { base, stop, log: () => log };
}

export function newFolder() {
  return mkdtempSync(join(tmpdir(), 'zusage-browser-'));
}

/// `zusage import WHAT FILE` for a demonstration that is not running.
function importFile(folder, what, file) {
  const config = join(folder, 'import.toml');
  writeFileSync(config, `[server]\nlisten = "127.0.0.1:1"\nbase_url = "http://localhost:1"\n[database]\nurl = "sqlite:${folder}/zusage.db"
[mail]\ntransport = "maildir:${folder}/mail"\nfrom = "a@example.org"\n[security]\nkey_file = "${folder}/key"\n`);
  const done = spawnSync(program, ['import', what, file, '--config', config], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`the ${what} could not be imported:\n${done.stderr}`);
}

export function importMunicipalities(folder, file) {
  importFile(folder, 'municipalities', file);
}

function importEvents(folder, file) {
  const events = join(folder, 'events.json');
  writeFileSync(events, JSON.stringify(file));
  importFile(folder, 'events', events);
}

/// The demonstration, in `folder`, which stays, or in one of its own; with `events` those of an event
/// file besides. Its address, and the sign-in it printed if it made its data.
export async function startDemo({ events, environment = {}, folder } = {}) {
  const place = folder ?? newFolder();
  const port = await freePort();
  let running = await start(place, port, environment);
  const [, email, password] = /(\S+@\S+) +password (\S+)/.exec(running.log()) ?? [];
  if (events) {
    await running.stop();
    importEvents(place, events);
    running = await start(place, port, environment);
  }
  return {
    base: running.base, email, password, folder: place,
    log: () => running.log(),
    async stop() {
      await running.stop();
      if (!folder) rmSync(place, { recursive: true, force: true });
    },
  };
}

export function startBrowser(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...more],
  });
}

/// Runs axe on the page as it is; fails with every violation. Script is needed for it, so a page of a
/// context without script is loaded again, as HTML, in `withScript`.
export async function checkAccessibility(page, withScript) {
  let target = page;
  if (withScript) {
    target = await withScript.newPage();
    await target.goto(page.url());
  }
  if (!(await target.evaluate(() => 'axe' in window))) await target.evaluate(axe);
  const { violations } = await target.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  if (target !== page) await target.close();
  if (violations.length > 0) {
    const lines = violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.map((n) => n.html.slice(0, 200)).join('\n    ')}`);
    throw new Error(`${page.url()} has accessibility violations:\n  ${lines.join('\n  ')}`);
  }
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/// As the organisers' staff whom the demonstration made.
export async function signIn(page, { base, email, password }) {
  await page.goto(`${base}/admin/sign-in`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]:not([name])')]);
  assert(!page.url().includes('sign-in'), 'not signed in');
}
