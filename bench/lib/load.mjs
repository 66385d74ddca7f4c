// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Load by wrk: two seconds to warm up, ten that count.
import { root } from './build.mjs';
import { run } from './processes.mjs';

const warmUp = 2, counted = 10; // seconds

async function once(url, connections, seconds, kind) {
  const args = ['-t', '2', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s',
    '-s', `${root}/bench/wrk.lua`, url, '--', kind, `${process.pid}-${seconds}`];
  const printed = await run('wrk', args);
  const result = JSON.parse(/^RESULT (.*)$/m.exec(printed)[1]);
  if (result.failed > 0 || result.lost > 0 || result.requests === 0) {
    throw new Error(`of ${result.requests} requests ${result.failed} were refused and ${result.lost} lost`);
  }
  return { ...result, rate: result.requests / result.seconds };
}

// `kind`: get, plain or consent (wrk.lua). `total` counts the warm-up too.
export async function load(url, connections, kind) {
  const before = await once(url, connections, warmUp, kind);
  const result = await once(url, connections, counted, kind);
  return { ...result, total: before.requests + result.requests };
}
