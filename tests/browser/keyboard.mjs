// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Journeys with nothing but the keyboard: Tab, Space, Enter, arrows and letters. Whatever gets the focus
// on the way has to show it, and to be seen (WCAG 2.4.7, 2.4.11).
import { linkFromMails, visitor } from './prepared.mjs';
import { assert } from './support.mjs';

const mostStops = 150;

/// What has the focus, whether it shows, and whether it lies on the screen.
function focused() {
  const at = document.activeElement;
  if (!at || at === document.body) return { name: 'nothing', shown: true, visible: true };
  const shows = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  const carriers = [at, ...(at.labels ?? [])].flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::before'),
    getComputedStyle(one, '::after')]);
  const box = at.getBoundingClientRect();
  // The calendar's button within a field for dates is the browser's, which marks it itself; nothing outside can ask it.
  const withinBrowser = at.matches(':is([type=date], [type=time], [type=datetime-local]):not(:focus)');
  const visible = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < window.innerHeight;
  return { name: at.outerHTML.slice(0, 120), shown: withinBrowser || carriers.some(shows), visible };
}

export async function checkFocus(page) {
  // It comes onto the screen with the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const { name, shown, visible } = await page.evaluate(focused);
  assert(shown, `nothing shows that this has the focus: ${name}`);
  assert(visible, `this has the focus and is not on the screen: ${name}`);
}

/// Goes by Tab to the control, past everything on the way, at most `most` of it.
export async function tabTo(page, selector, most = mostStops) {
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press('Tab');
    await checkFocus(page);
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`${page.url()}: Tab does not come to ${selector} within ${most} stops`);
}

export async function type(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.type(text);
}

/// Presses the key that leads to another page.
export async function go(page, key = 'Enter') {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

export async function withPage({ browser }, action) {
  const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  try {
    await action(await context.newPage());
  } finally {
    await context.close();
  }
}

let people = 0;

/// From the page of an event to one's own registration; consents are ticked where `consent` says so.
async function signUp(page, base, consent) {
  people += 1;
  const email = `tastatur-${people}@stadt.example.org`;
  await page.goto(`${base}/e/sprechstunde-online-dienste`);
  await tabTo(page, 'main a[href*="/register"]');
  await go(page);
  await type(page, '[name=given_name]', 'Erika');
  await type(page, '[name=family_name]', 'Muster');
  await type(page, '[name=email]', email);
  if (consent) {
    await tabTo(page, '[name^="consent."]');
    await page.keyboard.press('Space');
  }
  await tabTo(page, 'main form button[type=submit]');
  await go(page);
  assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
  return email;
}

async function leadsPastTheHead(page, base) {
  await page.goto(`${base}/e/loesungstage-digitale-verwaltung`);
  await page.keyboard.press('Tab');
  await checkFocus(page);
  await page.keyboard.press('Enter');
  assert(await page.evaluate(() => document.activeElement.id) === 'main', 'the first stop does not lead to the content');
}

async function explainsFaults(page, base) {
  await page.goto(`${base}/e/sprechstunde-online-dienste/register`);
  await tabTo(page, '[name=family_name]');
  await go(page);
  assert(await page.evaluate(() => document.activeElement.id) === 'error-summary', 'the summary does not get the focus');
  await tabTo(page, '#error-summary a');
  await page.keyboard.press('Enter');
  assert(await page.evaluate(() => document.activeElement.name) === 'given_name', 'the summary does not lead to the field');
  await checkFocus(page);
}

async function filters(page, base) {
  await page.goto(base);
  await tabTo(page, 'main summary');
  await page.keyboard.press('Enter');
  await type(page, '[name=q]', 'digital');
  await tabTo(page, '[name=kind]');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'form[role=search] button');
  await go(page);
  const { searchParams } = new URL(page.url());
  assert(searchParams.get('q') === 'digital' && searchParams.get('kind') !== '', `the filter was not sent: ${page.url()}`);
}

async function cancels(page, base) {
  await signUp(page, base, false);
  await tabTo(page, 'section[aria-labelledby=cancel] summary');
  await page.keyboard.press('Enter');
  await tabTo(page, 'form[action*="/cancel"] button');
  await go(page);
  assert(await page.locator('form[action*="/cancel"]').count() === 0, 'it can still be cancelled');
}

async function confirmsAndRevokes(page, base) {
  const email = await signUp(page, base, true);
  await page.goto(base + await linkFromMails(visitor(base), email, 'c'));
  await tabTo(page, 'main form button');
  await go(page);
  await tabTo(page, 'main a[href*="/u/"]');
  await go(page);
  await tabTo(page, 'main form button');
  await go(page);
  const revoking = page.locator('main form[action*="/u/"]:not([action*="/again"])');
  assert(await revoking.count() === 0, 'it can still be revoked');
}

export const keyboard = [
  ['the first stop leads past the head of the page', leadsPastTheHead],
  ['one signs up', (page, base) => signUp(page, base, true)],
  ['faults are found and mended', explainsFaults],
  ['the calendar is filtered', filters],
  ['a registration is cancelled', cancels],
  ['a consent is confirmed and revoked', confirmsAndRevokes],
].map(([name, journey]) => ({
  name: `by keyboard alone ${name}`,
  run: (with_) => withPage(with_, (page) => journey(page, with_.demo.base)),
}));
