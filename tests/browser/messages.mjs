// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What became of a mail: found by its address, looked at, sent again, and the sending tested.
import { mailTo } from '../mails/reading.mjs';
import { fill, follow, newAddress, newPage, submit, withAndWithoutScript } from './people.mjs';
import { assert, signIn } from './support.mjs';

const area = '/admin/portal-kommune';
const words = (page) => page.locator('main').innerText();
const button = (page, text) => page.locator('main button', { hasText: text });

async function signUp({ demo, browser }) {
  const email = newAddress().replace('person', 'post');
  const page = await newPage(browser, { javaScriptEnabled: false });
  await page.goto(`${demo.base}/e/mails-plain/register?lang=de`);
  await fill(page, { given_name: 'Erika', family_name: 'Muster', email });
  await submit(page);
  await page.context_.close();
  await mailTo(demo.folder, email, 'Ihre Anmeldung');
  return email;
}

export const messages = [
  ...withAndWithoutScript('[messages] a mail is found by its address, looked at and sent again', async ({ page, demo, checked, browser }) => {
    const email = await signUp({ demo, browser });
    await signIn(page, demo);
    await page.goto(`${demo.base}${area}/messages?lang=de`);
    await fill(page, { email: 'kein Postfach' });
    await follow(page, button(page, 'E-Mails suchen'));
    assert(await page.locator('.error-summary a').count() === 1, 'a wrong address is not told');
    await checked();
    await fill(page, { email });
    await follow(page, button(page, 'E-Mails suchen'));
    assert(!page.url().includes(encodeURIComponent(email)) && !page.url().includes(email), 'the address stands in the URL');
    assert((await words(page)).includes(email), 'the mail is not found');
    await checked();
    await fill(page, { email: email.split('@')[0].toUpperCase() });
    await follow(page, button(page, 'E-Mails suchen'));
    assert((await words(page)).includes(email), 'the mail is not found by a piece of its address');
    await follow(page, page.locator('main th a').first());
    assert(/\/messages\/[\w-]{22}(\?|$)/.test(page.url()), 'the path of the mail is not a sealed number');
    assert((await words(page)).includes('angenommen'), 'its attempt is not told');
    await checked();
    await follow(page, button(page, 'Noch einmal senden'));
    assert((await words(page)).includes('vor weniger als einer Minute'), 'the second one within a minute is not told');
    await checked();
  }),
  ...withAndWithoutScript('[messages] the sending is tested from the settings', async ({ page, demo, checked }) => {
    await signIn(page, demo);
    await page.goto(`${demo.base}${area}/mail?lang=de`);
    await checked();
    await follow(page, button(page, 'Test-Mail an'));
    assert(/liegt als Datei im Ordner|gerade erst eine Test-Mail/.test(await words(page)), 'it does not say what became of it');
    await checked();
  }),
];
