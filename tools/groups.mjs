// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Which sources can be compiled as one unit, one after the other: those of which none has a name of its
// own (in an unnamed namespace) that another one has or includes. Reading the headers of the libraries is
// most of what compiling or checking a source takes, and a unit reads them once.
//
// node tools/groups.mjs SIZE FILE…, in the root: prints one line for each group of at most so many,
// `FILE;FILE…`.
import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const texts = new Map();
export function textOf(file) {
  if (!texts.has(file)) texts.set(file, existsSync(file) ? readFileSync(file, 'utf8') : '');
  return texts.get(file);
}

/// The file and every header of ours that it includes, directly or not.
export function partsOf(file) {
  const parts = new Set([file]);
  for (const part of parts) {
    for (const [, header] of textOf(part).matchAll(/^ *# *include +"([^"]+)"/gm)) parts.add(header);
  }
  return [...parts].sort();
}

/// The names that a file declares outside of functions and types: `own` in an unnamed namespace, and all.
function namesIn(file) {
  const own = new Set(), all = new Set();
  let unnamed = false;
  for (const line of textOf(file).split('\n')) {
    if (line === 'namespace {') unnamed = true;
    else if (line === '}  // namespace') unnamed = false;
    if (!/^[A-Za-z[]/.test(line) || /^(using [\w:]+;|(using )?namespace\b|TEST_CASE|template\b)/.test(line)) continue;
    const name = /([A-Za-z_]\w*)\s*(?:\(|=|\{|\[|$|:(?!:)|;)/.exec(line.replace(/^\[\[\w+\]\] */, ''));
    const more = line.includes('(') ? [] : line.matchAll(/, ([A-Za-z_]\w*) = /g);
    for (const one of [...(name ? [name] : []), ...more]) {
      all.add(one[1]);
      if (unnamed) own.add(one[1]);
    }
  }
  return { own, all };
}

const declared = new Map();
function declaredBy(file) {
  if (!declared.has(file)) declared.set(file, namesIn(file));
  return declared.get(file);
}

/// `own` names of a source, and those that are `seen` once it was read. g++ 12 takes the coroutines of two
/// sources in one unit for the same.
function viewOf(file) {
  return {
    own: [...declaredBy(file).own],
    seen: new Set(partsOf(file).flatMap((part) => [...declaredBy(part).all])),
    alone: /\bco_(await|return)\b/.test(textOf(file)),
  };
}

function clash(one, other) {
  return one.alone || one.own.some((name) => other.seen.has(name));
}

/// `howOf` a file is compiled: a group has one way.
export function groupsOf(files, size, howOf = () => '') {
  const groups = [];
  for (const file of files) {
    const how = howOf(file);
    const view = viewOf(file);
    const fits = (group) => group.how === how && group.files.length < size &&
      !group.views.some((other) => clash(view, other) || clash(other, view));
    let group = groups.find(fits);
    if (!group) groups.push(group = { how, files: [], views: [] });
    group.files.push(file);
    group.views.push(view);
  }
  return groups.map((group) => group.files);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [size, ...files] = argv.slice(2);
  const groups = groupsOf(files.map((file) => relative('.', file)), Number(size));
  for (const group of groups) console.log(group.map((file) => resolve(file)).join(';'));
}
