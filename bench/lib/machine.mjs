// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What is measured on, and whether something else runs there.
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

export function machine() {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${first.model.trim()}), ${memory} GB`;
}

function spent() {
  const all = cpus().map(({ times }) => times);
  const sum = (name) => all.reduce((total, times) => total + times[name], 0);
  return { idle: sum('idle'), total: ['user', 'nice', 'sys', 'irq', 'idle'].reduce((total, name) => total + sum(name), 0) };
}

// The share of the cores that others take, 0 to 1, over two seconds.
export async function busyShare() {
  const before = spent();
  await sleep(2000);
  const after = spent();
  return 1 - (after.idle - before.idle) / (after.total - before.total);
}
