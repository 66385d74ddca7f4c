// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// From the calendar to the mail in Dutch alone, for the event that has Dutch texts, and the change of
// language in the middle of a form.
import { fill, follow, openMail, submit, withAndWithoutScript } from './people.mjs';
import { assert, checkAccessibility } from './support.mjs';

const bilingual = '/e/grenzforum-digitale-nachbarn';
const zone = 'Tijdzone: Midden-Europese tijd';
let people = 0;
const newAddress = () => `deelnemer-${(people += 1)}@gemeente.example.org`;

/// What a page says to the reader, all in Dutch: these words no Dutch sentence has.
const foreignWords = /(^|\s)(und|Sie|Ihre?|nicht|für|mit|the|your|and|with)(\s|$)/;

async function isDutch(page) {
  assert(await page.locator('html').getAttribute('lang') === 'nl', `${page.url()} is not marked as Dutch`);
  const words = await page.locator('body').innerText();
  const found = foreignWords.exec(words);
  assert(!found, `${page.url()} says '${words.slice(Math.max(0, (found?.index ?? 0) - 60), (found?.index ?? 0) + 60)}'`);
  assert(await page.locator('main [lang]:not([lang=nl])').count() === 0, `${page.url()} borrows a text from another language`);
}

const chooseLanguage = (page, code) => follow(page, page.locator(`header button[name=show_in][value=${code}]`));

/// The least that the form of the event asks for.
async function fillForm(page, email) {
  await fill(page, { given_name: 'Anneke', family_name: 'Voorbeeld', email, organisation: 'Gemeente Voorbeeld' });
}

export const languageJourneys = [
  ...withAndWithoutScript('[S6] somebody signs up in Dutch alone', async ({ page, demo, checked }) => {
    const email = newAddress();
    await page.goto(`${demo.base}${bilingual}`);
    await isDutch(page);
    await checked();
    const words = await page.locator('main').innerText();
    assert(words.includes(zone), 'the page does not name the zone of its times');
    assert(/\d{1,2}:\d{2}–\d{1,2}:\d{2} uur|\d{1,2}–\d{1,2} [a-z]+ \d{4}/.test(words), 'the time is not written in Dutch');
    await page.goto(`${demo.base}${bilingual}/register`);
    await submit(page);
    assert((await page.title()).startsWith('Fout:'), 'the title does not say in Dutch that there are faults');
    await isDutch(page);
    await fillForm(page, email);
    await submit(page);
    assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
    assert((await page.locator('main').innerText()).includes('U bent aangemeld'), 'the own page does not say that it worked');
    await isDutch(page);
    await checked();
    await openMail(page, demo.base, email, 'Uw aanmelding');
    const mail = await page.locator('main').innerText();
    for (const part of ['Goedendag Anneke Voorbeeld', 'Grensforum', zone, 'Met vriendelijke groet']) {
      assert(mail.includes(part), `the mail does not say '${part}': ${mail}`);
    }
    await isDutch(page);
  }, 'nl-NL'),
  ...withAndWithoutScript('[S6] the language changes in the middle of a form and nothing typed is lost', async ({ page, demo }) => {
    const email = newAddress();
    await page.goto(`${demo.base}${bilingual}/register`);
    await fillForm(page, email);
    await chooseLanguage(page, 'nl');
    assert(await page.locator('html').getAttribute('lang') === 'nl', 'the form did not come back in Dutch');
    if (page.scripted_) await checkAccessibility(page);
    for (const [name, value] of [['given_name', 'Anneke'], ['family_name', 'Voorbeeld'], ['email', email]]) {
      assert(await page.inputValue(`[name="${name}"]`) === value, `${name} is lost`);
    }
    // Enter in a field sends the form and does not change the language back.
    await page.locator('[name="family_name"]').focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
    assert(await page.locator('html').getAttribute('lang') === 'nl', 'the language that was chosen is forgotten');
  }),
];
