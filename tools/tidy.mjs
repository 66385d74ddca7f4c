// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A file alone takes about 8 s of a core, eight files in one unit about 10 s. So files are looked at in
// groups (tools/groups.mjs), each in a unit that includes them one after the other; where a group does
// not compile all the same, its halves are looked at. The compiler's warnings are left to the build
// (`-w`).
//
// What was found clean is remembered in build/tidy/clean.json with a hash of everything that the
// result depends on: the file, our headers that it includes, .clang-tidy, how it is compiled, the
// versions of clang-tidy and of the packages with headers.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { relative, resolve } from 'node:path';
import { groupsOf, partsOf, textOf } from './groups.mjs';

const rooms = ['base', 'schema', 'web', 'consent', 'mailer', 'organisers', 'events', 'server'];
const groupSize = 24;
const folder = 'build/tidy';
const root = process.cwd();

function sources() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...rooms], { encoding: 'utf8' });
  return listed.split('\n').filter((file) => file.endsWith('.cpp') && existsSync(file));
}

/// How each file is compiled, without compiler, output and file itself.
function compileFlags(files) {
  const path = `${folder}/compile_commands.json`;
  const read = () => new Map(JSON.parse(readFileSync(path, 'utf8'))
    .map(({ file, command }) => [relative(root, file), flagsOf(command)]));
  const made = existsSync(path) ? statSync(path).mtimeMs : 0;
  const rules = ['CMakeLists.txt', 'CMakePresets.json', 'cmake/embed.cmake'];
  let known = made > Math.max(...rules.map((file) => statSync(file).mtimeMs)) ? read() : new Map();
  if (files.some((file) => !known.has(file))) {
    execFileSync('cmake', ['--preset', 'tidy'], { stdio: ['ignore', 'ignore', 'inherit'] });
    known = read();
  }
  return known;
}

function flagsOf(command) {
  const words = command.replaceAll('\\"', '"').split(' ');
  return words.slice(1, words.indexOf('-o'));
}

function versions() {
  const tidy = execFileSync('clang-tidy', ['--version'], { encoding: 'utf8' });
  let packages = '';
  try {
    packages = execFileSync('dpkg-query', ['-W'], { encoding: 'utf8' });
  } catch { /* another distribution */ }
  return tidy + packages.split('\n').filter((line) => /-dev\b|clang|^g\+\+/.test(line)).join('\n');
}

function hashOf(file, flags, common) {
  const hash = createHash('sha256').update(common).update(flags.join(' '));
  for (const part of partsOf(file)) hash.update(part).update(textOf(part));
  return hash.digest('hex');
}

function runTidy(file, flags) {
  return new Promise((done) => {
    const child = spawn('clang-tidy', ['--quiet', file, '--', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '', errors = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (errors += data));
    child.on('error', (error) => done({ failed: true, output: `${error.message}\n` }));
    child.on('close', (code) => done({ failed: code !== 0, output: output || (code === 0 ? '' : errors) }));
  });
}

/// What is found in a group, and which of its files are clean.
async function lookAt(files, flags, number) {
  const unit = `${folder}/units/${number}.cpp`;
  writeFileSync(unit, files.map((file) => `#include "${resolve(file)}"  // NOLINT\n`).join(''));
  const result = files.length > 1 ? await runTidy(unit, [...flags, '-w']) : await runTidy(files[0], flags);
  if (!result.failed) return { output: '', clean: files };
  const places = [...result.output.matchAll(/^([^ \n:]+):\d+:\d+: (?:error|warning):.*$/gm)];
  const guilty = new Set(places.map(([, file]) => relative(root, file)));
  const broken = places.length === 0 || places.some(([line]) => line.includes('[clang-diagnostic-'));
  if (!broken || files.length === 1) {
    const clean = [...guilty].every((file) => files.includes(file)) ? files.filter((file) => !guilty.has(file)) : [];
    return { output: result.output, clean };
  }
  const half = Math.ceil(files.length / 2);
  const first = await lookAt(files.slice(0, half), flags, number);
  const second = await lookAt(files.slice(half), flags, number);
  return { output: first.output + second.output, clean: [...first.clean, ...second.clean] };
}

const words = process.argv.slice(2);
let jobs = (availableParallelism ?? (() => cpus().length))();
if (words[0] === '-j') jobs = Number(words.splice(0, 2)[1]);
const named = words.map((file) => relative(root, resolve(file)));
const files = named.length > 0 ? named : sources();
mkdirSync(`${folder}/units`, { recursive: true });
const flags = compileFlags(files);
const stamps = `${folder}/clean.json`;
const clean = existsSync(stamps) ? JSON.parse(readFileSync(stamps, 'utf8')) : {};
const common = readFileSync('.clang-tidy', 'utf8') + versions();
const hashes = new Map(files.map((file) => [file, hashOf(file, flags.get(file), common)]));
const groups = groupsOf(named.length > 0 ? files : files.filter((file) => clean[file] !== hashes.get(file)),
  groupSize, (file) => flags.get(file).join(' '));

let next = 0, wrong = false;
async function work() {
  while (next < groups.length) {
    const number = next++;
    const group = groups[number];
    const found = await lookAt(group, flags.get(group[0]), number);
    process.stdout.write(found.output);
    for (const file of group) delete clean[file];
    for (const file of found.clean) clean[file] = hashes.get(file);
    wrong ||= found.clean.length < group.length;
    writeFileSync(`${stamps}.new`, JSON.stringify(clean));
    renameSync(`${stamps}.new`, stamps);
  }
}
await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
process.exitCode = wrong ? 1 : 0;
