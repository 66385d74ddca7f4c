// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// node embed.mjs NAME DIRECTORY OUT: writes OUT.S, which takes in the files below DIRECTORY, and
// OUT.cpp, the table that base/embedded.hpp describes. A .scss file becomes the .css of the same
// name, unless its name begins with an underscore: then others take it in.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const [name, directory, out] = process.argv.slice(2);
const taken = /\.(sql|html|txt|json|scss|js|svg|png|ico|pdf|csv)$/;
const fetched = /\.(css|js|svg|png|ico)$/;

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (taken.test(entry.name)) yield path;
  }
}

async function content(path) {
  if (!path.endsWith('.scss')) return readFileSync(path);
  const sass = await import('sass');
  const root = new URL('../node_modules', import.meta.url).pathname;
  const compiled = sass.compile(path, { style: 'compressed', charset: false, loadPaths: [root], quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'mixed-decls'] });
  return Buffer.from(compiled.css);
}

const parts = `${out}.parts`;
mkdirSync(parts, { recursive: true });
const assembly = ['.section .rodata'];
const rows = [];
const externs = [];
let number = 0;

function embed(bytes) {
  const symbol = `zusage_${name}_${number}`;
  const file = join(parts, String(number++));
  writeFileSync(file, bytes);
  assembly.push(`.global ${symbol}`, '.balign 16', `${symbol}:`, `.incbin "${file}"`, '.byte 0');
  externs.push(`extern "C" const char ${symbol}[];`);
  return `{${symbol}, ${bytes.length}}`;
}

for (const path of walk(directory)) {
  if (/^_.*\.scss$/.test(basename(path))) continue;
  const bytes = await content(path);
  const key = relative(directory, path).replace(/\.scss$/, '.css');
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const zipped = fetched.test(key) ? embed(gzipSync(bytes, { level: 9 })) : '{}';
  rows.push(`    {${JSON.stringify(key)}, ${embed(bytes)}, ${zipped}, ${JSON.stringify(hash)}},`);
}
assembly.push('.section .note.GNU-stack,"",@progbits', '');
writeFileSync(`${out}.S`, assembly.join('\n'));
writeFileSync(`${out}.cpp`, `#include "base/embedded.hpp"

${externs.join('\n')}

namespace zusage::embedded {
std::span<const file> ${name}() {
  static const file files[] = {
${rows.join('\n')}
    {"", {}, {}, ""}};
  return std::span<const file>(files, ${rows.length});
}
}  // namespace zusage::embedded
`);
