// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Programs that are started, ports, temporary folders; nothing outlives the benchmark.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set();
const folders = new Set();
const patience = 10_000; // ms that a program may take to stop

export function cleanUp() {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

// Beside the build: the same disk as a database would be on, where /tmp may be memory.
export function temporaryFolder() {
  const parent = new URL('../../build/bench', import.meta.url).pathname;
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(`${parent}/run-`);
  folders.add(folder);
  return folder;
}

export function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Starts a program; what it writes goes to a file when `log` names one.
export function start(command, args, { log, ...options } = {}) {
  const to = log ? openSync(log, 'a') : 'ignore';
  const child = spawn(command, args, { stdio: ['ignore', to, to], ...options });
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  }).then(() => running.delete(child));
  return child;
}

export async function stop(child) {
  if (!running.has(child)) return;
  child.kill('SIGTERM');
  const late = new AbortController();
  const over = sleep(patience, 'late', { signal: late.signal }).catch(() => {});
  if ((await Promise.race([child.ended, over])) === 'late') child.kill('SIGKILL');
  late.abort();
  await child.ended;
}

// Runs a program to its end; what it printed. `output: 'error'` shows it on standard error instead.
export async function run(command, args, { input = '', output = 'taken', ...options } = {}) {
  const stdout = output === 'error' ? 2 : 'pipe';
  const child = spawn(command, args, { stdio: ['pipe', stdout, 'pipe'], ...options });
  running.add(child);
  const printed = [], complaints = [];
  child.stdout?.on('data', (piece) => printed.push(piece));
  child.stderr.on('data', (piece) => complaints.push(piece));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  running.delete(child);
  if (code === 0) return Buffer.concat(printed).toString();
  const last = Buffer.concat(complaints).toString().trim().split('\n').slice(-5).join('\n');
  throw new Error(`${command} ${args[0] ?? ''} ended with ${code}: ${last}`);
}

// Asks `done` until it says so.
export async function until(done, what, { seconds = 30, every = 20 } = {}) {
  const end = performance.now() + seconds * 1000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`${what} did not happen within ${seconds} s`);
    await sleep(every);
  }
}
