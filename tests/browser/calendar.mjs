// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The calendar: narrowed without script, its list in a frame of another site, what machines read of
// it. Each page passes axe.
import { createServer } from 'node:http';
import { assert, checkAccessibility } from './support.mjs';

const phone = { width: 360, height: 740 };

async function newPage(browser, options = {}) {
  const context = await browser.newContext({ locale: 'de-DE', ...options });
  const page = await context.newPage();
  page.complaints_ = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.complaints_.push(message.text());
  });
  page.on('pageerror', (error) => page.complaints_.push(error.message));
  return page;
}

/// By keyboard, as everything has to work without script.
async function press(page, locator, key = 'Enter') {
  await locator.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

const cards = (page) => page.locator('.event-list > li');

/// A page goes to the place that its address names a moment after it is there.
async function isOnScreen(locator) {
  for (let i = 0; i < 40; ++i) {
    const there = await locator.evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      return top >= 0 && top < window.innerHeight;
    });
    if (there) return true;
    await locator.page().waitForTimeout(50);
  }
  return false;
}

async function narrow({ demo, browser, scripted }) {
  const page = await newPage(browser, { javaScriptEnabled: scripted, viewport: phone });
  const withScript = scripted ? undefined : await browser.newContext({ locale: 'de-DE' });
  await page.goto(`${demo.base}/`);
  const all = await cards(page).count();
  assert(await isOnScreen(cards(page).first()), 'the filters push the first event out of sight');
  assert(await page.locator('form[role=search]').isHidden(), 'the filters are folded out unasked');
  await page.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  await page.selectOption('[name=state]', 'SN');
  await page.selectOption('[name=kind]', 'conference');
  await press(page, page.locator('form[role=search] button'));
  const narrowed = await cards(page).count();
  assert(narrowed > 0 && narrowed < all, `${narrowed} of ${all} are left`);
  assert(await isOnScreen(page.locator('[role=status]')), 'the result is out of sight');
  assert((await page.locator('summary').first().textContent()).includes('2 Angaben'), 'active filters are not counted');
  assert(await page.locator('form[role=search]').isVisible(), 'the filters are hidden while they narrow');
  await checkAccessibility(page, withScript);
  await press(page, page.locator('.active-filters a').filter({ hasText: 'Bundesland: Sachsen' }));
  assert(!page.url().includes('state='), 'the filter is still there');
  assert(page.url().includes('kind=conference'), 'another filter was taken away too');
  assert(await cards(page).count() > narrowed, 'taking a filter away shows no more');
  await page.goto(`${demo.base}/?from=2030-13-40`);
  assert(await page.locator('#error-summary a[href="#filter-from"]').count() === 1, 'a wrong filter is not in the summary');
  await checkAccessibility(page, withScript);
  await page.context().close();
  if (withScript) await withScript.close();
}

/// A page of another origin with the lines that the calendar gives.
async function startHost(snippet) {
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    const own = new URL(request.url, 'http://host').searchParams.get('frame');
    response.end(`<!doctype html><html lang="de"><title>Portal</title><main><h1>Portal</h1>${
      own ? `<iframe title="x" src="${own}"></iframe>` : snippet}</main>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

async function embed({ demo, browser }) {
  const page = await newPage(browser);
  await page.goto(`${demo.base}/?mode=on_site`);
  const snippet = await page.inputValue('#embed-snippet');
  const { server, url } = await startHost(snippet);
  try {
    await page.goto(url);
    const link = page.frameLocator('iframe').locator('.event-list a').first();
    await link.waitFor();
    assert(page.complaints_.length === 0, `the browser complains: ${page.complaints_.join('; ')}`);
    assert(await page.locator('main > p > a').count() === 1, 'there is no link beside the frame');
    await Promise.all([page.waitForURL(`${demo.base}/e/**`), link.click()]);
    await page.goto(`${demo.base}/embed?lang=de`);
    await checkAccessibility(page);
    await page.goto(`${url}/?frame=${encodeURIComponent(`${demo.base}/`)}`);
    assert(await page.frameLocator('iframe').locator('.event-list').count() === 0, 'the calendar itself can be framed');
    assert(page.complaints_.some((words) => words.includes('frame-ancestors')), 'nothing says why it is not framed');
  } finally {
    server.close();
    await page.context().close();
  }
}

async function structured({ demo, browser }) {
  const page = await newPage(browser);
  await page.goto(`${demo.base}/e/strategie-auftakt`);
  const data = JSON.parse(await page.textContent('script[type="application/ld+json"]'));
  assert(data['@type'] === 'Event' && data.startDate, 'the event tells machines nothing');
  assert(page.complaints_.length === 0, `the browser complains: ${page.complaints_.join('; ')}`);
  await page.goto(`${demo.base}/papers/positionspapier-digitaler-rueckstand-1`);
  assert(JSON.parse(await page.textContent('script[type="application/ld+json"]'))['@type'] === 'Report', 'no report');
  assert(page.complaints_.length === 0, `the browser complains: ${page.complaints_.join('; ')}`);
  await page.context().close();
}

export const calendar = [
  ...[true, false].map((scripted) => ({
    name: `[browser][S6] the calendar is narrowed ${scripted ? 'with' : 'without'} script and widened again`,
    run: (context) => narrow({ ...context, scripted }),
  })),
  { name: '[browser][S6] the list stands in a frame of another site, and nothing else does', run: embed },
  { name: '[browser][S6] what machines read of an event disturbs no browser', run: structured },
];
