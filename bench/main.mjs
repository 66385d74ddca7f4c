// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Reads the command line, prepares the machine, measures one figure after the other, reports.
import { build } from './lib/build.mjs';
import { figures } from './lib/figures.mjs';
import { installMissing } from './lib/install.mjs';
import { busyShare } from './lib/machine.mjs';
import { cleanUp } from './lib/processes.mjs';
import { toLine, toTable } from './lib/report.mjs';

const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const asJson = options.includes('--json');
const known = ['--json', '--no-build'];
const unknown = [...options.filter((option) => !known.includes(option)), ...names.filter((name) => !(name in figures))];

if (unknown.length > 0) {
  console.error(`bench/run: unknown: ${unknown.join(', ')}`);
  console.error(`usage: bench/run [--json] [--no-build] [NAME…]; names: ${Object.keys(figures).join(', ')}`);
  process.exit(2);
}

process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

const mostBusy = 0.1; // of the cores, by others

let failed = false;
const measured = [];
try {
  await installMissing();
  if (!options.includes('--no-build')) await build();
  for (const name of names.length > 0 ? names : Object.keys(figures)) {
    console.error(`measuring ${name}`);
    const busy = await busyShare();
    if (busy > mostBusy) console.error(`others take ${Math.round(busy * 100)} % of the cores: figures come out too low`);
    try {
      const figure = await figures[name]();
      if (figure.skipped) {
        console.error(`bench/run: ${name} is skipped: ${figure.skipped}`);
        continue;
      }
      measured.push({ name, ...figure });
      if (asJson) console.log(toLine(measured.at(-1)));
    } catch (error) {
      failed = true;
      console.error(`bench/run: ${name} could not be measured: ${error.message}`);
    }
  }
  if (!asJson) console.log(toTable(measured));
} catch (error) {
  failed = true;
  console.error(`bench/run: ${error.message}`);
}
process.exit(failed ? 1 : 0);
