// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The program's tables of routes, read as text, against the list of pages.
import { readdirSync, readFileSync } from 'node:fs';
import { notPages, pages } from './pages.mjs';
import { assert } from './support.mjs';

const folder = new URL('../../server/', import.meta.url);

/// The paths of all GET routes in every table of server/, whichever way a line is written.
function getRoutes() {
  const found = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpp'))) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const lines = [...text.matchAll(/\{\s*(?:\.method\s*=\s*)?"GET"\s*,\s*(?:\.path\s*=\s*)?"(\/[^"]*)"/g)];
    const mentioned = [...text.matchAll(/\{\s*(?:\.method\s*=\s*)?"GET"/g)];
    assert(lines.length === mentioned.length, `${file}: a GET route is written in a way that this test cannot read`);
    found.push(...lines.map(([, path]) => path));
  }
  return found;
}

export const routes = [{
  name: 'every GET route of the program is in the list of pages, and no other',
  run: async () => {
    const program = getRoutes();
    assert(program.length > 40, `only ${program.length} GET routes were found`);
    const listed = [...notPages, ...pages.flatMap(({ route }) => route ?? [])];
    const missing = program.filter((path) => !listed.includes(path));
    const gone = listed.filter((path) => !program.includes(path));
    assert(missing.length === 0, `tests/browser/pages.mjs lacks: ${missing.join(', ')}`);
    assert(gone.length === 0, `tests/browser/pages.mjs lists what the program does not have: ${gone.join(', ')}`);
  },
}];
