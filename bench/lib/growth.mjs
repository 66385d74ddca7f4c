// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What one registration costs where there are many already.
import { Installation } from './installation.mjs';

const measured = 5000;

// Microseconds for each of `measured` registrations behind `few`, and behind `many`; each the best
// of three databases, since only what the program does should count.
async function growth(event, few, many) {
  const cost = { few: Infinity, many: Infinity };
  for (let round = 0; round < 3; ++round) {
    for (const [name, before] of [['few', few], ['many', many]]) {
      const installation = await Installation.create();
      try {
        await installation.fill(event, before, { mails: 'sent' });
        cost[name] = Math.min(cost[name], Number(await installation.fill(event, measured)));
      } finally {
        await installation.remove();
      }
    }
  }
  return cost;
}

const withLimit = ({ few, many }, limitName, goal, note) => (
  { value: many, unit: 'µs', limit: few, limitName, goal, less: true, note });

export async function registrationGrowth() {
  return withLimit(await growth('sign-up', 1000, 100_000), 'with 1,000 registrations', 1.3,
    `${measured} registrations of an event that has 100,000, each with its rows, 500 to a commit, without HTTP`);
}

export async function waitingGrowth() {
  return withLimit(await growth('waiting', 100, 10_100), 'with nobody waiting', 1.5,
    `${measured} registrations of a full event where 10,000 wait`);
}
