// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Check-in: reads codes by camera, answers by sound, shows counts as they change, and keeps what was
// read while there is no connection. The page works without.
'use strict';

const element = (id) => document.getElementById(id);
const page = element('check-in');
const form = element('check-in-form');
const field = element('code');
const texts = page.dataset;
const store = `zusage-check-in ${new URL(form.action).pathname}`;
const unread = `${store} unread`;
const sameAgain = 4000, patience = 8000, pause = 10000;  // ms

// References end with a check character (base/reference_digits.cpp), so that no name is taken for one.
function isReference(text) {
  const plain = text.toUpperCase().replace(/[- ]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const values = Array.from(plain, (c) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(c));
  if (values.length !== 9 || values.includes(-1)) return false;
  return values.slice(0, 8).reduce((sum, value, i) => sum + value * (i + 2), 0) % 31 === values[8];
}
const isSealed = (text) => /^[zy]usage[^a-z]/i.test(text);
const isCode = (text) => isSealed(text) || isReference(text);
const valueOf = (name) => form.elements[name].value;

// What waits and what nobody has read yet: codes and times, no names. Without storage (private windows)
// it lives as long as the page.
const unstored = {};
function kept(where) {
  try {
    return JSON.parse(localStorage.getItem(where)) ?? unstored[where] ?? [];
  } catch {
    return unstored[where] ?? [];
  }
}
function keep(entries, where = store) {
  unstored[where] = entries;
  try {
    localStorage.setItem(where, JSON.stringify(entries));
  } catch { /* full or forbidden */ }
  showQueue();
}
const waiting = () => kept(store);

let audio;
function sound(well) {
  try {
    audio ??= new AudioContext();
    for (const [after, tone] of well ? [[0, 880]] : [[0, 220], [0.25, 220]]) {
      const source = audio.createOscillator();
      const volume = audio.createGain();
      volume.gain.value = 0.2;
      source.frequency.value = tone;
      source.connect(volume).connect(audio.destination);
      source.start(audio.currentTime + after);
      source.stop(audio.currentTime + after + 0.15);
    }
  } catch { /* colour and words say the same */ }
}

function make(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function hidden(name, value) {
  const input = make('input', '');
  Object.assign(input, { type: 'hidden', name, value });
  return input;
}

function smallForm(action, words, values) {
  const button = make('button', 'kern-btn kern-btn--secondary', make('span', 'kern-label', words));
  const all = { csrf: valueOf('csrf'), session: valueOf('session'), desk: valueOf('desk'), ...values };
  const made = make('form', '', ...Object.entries(all).map(([name, value]) => hidden(name, value)), button);
  made.method = 'post';
  made.action = action;
  return made;
}
const undoForm = (reference) => smallForm(texts.undo, texts.undoLabel, { reference });

function show({ kind, title, text, undo, anyway }) {
  const words = make('div', 'kern-body', make('p', '', make('strong', '', title)));
  if (text) words.append(make('p', '', text));
  const icon = make('span', `kern-icon kern-icon--${kind}`);
  icon.setAttribute('aria-hidden', 'true');
  const box = make('div', `kern-alert kern-alert--${kind}`, make('div', 'alert-line', icon, words));
  element('result').replaceChildren(box, ...(undo ? [undoForm(undo)] : []),
    ...(anyway ? [smallForm(form.action, texts.anywayLabel, { code: anyway, anyway: 'yes' })] : []));
}

// Who was found by name stands in the list as they stand now.
function showInList(reference, words, undo) {
  const found = document.querySelector(`[data-reference="${CSS.escape(reference)}"]`);
  if (!found) return;
  found.textContent = words;
  const line = found.closest('li');
  line.querySelectorAll('form').forEach((one) => one.remove());
  if (undo) line.append(undoForm(undo));
}

function showCounts(places) {
  for (const row of document.querySelectorAll('[data-place]')) {
    const now = places.find(({ session }) => session === row.dataset.place);
    if (!now) continue;
    row.cells[1].textContent = now.here;
    row.cells[2].textContent = now.expected;
  }
}

let signedOut = false;
function showQueue() {
  const entries = waiting();
  element('queue').hidden = entries.length === 0;
  element('conflicts-part').hidden = element('conflicts').children.length === 0;
  element('queue-state').textContent = entries.length === 0 ? ''
    : texts.waiting.replace('#', entries.length) + (signedOut ? ` ${texts.signedOut}` : '');
}

// The server's answer; nothing when it could not be reached or does not know who asks.
async function post(address, values) {
  const body = new URLSearchParams({ ...values, csrf: valueOf('csrf'), format: 'json' });
  try {
    const answer = await fetch(address, { method: 'POST', body, signal: AbortSignal.timeout(patience) });
    const known = answer.ok && /json/.test(answer.headers.get('Content-Type'));
    signedOut = !known && answer.status < 500 && answer.status !== 429;
    return known ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

// What came of a code that waited is told until somebody says that they have read it.
function addConflict(words) {
  element('conflicts').append(make('li', '', words));
}
function tell({ title, text, name, reference }, at) {
  const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' });
  const words = `${time}: ${[title, text].filter(Boolean).join(' ')}`;
  addConflict(words);
  keep([...kept(unread), name ? words.replaceAll(name, reference) : words], unread);
}

let sending = false, shownKey;
async function sendWaiting() {
  if (sending) return;
  sending = true;
  for (let entries = waiting(); entries.length > 0; entries = waiting()) {
    const [first] = entries;
    const { client_key, at, ...entry } = first;
    // How long ago, not when: the clocks of devices go wrong.
    const age = Math.max(0, Math.round((Date.now() - at) / 1000));
    const done = await post(form.action, { ...entry, client_key, age });
    if (!done) break;
    keep(waiting().filter((one) => one.client_key !== client_key));
    if (client_key === shownKey) show(done);
    if (done.reference) showInList(done.reference, done.title, done.undo);
    if (done.outcome !== 'checked_in') tell(done, at);
  }
  sending = false;
  showQueue();
  followSoon();
}

async function enter(code, more = {}) {
  const now = Date.now();
  const key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
  const entry = { code, client_key: key, session: valueOf('session'), desk: valueOf('desk'), ...more };
  const done = await post(form.action, entry);
  // The one name in many that looks like a reference.
  if (done?.outcome === 'unknown' && !isSealed(code)) {
    field.value = code;
    form.submit();
    return;
  }
  shownKey = undefined;
  if (done) {
    show(done);
    if (done.reference) showInList(done.reference, done.title, done.undo);
    followSoon();
    sound(done.kind === 'success');
    if (waiting().length > 0) sendWaiting();
    return;
  }
  const known = waiting().find((one) => one.code === code && one.session === entry.session);
  if (!known) keep([...waiting(), { ...entry, at: now }]);
  shownKey = known?.client_key ?? key;
  show({ kind: 'warning', title: texts.kept, text: texts.keptText });
  sound(true);
}

// Forms with a code are answered on this page; a search is a page of its own.
document.addEventListener('submit', (event) => {
  const sent = event.target;
  const code = sent.elements.code?.value.trim();
  if (sent.method !== 'post' || code === undefined) return;
  if (!isCode(code)) {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show({ kind: 'warning', title: texts.offline, text: texts.offlineText });
    field.select();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  enter(code, sent.elements.anyway ? { anyway: 'yes' } : {});
  field.value = '';
  field.focus();
}, true);
// A browser that keeps the page also keeps what was typed: what is scanned next replaces it.
window.addEventListener('pageshow', () => field.select());

// The camera, where the browser reads codes itself.
const button = element('camera');
const video = element('video');
let stream;

// The camera sees a code many times while it is held up. Who types or scans it again means it.
let last = {};
function seen(code) {
  const now = Date.now();
  const again = code === last.code && now - last.at < sameAgain;
  last = { code, at: now };
  if (!again) enter(code);
}

async function look(detector) {
  while (stream) {
    try {
      for (const { rawValue } of await detector.detect(video)) if (isCode(rawValue)) seen(rawValue);
    } catch { /* no picture yet */ }
    await new Promise((resume) => setTimeout(resume, 200));
  }
}
async function switchCamera() {
  const off = Boolean(stream);
  element('camera-note').hidden = true;
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  if (!off) {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      video.srcObject = stream;
      await video.play();
      look(new BarcodeDetector({ formats: ['qr_code'] }));
    } catch {
      stream = undefined;
      element('camera-note').hidden = false;
    }
  }
  video.hidden = !stream;
  button.setAttribute('aria-pressed', Boolean(stream));
}
async function offerCamera() {
  if (!('BarcodeDetector' in window) || !navigator.mediaDevices) return;
  button.hidden = !(await BarcodeDetector.getSupportedFormats()).includes('qr_code');
}

async function follow() {
  if (document.hidden) return;
  if (waiting().length > 0) return sendWaiting();
  try {
    const answer = await fetch(texts.counts, { signal: AbortSignal.timeout(patience) });
    if (answer.ok && !answer.redirected) showCounts((await answer.json()).places);
  } catch { /* offline: the next time */ }
}

// The counts of a large event take longer than one more person: once for several.
let soon;
function followSoon() {
  clearTimeout(soon);
  soon = setTimeout(follow, 300);
}

button.addEventListener('click', switchCamera);
element('seen').addEventListener('click', () => {
  element('conflicts').replaceChildren();
  keep([], unread);
  field.focus();
});
window.addEventListener('online', sendWaiting);
setInterval(follow, pause);
offerCamera();
kept(unread).forEach(addConflict);
showQueue();
sendWaiting();
