// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A release in a folder of its own, with the programs that it is compared with.
import { existsSync } from 'node:fs';
import { run } from './processes.mjs';

export const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
export const folder = `${root}/build/bench`;
export const programs = {
  zusage: `${folder}/zusage`,
  fill: `${folder}/bench/bench_fill`,
  chain: `${folder}/bench/bench_chain`,
  newsletter: `${folder}/bench/bench_newsletter`,
  bareSignUp: `${folder}/bench/bare_signup`,
};

export async function build() {
  console.error(`building a release in ${folder}`);
  if (!existsSync(`${root}/node_modules/lighthouse`)) await run('npm', ['ci', '--silent'], { cwd: root, output: 'error' });
  try {
    await run('cmake', ['--preset', 'release', '-B', folder, '-DZUSAGE_BENCH=ON'], { cwd: root });
    const targets = ['zusage', 'bench_fill', 'bench_newsletter', 'bench_chain', 'bare_signup'];
    await run('cmake', ['--build', folder, '--target', ...targets], { cwd: root, output: 'error' });
  } catch (error) {
    throw new Error(`the release could not be built; ./run installs what building needs. ${error.message}`);
  }
}
