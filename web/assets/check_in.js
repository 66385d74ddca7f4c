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

// What waits: codes and times, no names. Without storage (private windows) it lives as long as the page.
let unstored = [];
function waiting() {
  try {
    return JSON.parse(localStorage.getItem(store)) ?? unstored;
  } catch {
    return unstored;
  }
}
function keep(entries) {
  unstored = entries;
  try {
    localStorage.setItem(store, JSON.stringify(entries));
  } catch { /* full or forbidden */ }
  showQueue();
}

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

function undoForm(reference) {
  const label = make('span', 'kern-label', texts.undoLabel);
  const button = make('button', 'kern-btn kern-btn--secondary', label);
  const made = make('form', '', ...['csrf', 'session', 'desk'].map((name) => hidden(name, valueOf(name))),
    hidden('reference', reference), button);
  made.method = 'post';
  made.action = texts.undo;
  return made;
}

function show({ kind, title, text, undo }) {
  const words = make('div', 'kern-body', make('p', '', make('strong', '', title)));
  if (text) words.append(make('p', '', text));
  const icon = make('span', `kern-icon kern-icon--${kind}`);
  icon.setAttribute('aria-hidden', 'true');
  const box = make('div', `kern-alert kern-alert--${kind}`, make('div', 'alert-line', icon, words));
  element('result').replaceChildren(box, ...(undo ? [undoForm(undo)] : []));
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
  const any = element('conflicts').children.length > 0;
  element('queue').hidden = entries.length === 0 && !any;
  element('seen').hidden = !any;
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

let sending = false;
async function sendWaiting() {
  if (sending) return;
  sending = true;
  for (let entries = waiting(); entries.length > 0; entries = waiting()) {
    const [first] = entries;
    const { code, client_key, session, desk, at } = first;
    // How long ago, not when: the clocks of devices go wrong.
    const age = Math.max(0, Math.round((Date.now() - at) / 1000));
    const done = await post(form.action, { code, client_key, session, desk, age });
    if (!done) break;
    keep(waiting().filter((one) => one.client_key !== client_key));
    showCounts(done.places);
    if (done.outcome === 'checked_in') continue;
    const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' });
    element('conflicts').append(make('li', '', `${time}: ${[done.title, done.text].filter(Boolean).join(' ')}`));
  }
  sending = false;
  showQueue();
}

async function enter(code) {
  const now = Date.now();
  const key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
  const entry = { code, client_key: key, session: valueOf('session'), desk: valueOf('desk') };
  const done = await post(form.action, entry);
  // The one name in many that looks like a reference.
  if (done?.outcome === 'unknown' && !isSealed(code)) {
    field.value = code;
    form.submit();
    return;
  }
  if (done) {
    show(done);
    showCounts(done.places);
    sound(done.kind === 'success');
    if (waiting().length > 0) sendWaiting();
    return;
  }
  const known = waiting().some((one) => one.code === code && one.session === entry.session);
  keep(known ? waiting() : [...waiting(), { ...entry, at: now }]);
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
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  enter(code);
  field.value = '';
  field.focus();
}, true);

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

button.addEventListener('click', switchCamera);
element('seen').addEventListener('click', () => {
  element('conflicts').replaceChildren();
  showQueue();
  field.focus();
});
window.addEventListener('online', sendWaiting);
setInterval(follow, pause);
offerCamera();
showQueue();
sendWaiting();
