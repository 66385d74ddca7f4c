// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What people do on a page, with and without JavaScript.
import { assert, checkAccessibility } from './support.mjs';

export const phone = { width: 360, height: 740 };
let people = 0;
export const newAddress = () => `person-${(people += 1)}@stadt.example.org`;

/// Answers that no test expects, with the browser that got them. A fault that is thrown where they arrive
/// would end all tests.
export const unexpected = [];

export async function newPage(browser, options = {}) {
  const context = await browser.newContext({ locale: 'de-DE', ...options });
  const page = await context.newPage();
  page.context_ = context;
  page.scripted_ = options.javaScriptEnabled ?? true;
  page.on('response', (response) => {
    if (response.status() >= 500) unexpected.push({ browser, said: `${response.url()} answered ${response.status()}` });
  });
  return page;
}

export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
}

/// With script by mouse, without by keyboard: Chromium gives no animation frames to pages without
/// script, which a click of the driver waits for – and everything has to work by keyboard anyway.
export async function activate(page, locator, key = 'Enter') {
  if (page.scripted_) return locator.click();
  await locator.focus();
  return page.keyboard.press(key);
}

export async function check(page, selector) {
  const box = page.locator(selector).first();
  if (page.scripted_) await box.check();
  else if (!(await box.isChecked())) await activate(page, box, 'Space');
  assert(await box.isChecked(), `${selector} cannot be ticked`);
}

/// Activates what leads to another page and waits for it.
export async function follow(page, locator) {
  await Promise.all([page.waitForNavigation(), activate(page, locator)]);
}

export const submit = (page) => follow(page, page.locator('main form button[type=submit]:not([name])').first());

/// The newest mail to an address, opened; the demonstration keeps them at /demo/mail.
export async function openMail(page, base, address, words) {
  for (let i = 0; i < 100; ++i) {
    await page.goto(`${base}/demo/mail`);
    const row = page.locator('main').locator('li, tr').filter({ hasText: address }).filter({ hasText: words }).first();
    if (await row.count() > 0) {
      await follow(page, row.locator('a').first());
      return;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`no mail '${words}' to ${address}`);
}

/// No page may be wider than the phone it is read on.
export async function checkWidth(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(width <= phone.width, `${page.url()} is ${width} px wide on a phone of ${phone.width} px`);
}

export function withAndWithoutScript(name, run, locale = 'de-DE') {
  return [true, false].map((javaScriptEnabled) => ({
    name: `${name}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
    run: async ({ demo, browser }) => {
      // Without motion: a click of the driver would wait until the page has scrolled to its place.
      const page = await newPage(browser, { javaScriptEnabled, viewport: phone, locale, reducedMotion: 'reduce' });
      // axe is a script: a page without is looked at again, signed in or not, in a context with it.
      const checked = async () => {
        await checkWidth(page);
        if (javaScriptEnabled) return checkAccessibility(page);
        const scripted = await browser.newContext({ locale, storageState: await page.context_.storageState() });
        await checkAccessibility(page, scripted);
        return scripted.close();
      };
      await run({ page, demo, checked, browser });
      await page.context_.close();
    },
  }));
}

/// One step of a long form after the other (registration.steps): `answers` has for each step what is done
/// there; each is sent, and at the end the whole. The steps that came.
export async function walkThrough(page, answers, each = async () => {}) {
  const steps = [];
  for (;;) {
    const step = new URL(page.url()).pathname.split('/').at(-1);
    steps.push(step);
    await each(step);
    assert(steps.length < 10, `the steps do not end: ${steps}`);
    await (answers[step] ?? (async () => {}))();
    await submit(page);
    if (step === 'check') return steps;
    if (page.url().includes('check=1')) throw new Error(`${step}: ${await page.locator('main').innerText()}`);
  }
}
