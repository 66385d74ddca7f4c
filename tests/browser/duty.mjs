// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The duty pages as people find them: from the foot of any page, in both languages, without script.
import { assert, checkAccessibility } from './support.mjs';

const organisers = ['musterhausen', 'it-verband', 'portal-kommune']; // with everything, with less, with hardly anything
const narrowest = { width: 320, height: 640 };

async function open(page, address) {
  const answer = await page.goto(address);
  assert(answer.status() === 200, `${address} answered ${answer.status()}`);
  await checkAccessibility(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(width <= narrowest.width, `${address} is ${width} px wide`);
}

function addresses(base, language) {
  const paths = ['/imprint', '/privacy', '/accessibility', '/barrier', '/plain-language'];
  const all = [
    ...paths,
    ...organisers.flatMap((key) => paths.map((path) => `${path}?organiser=${key}`)),
    ...['strategie-auftakt', 'landeskonferenz-digitalisierung'].map((slug) => `/privacy?event=${slug}`),
    '/barrier?organiser=musterhausen&page=/e/strategie-auftakt',
    '/barrier/reported?organiser=musterhausen',
  ];
  return all.map((path) => `${base}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
}

const pages = ['de', 'en'].map((language) => ({
  name: `duty pages are accessible on a narrow screen, in ${language}`,
  run: async ({ demo, browser }) => {
    const context = await browser.newContext({ locale: 'de-DE', viewport: narrowest });
    const page = await context.newPage();
    for (const address of addresses(demo.base, language)) await open(page, address);
    await context.close();
  },
}));

/// The mails that the demonstration keeps to an address, by their subject.
async function mailsTo(page, base, address, subject) {
  await page.goto(`${base}/demo/mail`);
  return page.locator('tr').filter({ hasText: address }).filter({ hasText: subject }).count();
}

const report = [true, false].map((javaScriptEnabled) => ({
  name: `a barrier is reported from the foot of a page, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
  run: async ({ demo, browser }) => {
    const context = await browser.newContext({ locale: 'de-DE', viewport: narrowest, javaScriptEnabled });
    const page = await context.newPage();
    const follow = async (locator) => {
      await locator.focus();
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    };
    const contact = 'barrierefrei@it-verband.example.net';
    const before = await mailsTo(page, demo.base, contact, 'Barriere gemeldet');
    await page.goto(`${demo.base}/e/strategie-auftakt`);
    await follow(page.locator('footer a', { hasText: 'Barriere melden' }));
    assert(await page.inputValue('[name=page]') === '/e/strategie-auftakt', 'the page is not filled in');
    const trap = await page.locator('.not-for-people').boundingBox();
    assert(trap.x + trap.width <= 0, 'people see the field that is not for them');

    await page.fill('[name=email]', 'keine Adresse');
    await follow(page.locator('main form button[type=submit]'));
    const errors = page.locator('#error-summary a');
    assert(await errors.count() === 2, 'what is wrong is not listed');
    assert(await page.inputValue('[name=email]') === 'keine Adresse', 'what was typed is lost');

    await page.fill('[name=what]', `Der Plan ist nur ein Bild. (${javaScriptEnabled})`);
    await page.fill('[name=email]', 'ada@stadt.example.org');
    await follow(page.locator('main form button[type=submit]'));
    assert(page.url().includes('/barrier/reported'), `a report leads to ${page.url()}`);
    let after = before;
    for (let i = 0; i < 50 && after === before; ++i) {
      await page.waitForTimeout(200);
      after = await mailsTo(page, demo.base, contact, 'Barriere gemeldet');
    }
    assert(after === before + 1, `${after - before} mails were sent`);
    await context.close();
  },
}));

export const duty = [...pages, ...report];
