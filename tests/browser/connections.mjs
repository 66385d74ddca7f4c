// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What other programs get: a token that is shown once and ends, and calls to public addresses alone.
import { check, fill, follow, withAndWithoutScript } from './people.mjs';
import { area, atPage, includes, lacks, newEvent, press, register, words } from './organiser.mjs';
import { assert } from './support.mjs';

const run = Date.now().toString(36);

const tokens = withAndWithoutScript('[organiser] a token is shown once, may what it was given, and is refused once ended', async (with_) => {
  const { page, demo, checked } = with_;
  const name = `Abgleich ${run} ${page.scripted_ ? 'mit' : 'ohne'}`;
  const event = await newEvent(with_);
  await register(with_, event.slug, { family_name: 'Abgeglichen' });
  await atPage(page, demo, `${area}/api`);
  await fill(page, { name, days: '367' });
  await press(page, 'Token anlegen');
  for (const field of ['scopes-1', 'days']) {
    assert(await page.locator(`.error-summary a[href="#field-${field}"]`).count() === 1, `the summary does not lead to ${field}`);
  }
  assert(await page.inputValue('[name=name]') === name, 'what was typed is lost');
  await fill(page, { days: '30' });
  await check(page, '[name=scopes][value="read:registrations"]');
  await press(page, 'Token anlegen');
  const token = (await page.locator('main pre').first().innerText()).trim();
  assert(/^zus_[\w-]{43}$/.test(token), `the token is shown as ${token}`);

  const call = async (path, method = 'GET') => {
    const headers = { authorization: `Bearer ${token}`, ...(method !== 'GET' && { 'content-type': 'application/json' }) };
    return fetch(`${demo.base}/api/v1/organiser${path}`, { method, headers, ...(method !== 'GET' && { body: '{}' }) });
  };
  const answer = await call(`/events/${event.slug}/registrations`);
  assert(answer.status === 200, `it reads registrations with ${answer.status}`);
  includes(await answer.text(), 'Abgeglichen', 'what it reads');
  assert((await call('/events', 'POST')).status === 403, 'it may what it was not given');
  assert((await call('/events/strategie-auftakt/registrations')).status === 404, 'it reads what belongs to another organiser');

  await page.goto(`${demo.base}${area}/api?lang=de`);
  lacks(await page.content(), token, 'the token is shown again');
  const row = page.locator('main tr', { hasText: name });
  lacks(await row.innerText(), 'noch nie', 'its use is not told');
  await follow(page, row.locator('button'));
  includes(await words(page), `Das Token „${name}“ beenden?`, 'the question before');
  assert((await call(`/events/${event.slug}/registrations`)).status === 200, 'the question alone ended it');
  await press(page, 'Token beenden');
  includes(await words(page), 'Das Token ist beendet.', 'ending');
  assert((await call(`/events/${event.slug}/registrations`)).status === 401, 'it goes on');
  includes(await row.innerText(), 'beendet am', 'the list');
  assert(await row.locator('button').count() === 0, 'it can be ended twice');
  await checked();
});

const publicAlone = '[organiser] a webhook is refused for addresses that are not public, and its secret is shown once';
const webhooks = withAndWithoutScript(publicAlone, async (with_) => {
  const { page, demo, checked } = with_;
  const host = `crm-${page.scripted_ ? 'mit' : 'ohne'}.stadt.example.org`;
  await atPage(page, demo, `${area}/webhooks`);
  await check(page, '[name=kinds][value="registration.created"]');
  for (const url of ['http://crm.stadt.example.org/', 'https://10.0.0.7/', 'https://[::1]/']) {
    await fill(page, { url });
    await press(page, 'Webhook anlegen');
    const fault = page.locator('#field-url-error');
    assert(await fault.count() === 1, `${url} is taken`);
    assert((await fault.innerText()).length > 10, `${url}: the field does not say why`);
    assert(await page.getAttribute('[name=url]', 'aria-invalid') === 'true', `${url}: the field is not marked`);
    assert(await page.inputValue('[name=url]') === url, 'what was typed is lost');
  }
  await checked();
  await fill(page, { url: `https://${host}/zusage` });
  await press(page, 'Webhook anlegen');
  const secret = (await page.locator('main pre').first().innerText()).trim();
  assert(/^whsec_[\w+/=]{32,}$/.test(secret), `the secret is shown as ${secret}`);
  await follow(page, page.locator('main p a[href*="/webhooks/"]').first());
  lacks(await page.content(), secret, 'the secret is shown again');
  await press(page, 'Anhalten');
  includes(await words(page), 'Der Webhook ist angehalten.', 'pausing');
  await press(page, 'Wieder starten');
  await press(page, 'Neues Geheimnis erzeugen');
  await press(page, 'Neues Geheimnis erzeugen');
  const next = (await page.locator('main pre').first().innerText()).trim();
  assert(/^whsec_/.test(next) && next !== secret, 'there is no new secret');
  await follow(page, page.locator('main p a[href*="/webhooks/"]').first());
  await press(page, 'Webhook löschen');
  includes(await words(page), 'löschen?', 'the question before');
  await press(page, 'Webhook löschen');
  includes(await words(page), 'Der Webhook ist gelöscht.', 'deleting');
  assert(await page.locator('main th', { hasText: host }).count() === 0, 'it is still listed');
  // The trail says by host what was done, and never a secret.
  await page.goto(`${demo.base}${area}/trail?lang=de&group=programs`);
  const trail = await words(page);
  includes(trail, 'Neues Geheimnis für einen Webhook', 'the trail');
  lacks(trail, 'whsec_', 'the trail');
});

export const connections = [...tokens, ...webhooks];
