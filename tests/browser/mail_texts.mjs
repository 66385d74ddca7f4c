// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// An organiser's own words in mails: written, looked at, saved, used, and taken back.
import { mailTo } from '../mails/reading.mjs';
import { fill, follow, newAddress, newPage, withAndWithoutScript } from './people.mjs';
import { assert, signIn } from './support.mjs';

const texts = '/admin/portal-kommune/mail-texts';
const words = (page) => page.locator('main').innerText();
const press = (page, what) => follow(page, page.locator(`main button[value=${what}]`));

/// Signs up for an event of the organiser over its form; the mail that comes of it.
async function confirmation({ demo, browser }, subject) {
  const email = newAddress().replace('person', 'worte');
  const page = await newPage(browser, { javaScriptEnabled: false });
  await page.goto(`${demo.base}/e/mails-plain/register?lang=de`);
  await fill(page, { given_name: 'Erika', family_name: '**Muster** <b>', email });
  await follow(page, page.locator('main form button[type=submit]:not([name])').first());
  await page.context_.close();
  return mailTo(demo.folder, email, subject);
}

async function open(page, demo) {
  await signIn(page, demo);
  await page.goto(`${demo.base}${texts}?lang=de`);
  await follow(page, page.locator('main a', { hasText: 'Anmeldung bestätigt' }));
}

async function takeBack(page, checked) {
  await follow(page, page.locator('main button', { hasText: 'Zurück zum Original' }));
  assert((await words(page)).includes('werden gelöscht'), 'nothing is asked before the words are deleted');
  await checked();
  await follow(page, page.locator('main form button[type=submit]').first());
  assert((await words(page)).includes('Es gelten wieder die Worte des Programms'), 'the words were not taken back');
}

/// What a frame shows: its text, and the colour behind the button.
async function frames(page) {
  const shown = [];
  for (const frame of page.frames().filter((one) => one !== page.mainFrame())) {
    await frame.waitForSelector('main');
    shown.push({ text: await frame.locator('main').innerText(), button: await frame.locator('a').first().evaluate((e) => getComputedStyle(e).color) });
  }
  return shown;
}

export const mailTexts = [
  ...withAndWithoutScript('[mail-texts] own words are written, used and taken back', async ({ page, demo, checked, browser }) => {
    await open(page, demo);
    await checked();
    await fill(page, { subject: 'Willkommen {given_nam}', body: 'Text' });
    await press(page, 'save');
    assert((await words(page)).includes('{given_nam}'), 'the unknown placeholder is not named');
    assert(await page.locator('.error-summary a[href="#field-subject"]').count() === 1, 'the summary does not lead to the field');
    await checked();
    await fill(page, { subject: 'Willkommen, {given_name}!', body: 'schön, dass Sie kommen: **{event_title}**\n\n- {family_name}' });
    await press(page, 'preview');
    assert((await words(page)).includes('Willkommen, Ada!'), 'the preview does not show the subject');
    await checked();
    await press(page, 'save');
    assert((await words(page)).includes('Gespeichert.'), 'it does not say that the words were saved');
    await checked();
    const mail = await confirmation({ demo, browser }, 'Willkommen, Erika!');
    assert(mail.html.includes('<strong>Ein Termin, sonst nichts</strong>'), 'the words are not in the mail');
    assert(mail.text.includes('- **Muster**') && !mail.html.includes('<b>'), 'a name became markup');
    assert(mail.text.includes('Anmeldung ansehen') && mail.attachments.length === 2, 'what belongs into the mail is gone');
    await takeBack(page, checked);
    const original = await confirmation({ demo, browser }, 'Ihre Anmeldung: Ein Termin');
    assert(original.text.includes('Sie sind angemeldet für'), 'the words of the program are not back');
  }),
  {
    name: '[mail-texts] the preview is light in one frame and dark in the other, and fetches nothing',
    run: async ({ demo, browser }) => {
      const page = await newPage(browser, { colorScheme: 'light' });
      const complaints = [];
      page.on('console', (message) => complaints.push(message.text()));
      await open(page, demo);
      const [light, dark] = await frames(page);
      assert(light.text === dark.text && light.text.includes('Sie sind angemeldet'), `a frame shows: ${light.text}`);
      assert(light.button !== dark.button, `links are ${light.button} in both frames`);
      assert(complaints.length === 0, `the browser complains: ${complaints}`);
      await page.context_.close();
    },
  },
  {
    name: '[mail-texts] who saves second sees both texts and overwrites nothing unseen',
    run: async ({ demo, browser }) => {
      const page = await newPage(browser);
      await open(page, demo);
      const other = await page.context_.newPage();
      await other.goto(page.url());
      await fill(other, { subject: 'Erster Betreff', body: '' });
      await Promise.all([other.waitForNavigation(), other.click('main button[value=save]')]);
      await fill(page, { subject: 'Zweiter Betreff', body: '' });
      await press(page, 'save');
      const shown = await words(page);
      assert(shown.includes('Jemand anderes hat diesen Text') && shown.includes('Erster Betreff'), 'the first text is not shown');
      assert((await page.inputValue('[name=subject]')) === 'Zweiter Betreff', 'what was typed is gone');
      await takeBack(page, async () => {});
      await page.context_.close();
    },
  },
];
