// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What measuring needs besides what building needs.
import { existsSync } from 'node:fs';
import { run } from './processes.mjs';

const needed = [
  { file: '/usr/bin/wrk', packageName: 'wrk' },
  { file: '/usr/sbin/nginx', packageName: 'nginx-light' },
  { file: '/usr/bin/sqlite3', packageName: 'sqlite3' },
  { file: '/usr/sbin/smtp-sink', packageName: 'postfix' },
  { file: '/usr/lib/postgresql', packageName: 'postgresql' },
  { file: '/usr/bin/chromium', packageName: 'chromium' },
];

export async function installMissing() {
  const missing = needed.filter(({ file }) => !existsSync(file)).map(({ packageName }) => packageName);
  if (missing.length === 0) return;
  console.error(`installing: ${missing.join(' ')}`);
  const become = process.getuid() === 0 ? [] : ['sudo'];
  const quietly = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const steps = [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', ...missing]];
  for (const step of steps) {
    const [command, ...rest] = [...become, ...quietly, ...step];
    await run(command, rest, { output: 'error' });
  }
}
