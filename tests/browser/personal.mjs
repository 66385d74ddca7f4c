// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The pages of a person: revoking by mistake, preferences, new links, what is stored.
import { activate, check, fill, follow, newAddress, openMail, submit, walkThrough, withAndWithoutScript } from './people.mjs';
import { assert } from './support.mjs';

const words = (page) => page.locator('main').innerText();

/// Signs up at the kick-off with the newsletter and confirms it; the address.
async function subscribe(page, demo) {
  const email = newAddress();
  await page.goto(`${demo.base}/e/strategie-auftakt/register`);
  await walkThrough(page, {
    person: () => fill(page, { given_name: 'Erika', family_name: 'Muster', email, municipality: '05962016', organisation: 'Stadt Muster' }),
    programme: () => check(page, '[name="session"][value="forum-2"]'),
    questions: () => check(page, '[name="answer.role"]'),
    consents: () => check(page, '[name="consent.newsletter"]'),
  });
  await openMail(page, demo.base, email, 'Einwilligung');
  await follow(page, page.locator('main a[href*="/c/"]').first());
  await submit(page);
  return email;
}

async function askFor(page, address, email) {
  await page.goto(address);
  await fill(page, { email });
  await submit(page);
}

export const personal = [
  ...withAndWithoutScript('[personal] a revocation by mistake is asked for anew, and counts after the mail', async ({ page, demo, checked }) => {
    const email = await subscribe(page, demo);
    await follow(page, page.locator('main a[href*="/u/"]').first());
    // Two activations: the link of the mail, and this.
    await submit(page);
    await checked();
    await follow(page, page.locator('form[action*="/again"] button'));
    assert((await words(page)).includes('Eine E-Mail ist an Ihre Adresse unterwegs'), 'the page does not say that a mail was sent');
    await checked();
    await openMail(page, demo.base, email, 'Einwilligung');
    await follow(page, page.locator('main a[href*="/c/"]').first());
    assert((await words(page)).includes('angefragt, noch nicht bestätigt'), 'it was given without a confirmation');
    await submit(page);
    assert((await words(page)).includes('erteilt'), 'the link of the new mail does not confirm');
  }),
  ...withAndWithoutScript('[personal] preferences: a box away, a box back, everything off', async ({ page, demo, checked }) => {
    const email = await subscribe(page, demo);
    await follow(page, page.locator('main a[href*="/p/"]').or(page.locator('main a[href*="/u/"]')).first());
    if (!page.url().includes('/p/')) await follow(page, page.locator('main a[href*="/p/"]').first());
    await checked();
    const box = page.locator('[name="consent.newsletter"]');
    assert(await box.isChecked(), 'what is agreed to is not ticked');
    await activate(page, box, 'Space');
    await follow(page, page.locator('button[value=save]'));
    assert((await words(page)).includes('Widerrufen am'), 'the box taken away does not revoke');
    await checked();
    await activate(page, page.locator('[name="consent.newsletter"]'), 'Space');
    await follow(page, page.locator('button[value=save]'));
    assert((await words(page)).includes('Gilt noch nicht'), 'ticking gives, or does not ask');
    await openMail(page, demo.base, email, 'Einwilligung');
    await openMail(page, demo.base, email, 'Einwilligung');
    await follow(page, page.locator('main a[href*="/c/"]').first());
    await submit(page);
    await follow(page, page.locator('main a[href*="/p/"], main a[href*="/u/"]').first());
    if (!page.url().includes('/p/')) await follow(page, page.locator('main a[href*="/p/"]').first());
    await follow(page, page.locator('button[value=revoke_all]'));
    assert(await page.locator('button[value=revoke_all]').count() === 0, 'something is left to revoke');
    await checked();
  }),
  ...withAndWithoutScript('[personal] a link that opens nothing leads to new ones', async ({ page, demo, checked }) => {
    const email = await subscribe(page, demo);
    await page.goto(`${demo.base}/r/unvollstaendig`);
    assert((await words(page)).includes('Dieser Link öffnet nichts'), 'the page says something else');
    await checked();
    await follow(page, page.locator('main a[href^="/links"]'));
    await checked();
    await submit(page);
    await checked();  // without an address: explained at the field
    await fill(page, { email });
    await submit(page);
    assert((await words(page)).includes('Wenn wir die Adresse kennen'), 'the answer says whether the address is known');
    await checked();
    await openMail(page, demo.base, email, 'Ihre Links');
    await checked();
    await follow(page, page.locator('main a[href*="/r/"]').first());
    assert((await words(page)).includes('Ihre Angaben'), 'the new link opens no registration');
    await checked();
  }),
  ...withAndWithoutScript('[personal] what is stored is shown, downloaded, and its erasure asked for', async ({ page, demo, checked }) => {
    const email = await subscribe(page, demo);
    await page.goto(`${demo.base}/data`);
    await checked();
    await askFor(page, `${demo.base}/data`, email);
    await checked();
    await openMail(page, demo.base, email, 'Ihre Daten');
    await follow(page, page.locator('main a[href*="/d/"]').first());
    await checked();
    const shown = await words(page);
    assert(shown.includes('Erika Muster') && shown.includes('Forum 2'), 'the registration is not shown');
    const address = page.url();
    const file = await (await fetch(`${address.split('?')[0]}/data.json`)).json();
    assert(file.format === 'zusage-data-2' && file.address === email, 'the file is not about the address');
    for (const one of await page.locator('main summary').filter({ hasText: 'Löschung verlangen' }).all()) await activate(page, one);
    await follow(page, page.locator('main a[href*="/erase/"]').first());
    assert((await words(page)).includes('Das wird gelöscht'), 'what goes is not said before');
    await checked();
    await follow(page, page.locator('button[value=erase]').first());
    assert(/Vorgangsnummer: [0-9A-Z-]{11}/.test(await words(page)), 'the request has no reference');
    assert((await words(page)).includes('antworten'), 'no deadline is named');
    await checked();
  }),
];
