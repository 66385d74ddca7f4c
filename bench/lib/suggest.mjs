// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Suggestions for the field of the municipality, with the whole directory.
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { root } from './build.mjs';
import { Installation } from './installation.mjs';

const table = `${root}/../shared/data/municipalities.csv`;
const asked = 4000, warmUp = 200;
const shortest = 2, longest = 6;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

// Milliseconds until the whole answer is there, over a connection that stays open.
function ask(port, text) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const path = `/api/v1/municipalities?q=${encodeURIComponent(text)}`;
    const sent = request({ host: '127.0.0.1', port, path, agent }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece) => { bytes += piece.length; });
      answer.on('error', reject);
      answer.on('end', () => (answer.statusCode === 200 && bytes > 2
        ? resolve(performance.now() - begun) : reject(new Error(`${text} was answered ${answer.statusCode} with ${bytes} bytes`))));
    });
    sent.on('error', reject);
    sent.end();
  });
}

// What people type on their way to a town: the towns in turn, two to six characters of each.
function beginnings() {
  const names = readFileSync(table, 'utf8').split('\n').slice(1, -1).map((line) => line.split(',')[2]);
  const step = Math.max(1, Math.floor(names.length / asked));
  return Array.from({ length: asked }, (_, i) => [...names[(i * step) % names.length].replace(/^"/, '')]
    .slice(0, shortest + (i % (longest - shortest + 1))).join('').trim()).filter((text) => text.length >= shortest);
}

export async function suggest() {
  if (!existsSync(table)) return { skipped: '../shared/data/municipalities.csv is not there' };
  const installation = await Installation.create();
  try {
    await installation.command('import', 'municipalities', table);
    await installation.start();
    const texts = beginnings();
    for (const text of texts.slice(0, warmUp)) await ask(installation.port, text);
    const times = [];
    for (const text of texts) times.push(await ask(installation.port, text));
    times.sort((a, b) => a - b);
    return { value: times[Math.ceil(times.length * 0.99) - 1], unit: 'ms', limit: 5, limitName: 'what it may take', goal: 1,
      less: true, note: `99 of 100 answers to ${times.length} beginnings of names, one after the other over HTTP; median `
        + `${times[times.length >> 1].toFixed(2)} ms, slowest ${times.at(-1).toFixed(1)} ms` };
  } finally {
    agent.destroy();
    await installation.remove();
  }
}
