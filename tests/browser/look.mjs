// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// An organiser's appearance in a real browser: its colours on light and dark screens, its logo, forced
// colours and paper, and what a page fetches.
import { assert, checkAccessibility } from './support.mjs';

const series = '/s/musterhausen/landeskonferenz';
// As demo/s5.json has them.
const colour = { light: 'rgb(138, 28, 59)', dark: 'rgb(242, 163, 184)' };
const mostRequests = 4;

/// A page that notes its requests and what the browser complains of.
async function watched(browser, options) {
  const context = await browser.newContext({ locale: 'de-DE', ...options });
  const page = await context.newPage();
  const seen = { requests: [], complaints: [] };
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) seen.requests.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  return { context, page, seen };
}

const backgroundOf = (page, selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).backgroundColor);

/// A token of the page as a colour of sRGB.
const token = (page, name) => page.evaluate((wanted) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  canvas.fillStyle = getComputedStyle(document.body).getPropertyValue(wanted).trim();
  canvas.fillRect(0, 0, 1, 1);
  return `#${[...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}, name);

async function conferenceOf(page, base) {
  await page.goto(`${base}${series}`);
  const path = await page.locator('main a[href^="/e/"]').first().getAttribute('href');
  return `${base}${path.split('?')[0]}`;
}

async function checkScheme({ demo, browser }, scheme) {
  const { context, page, seen } = await watched(browser, { colorScheme: scheme });
  const event = await conferenceOf(page, demo.base);
  for (const address of [event, `${event}/register`, `${demo.base}${series}`, `${demo.base}/newsletter/musterhausen`]) {
    seen.requests.length = 0;
    await page.goto(address, { waitUntil: 'networkidle' });
    // A form in steps has an address of its own, to which its event's leads without a page.
    const made = seen.requests.filter((one) => one !== address || page.url() === address);
    assert(made.length <= mostRequests, `${address} makes ${made.length} requests: ${made}`);
    assert((await token(page, '--kern-color-action-default')) === (await token(page, '--kern-color-decorative-brand-default')),
      `${address} is not in the organiser's colour`);
    const logo = await page.locator('.site-logo img').evaluate((e) => ({ shown: e.complete && e.naturalWidth > 0, height: e.height, alt: e.alt, from: e.currentSrc }));
    assert(logo.shown && logo.height === 48 && logo.alt === 'Stadt Musterhausen', `${address} shows no logo: ${JSON.stringify(logo)}`);
    await checkAccessibility(page);
  }
  await page.goto(`${event}/register`);
  const button = 'main form button[type=submit]:not([name])';
  assert((await backgroundOf(page, button)) === colour[scheme], `the button is ${await backgroundOf(page, button)}`);
  await page.locator(button).first().hover();
  assert((await backgroundOf(page, button)) !== colour[scheme], 'the button does not change under the pointer');
  await checkAccessibility(page);
  await page.locator(button).first().click();  // the form with its faults
  await page.waitForSelector('.error-summary');
  await checkAccessibility(page);
  assert(seen.complaints.filter((what) => !what.includes('422')).length === 0, `the browser complains: ${seen.complaints}`);
  await context.close();
}

export const look = [
  {
    name: '[browser] an organiser\'s pages are in its colour on light screens',
    run: (given) => checkScheme(given, 'light'),
  },
  {
    name: '[browser] an organiser\'s pages are in its colour for dark screens on those',
    run: (given) => checkScheme(given, 'dark'),
  },
  {
    name: '[browser] the backgrounds that colours are checked against are those of the pages',
    async run({ demo, browser }) {
      // As in web/organiser_colours.cpp.
      for (const [scheme, plain, hued] of [['light', '#ffffff', '#f3f4f7'], ['dark', '#000000', '#131525']]) {
        const { context, page } = await watched(browser, { colorScheme: scheme });
        await page.goto(demo.base);
        for (const [name, wanted] of [['default', plain], ['hued', hued]]) {
          const found = await token(page, `--kern-color-layout-background-${name}`);
          assert(found === wanted, `the background ${name} of ${scheme} pages is ${found}`);
        }
        await context.close();
      }
    },
  },
  {
    name: '[browser] forced colours and paper know nothing of an organiser\'s colour',
    async run({ demo, browser }) {
      const { context, page } = await watched(browser);
      const event = await conferenceOf(page, demo.base);
      await page.goto(demo.base);
      const neutral = await token(page, '--kern-color-action-default');
      await page.goto(event);
      assert((await token(page, '--kern-color-action-default')) !== neutral, 'the page is not in the colour on a screen');
      await page.emulateMedia({ media: 'print' });
      assert((await token(page, '--kern-color-action-default')) === neutral, 'the colour is printed');
      await page.emulateMedia({ media: 'screen', forcedColors: 'active' });
      assert((await token(page, '--kern-color-action-default')) === neutral, 'the colour stands in forced colours');
      await context.close();
    },
  },
  {
    name: '[browser] the calendar and other organisers\' pages stay neutral',
    async run({ demo, browser }) {
      const { context, page, seen } = await watched(browser);
      for (const path of ['/', '/?organiser=musterhausen', '/e/strategie-auftakt', '/admin/sign-in']) {
        await page.goto(`${demo.base}${path}`);
        assert((await page.locator('style, .site-logo').count()) === 0, `${path} has a look`);
      }
      await page.goto(`${demo.base}${series}`);
      await page.click('.site-logo');
      assert(page.url() === `${demo.base}/?organiser=musterhausen`, `the logo leads to ${page.url()}`);
      assert(seen.complaints.length === 0, `the browser complains: ${seen.complaints}`);
      await context.close();
    },
  },
];
