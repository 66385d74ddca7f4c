// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The description of the interface: whether it is valid OpenAPI, and whether what the program answers
// is what it describes. Each call goes to the running demonstration.
import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import { check, fill, follow, newAddress, newPage } from './people.mjs';
import { assert, signIn } from './support.mjs';

const organiser = 'portal-kommune';
const scopes = ['read:events', 'write:events', 'read:registrations', 'write:registrations', 'check-in', 'read:consents'];
const events = '/api/v1/organiser/events';

/// A token with every scope, as the owner makes it on the page.
export async function makeToken({ demo, browser }) {
  const page = await newPage(browser, { javaScriptEnabled: false });
  await signIn(page, demo);
  await page.goto(`${demo.base}/admin/${organiser}/api?lang=de`);
  await fill(page, { name: 'Prüfung' });
  for (const scope of scopes) await check(page, `[name=scopes][value="${scope}"]`);
  await follow(page, page.locator('main button', { hasText: 'Token anlegen' }));
  const token = (await page.locator('main pre').first().innerText()).trim();
  assert(/^zus_[\w-]{43}$/.test(token), 'the token is not shown');
  await page.context_.close();
  return token;
}

const resolve = (description, object) => (object.$ref
  ? object.$ref.slice(2).split('/').reduce((at, name) => at[name.replaceAll('~1', '/')], description) : object);

/// Calls the interface and compares each answer with what the description says of it.
class Described {
  constructor(description, base, token) {
    Object.assign(this, { description, base, token, seen: new Set() });
    this.ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    this.ajv.addSchema(description, 'api');
  }

  schema(path) {
    const pointer = path.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent).join('/');
    return this.ajv.compile({ $ref: `api#/${pointer}` });
  }

  /// `names` fills the placeholders of `path`; `bytes` is a body that is no JSON.
  async call(method, path, names = {}, { body, bytes, headers = {}, query = '', token = this.token, status } = {}) {
    const operation = this.description.paths[path]?.[method];
    assert(operation, `${method} ${path} is not described`);
    const url = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(names[name])) + query;
    const answer = await fetch(this.base + url, {
      method: method.toUpperCase(), body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }), ...headers },
    });
    const text = await answer.text();
    const where = `${method} ${url} ${answer.status}`;
    assert(!status || answer.status === status, `${where} instead of ${status}: ${text}`);
    const described = operation.responses[answer.status];
    assert(described, `${where} is not described: ${text}`);
    this.seen.add(`${method} ${path}`);
    const response = resolve(this.description, described);
    for (const name of Object.keys(response.headers ?? {})) {
      if (name !== 'Link') assert(answer.headers.has(name), `${where} lacks ${name}`);
    }
    if (!response.content) return { answer };
    const type = answer.headers.get('content-type').split(';')[0];
    assert(response.content[type], `${where} is ${type}`);
    const at = described.$ref ? described.$ref.slice(2).split('/') : ['paths', path, method, 'responses', String(answer.status)];
    const valid = this.schema([...at, 'content', type, 'schema']);
    const json = JSON.parse(text);
    assert(valid(json), `${where} is not as described: ${this.ajv.errorsText(valid.errors)}\n${text}`);
    return { answer, json, etag: answer.headers.get('etag') };
  }
}

async function describe({ demo, browser }) {
  const description = await (await fetch(`${demo.base}/api/v1/openapi.json`)).json();
  return new Described(description, demo.base, await makeToken({ demo, browser }));
}

async function publicCalls(api) {
  const found = (await api.call('get', '/api/v1/events', {}, { token: '', status: 200 })).json;
  await api.call('get', '/api/v1/events', {}, { token: '', query: '?from=gestern', status: 422 });
  for (const { slug } of found.events) await api.call('get', '/api/v1/events/{slug}', { slug }, { token: '', status: 200 });
  await api.call('get', '/api/v1/events/{slug}', { slug: 'gibt-es-nicht' }, { token: '', status: 404 });
  await api.call('get', '/api/v1/municipalities', {}, { token: '', query: '?q=mus', status: 200 });
}

async function eventCalls(api) {
  await api.call('get', '/api/v1/organiser', {}, { status: 200 });
  await api.call('get', '/api/v1/organiser', {}, { token: '', status: 401 });
  const own = (await api.call('get', events, {}, { status: 200 })).json.events;
  for (const { slug } of own) await api.call('get', `${events}/{slug}`, { slug }, { status: 200 });
  const slug = `programm-${randomUUID().slice(0, 8)}`;
  const entry = { slug, kind: 'conference', status: 'published', hidden: true, title: { de: 'Vom Programm' },
    summary: { de: 'Kurz' }, description: { de: 'Lang' }, starts_at: '2027-09-01T10:00', ends_at: '2027-09-01T12:00',
    time_zone: 'Europe/Berlin', mode: 'online', capacity: 20, waiting_list: true, approval: true,
    registration: { verify_email: false } };
  const key = { 'Idempotency-Key': randomUUID() };
  const made = await api.call('post', events, {}, { body: entry, headers: key, status: 201 });
  await api.call('post', events, {}, { body: entry, headers: key, status: 201 });
  await api.call('post', events, {}, { body: entry, status: 409 });
  await api.call('post', events, {}, { body: { slug }, status: 422 });
  const path = `${events}/{slug}`;
  await api.call('put', path, { slug }, { body: entry, status: 428 });
  const changed = { ...entry, capacity: 30 };
  const stored = await api.call('put', path, { slug }, { body: changed, headers: { 'If-Match': made.etag }, status: 200 });
  await api.call('put', path, { slug }, { body: entry, headers: { 'If-Match': made.etag }, status: 412 });
  const read = await api.call('get', path, { slug }, { status: 200 });
  assert(read.etag === stored.etag && read.json.capacity === 30, 'the event is not what was stored');
  // Read and written back as it came, which changes nothing.
  await api.call('put', path, { slug }, { body: read.json, headers: { 'If-Match': read.etag }, status: 200 });
  await api.call('get', path, { slug }, { headers: { 'If-None-Match': 'W/"x"' }, status: 200 });
  return slug;
}

// A paper: first at an address, then with a document.
async function paperCalls(api) {
  const slug = `programm-papier-${randomUUID().slice(0, 8)}`;
  const entry = { slug, kind: 'paper', status: 'draft', title: { de: 'Studie' }, summary: { de: 'Kurz' }, description: { de: 'Lang' },
    starts_at: '2027-09-01T10:00', ends_at: '2029-09-01T10:00', time_zone: 'Europe/Berlin', mode: 'online',
    paper: { url: 'https://bibliothek.example.org/studie' } };
  const made = await api.call('post', events, {}, { body: entry, status: 201 });
  const path = `${events}/{slug}/document`;
  const headers = { 'If-Match': made.etag, 'content-type': 'application/octet-stream' };
  const sent = { bytes: '%PDF-1.7\nInhalt', query: '?name=studie.pdf' };
  await api.call('put', path, { slug }, { ...sent, status: 428 });
  await api.call('put', path, { slug }, { ...sent, headers: { ...headers, 'If-Match': '"1000"' }, status: 412 });
  await api.call('put', path, { slug }, { ...sent, headers, query: '?name=studie.exe', status: 422 });
  await api.call('put', path, { slug }, { ...sent, headers, status: 200 });
  const read = await api.call('get', `${events}/{slug}`, { slug }, { status: 200 });
  assert(read.json.paper.file === 'studie.pdf' && !read.json.paper.url, 'the paper has not the document');
  await api.call('put', `${events}/{slug}`, { slug }, { body: read.json, headers: { 'If-Match': read.etag }, status: 200 });
}

async function register(api, slug) {
  const body = { given_name: 'Erika', family_name: 'Muster', email: newAddress(), language: 'de' };
  return (await api.call('post', '/api/v1/events/{slug}/registrations', { slug }, { body, token: '', status: 201 })).json.reference;
}

async function registrationCalls(api, slug) {
  const list = `${events}/{slug}/registrations`;
  const one = `${list}/{reference}`;
  const first = await register(api, slug);
  const second = await register(api, slug);
  const page = (await api.call('get', list, { slug }, { query: '?limit=1', status: 200 })).json;
  assert(page.registrations.length === 1 && page.next, 'there is no next page');
  await api.call('get', list, { slug }, { query: new URL(page.next).search, status: 200 });
  await api.call('get', list, { slug }, { query: '?limit=0', status: 422 });
  const named = { slug, reference: first };
  const read = await api.call('get', one, named, { status: 200 });
  await api.call('get', one, { slug, reference: '000-000-000' }, { status: 404 });
  const change = { body: { family_name: 'Beispiel', phone: '+49 30 123456' }, headers: { 'If-Match': read.etag } };
  await api.call('patch', one, named, { body: change.body, status: 428 });
  await api.call('patch', one, named, { ...change, body: { phone: 'nie' }, status: 422 });
  await api.call('patch', one, named, { ...change, status: 200 });
  await api.call('patch', one, named, { ...change, status: 412 });
  await api.call('post', `${one}/decision`, named, { body: {}, status: 422 });
  await api.call('post', `${one}/decision`, named, { body: { approved: true, text: 'Gern' }, status: 200 });
  await api.call('post', `${one}/decision`, named, { body: { approved: false }, status: 409 });
  await api.call('post', `${one}/check-in`, { slug, reference: second }, { status: 409 });
  await api.call('post', `${one}/check-in`, named, { status: 200 });
  await api.call('post', `${one}/cancel`, { slug, reference: second }, { status: 200 });
}

export const programs = [{
  name: '[interface] the description is valid OpenAPI 3.1 with no reference into nothing',
  run: async ({ demo }) => {
    const text = await (await fetch(`${demo.base}/api/v1/openapi.json`)).text();
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(text));
    assert(result.valid, `not valid: ${JSON.stringify(result.errors)}`);
    assert(validator.version === '3.1', `it is called ${validator.version}`);
    validator.resolveRefs();
    const description = JSON.parse(text);
    for (const [, ref] of text.matchAll(/"\$ref":\s*"#\/([^"]*)"/g)) {
      assert(ref.split('/').reduce((at, name) => at?.[name], description), `#/${ref} is not there`);
    }
  },
}, {
  name: '[interface] every call answers as the description says',
  run: async (shared) => {
    const api = await describe(shared);
    await publicCalls(api);
    await paperCalls(api);
    await registrationCalls(api, await eventCalls(api));
    const all = Object.entries(api.description.paths).flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m} ${path}`));
    const missing = all.filter((one) => !api.seen.has(one));
    assert(missing.length === 0, `not called: ${missing.join(', ')}`);
  },
}];
