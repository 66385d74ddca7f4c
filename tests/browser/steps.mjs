// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Signing up by the rules of GOV.UK: long forms in steps that Back and Reload neither lose nor double, short
// ones in three pages, and revoking in two activations.
import { check, fill, follow, newAddress, newPage, openMail, phone, submit, withAndWithoutScript } from './people.mjs';
import { assert, checkAccessibility } from './support.mjs';

const long = [
  { tag: '[S4]', slug: 'strategie-auftakt', municipality: '05962016', session: 'forum-3' },
  { tag: '[S5]', slug: 'landeskonferenz-digitalisierung', municipality: '' },
];

const stepOf = (page) => new URL(page.url()).pathname.split('/').at(-1);

/// Answers what has to be answered where one is.
async function answer(page, { municipality, session }, email) {
  const step = stepOf(page);
  if (step === 'person') await fill(page, { given_name: 'Erika', family_name: 'Mustermann', email, municipality });
  if (step === 'programme' && session) await check(page, `[name="session"][value="${session}"]`);
  if (step === 'questions' && await page.locator('[name="answer.role"]').count() > 0) await check(page, '[name="answer.role"]');
}

/// What a page would send.
const values = (page) => page.locator('main form').first().evaluate((form) =>
  [...form.elements].filter(({ name, type, checked }) => name && type !== 'hidden' && (!/radio|checkbox/.test(type) || checked))
    .map(({ name, value }) => `${name}=${value}`).join('&'));

const walks = long.flatMap((event) => withAndWithoutScript(
  `${event.tag} Back and Reload on every step of ${event.slug} lose nothing and double nothing`,
  async ({ page, demo, checked }) => {
    const email = newAddress();
    const look = async () => {
      const said = page.url();
      await checked();
      assert(page.url() === said, 'looking at the page led elsewhere');
    };
    await page.goto(`${demo.base}/e/${event.slug}/register`);
    await submit(page);
    assert((await page.title()).startsWith('Fehler:'), 'the title does not say that there are faults');
    const first = await page.locator('main > *').first().getAttribute('id');
    assert(first === 'error-summary', `the first thing in main is ${first}`);
    if (page.scripted_) {
      assert(await page.evaluate(() => document.activeElement.id) === 'error-summary', 'the summary has not the focus');
    }
    await look();
    await page.reload();
    const seen = [];
    while (stepOf(page) !== 'check') {
      seen.push(stepOf(page));
      assert(seen.length < 9, `the steps do not end: ${seen}`);
      await look();
      await answer(page, event, email);
      const before = await values(page);
      await submit(page);
      await page.goBack();
      assert(await values(page) === before, `Back loses what was typed: '${before}' is '${await values(page)}'`);
      await page.reload();
      assert(await values(page) === before, `Reload loses what was typed: '${before}' is '${await values(page)}'`);
      await submit(page);
    }
    assert(seen.length >= 4, `only ${seen}`);
    await look();
    assert((await page.locator('main').innerText()).includes(email), 'the address is not there to be checked');
    // One answer changed from here, and back again.
    await follow(page, page.locator('a[href*="person?from=check"]').first());
    await fill(page, { given_name: 'Grace' });
    await submit(page);
    assert(stepOf(page) === 'check', `changing leads to ${page.url()}`);
    assert((await page.locator('main').innerText()).includes('Grace'), 'the change is not shown');
    // Two clicks are one registration, and Back leads to it.
    const button = page.locator('main form button[type=submit]');
    if (page.scripted_) await Promise.all([page.waitForURL(/\/r\//), button.dblclick()]);
    else await follow(page, button);
    assert(/\/r\//.test(page.url()), `after sending the address is ${page.url()}`);
    const made = new URL(page.url()).pathname;
    await look();
    await page.goBack();
    assert(new URL(page.url()).pathname === made, `Back after sending shows ${page.url()}`);
  },
));

const counted = [
  ...withAndWithoutScript('a free event is signed up for in three pages, three fields and six activations', async ({ page, demo }) => {
    const email = newAddress();
    const pages = [`/e/sprechstunde-online-dienste`];
    let activations = 0;
    await page.goto(`${demo.base}${pages[0]}`);
    activations += 1;
    await follow(page, page.locator('main a[href*="/register"]').first());
    pages.push(new URL(page.url()).pathname);
    const required = await page.locator('main form [required]').evaluateAll((all) => all.map(({ name }) => name));
    assert(required.length <= 3, `${required.length} fields are required: ${required}`);
    for (const name of required) {
      activations += 1;
      await page.fill(`[name="${name}"]`, name === 'email' ? email : 'Erika');
    }
    activations += 1;
    await submit(page);
    pages.push(new URL(page.url()).pathname);
    assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
    assert(pages.length <= 3, `${pages.length} pages: ${pages}`);
    assert(activations <= 6, `${activations} activations`);
    const main = page.locator('main');
    assert((await main.innerText()).includes(email), 'the page does not say where the mail goes');
    assert(await main.locator('a[href*="calendar.ics"]').count() === 1, 'there is no calendar');
    assert(await main.locator('#next').count() === 1, 'what happens next is not said');
    assert(await main.locator('a[href^="mailto:"]').count() > 0, 'there is nobody to write to');
  }),
  ...withAndWithoutScript('a consent is revoked in two activations, without a field', async ({ page, demo }) => {
    const email = newAddress();
    await page.goto(`${demo.base}/e/sprechstunde-online-dienste/register`);
    await fill(page, { given_name: 'Erika', family_name: 'Mustermann', email });
    await check(page, '[name^="consent."]');
    await submit(page);
    await openMail(page, demo.base, email, 'Bestätig');
    await follow(page, page.locator('main a[href*="/c/"]').first());
    await submit(page);
    let activations = 1;
    await follow(page, page.locator('main a[href*="/u/"]').first());
    const asked = await page.locator('main form').locator('input:not([type=hidden]), select, textarea').count();
    assert(asked === 0, `${asked} fields are asked for`);
    activations += 1;
    await submit(page);
    assert(activations <= 2, `${activations} activations`);
    assert(/widerrufen|beendet/i.test(await page.locator('main').innerText()), 'it does not say that the consent has ended');
  }),
];

const languages = ['de', 'en'].map((language) => ({
  name: `[S5] every step fits a narrow phone and is accessible in dark, in ${language}`,
  run: async ({ demo, browser }) => {
    const page = await newPage(browser, { viewport: { ...phone, width: 320 }, colorScheme: 'dark' });
    await page.goto(`${demo.base}/e/landeskonferenz-digitalisierung/register?lang=${language}`);
    for (;;) {
      assert(await page.locator('html').getAttribute('lang') === language, `${page.url()} is not in ${language}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(width <= 320, `${page.url()} is ${width} px wide`);
      await checkAccessibility(page);
      if (stepOf(page) === 'check') break;
      await answer(page, long[1], newAddress());
      await submit(page);
    }
    await page.context_.close();
  },
}));

export const steps = [...walks, ...counted, ...languages];
