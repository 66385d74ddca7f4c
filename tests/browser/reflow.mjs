// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Every page, public and the organiser's, on a screen of 320 px: nothing scrolls sideways (WCAG 1.4.10;
// tables may, in their frame), and what is pressed in header and footer is at least 24 px (WCAG 2.5.8).
import { assert } from './support.mjs';

const narrowest = { width: 320, height: 640 };

/// What is wrong with the page as it stands, everything on it folded out.
function measure() {
  for (const part of document.querySelectorAll('details')) part.open = true;
  const { scrollWidth, clientWidth } = document.documentElement;
  const wrong = scrollWidth > clientWidth ? [`is ${scrollWidth} px wide on ${clientWidth} px`] : [];
  for (const target of document.querySelectorAll('header a, header button, footer a')) {
    const { width, height } = target.getBoundingClientRect();
    if (width < 24 || height < 24) wrong.push(`'${target.textContent}' is ${width} × ${height} px`);
  }
  return wrong;
}

/// Looks at the page that is shown; remembers which there were.
function looker(page) {
  const wrong = [];
  const seen = [];
  return {
    wrong,
    seen,
    async look() {
      seen.push(page.url());
      for (const what of await page.evaluate(measure)) wrong.push(`${page.url()} ${what}`);
    },
  };
}

async function visit(page, eyes, addresses) {
  for (const address of addresses) {
    await page.goto(address);
    await eyes.look();
  }
}

async function publicAddresses(base, language) {
  const { events } = await (await fetch(`${base}/api/v1/events`)).json();
  assert(events.length >= 16, `only ${events.length} events are in the calendar`);
  const paths = ['/', '/?q=gibtesnicht', '/nowhere', '/demo/mail', '/admin/sign-in',
    '/s/rathaus-praxis/loesungstage', '/s/musterhausen/landeskonferenz',
    ...events.flatMap(({ slug }) => [`/e/${slug}`, `/e/${slug}/register`, `/e/${slug}/registered`])];
  return paths.map((path) => `${base}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
}

/// A form with every fault, then one's own page, the mails about it and where their links lead.
async function lookAtRegistration(page, eyes, base, language) {
  const email = `narrow-${language}@stadt.example.org`;
  await page.goto(`${base}/e/strategie-auftakt/register?lang=${language}`);
  await page.click('main form button[type=submit]:not([name])');
  await eyes.look();
  await page.fill('[name=given_name]', 'Wolfeschlegelsteinhausenbergerdorff');
  await page.fill('[name=family_name]', 'Muster-Beispiel-Donaudampfschifffahrt');
  await page.fill('[name=email]', email);
  await page.fill('[name=municipality]', '05962016');
  await page.check('[name=session][value=forum-1]');
  await page.locator('[name="answer.role"]').first().check();
  await page.check('[name="consent.newsletter"]');
  await Promise.all([page.waitForURL(/\/r\//), page.click('main form button[type=submit]:not([name])')]);
  await eyes.look();
  await lookAtMails(page, eyes, base, email);
}

async function lookAtMails(page, eyes, base, email) {
  let mails = [];
  for (let i = 0; i < 100 && mails.length < 2; ++i) {
    await page.goto(`${base}/demo/mail`);
    const rows = page.locator('tr').filter({ hasText: email });
    mails = await rows.locator('a').evaluateAll((links) => links.map((link) => link.href));
    await page.waitForTimeout(100);
  }
  assert(mails.length === 2, `there are ${mails.length} mails instead of confirmation and consent`);
  await eyes.look();
  for (const mail of mails) {
    await visit(page, eyes, [mail]);
    const confirm = page.locator('main a[href*="/c/"]').first();
    if (await confirm.count() === 0) continue;
    await visit(page, eyes, [await confirm.getAttribute('href')]);
    await page.click('main form button[type=submit]:not([name])');
    await eyes.look();
    await visit(page, eyes, [await page.locator('main a[href*="/u/"]').first().evaluate((link) => link.href)]);
    await page.click('main form button[type=submit]:not([name])');
    await eyes.look();
  }
}

async function hrefs(page, selector) {
  return page.locator(selector).evaluateAll((links) => links.map((link) => link.href));
}

/// Everything behind the sign-in: each organiser's events, each event's people, one of them.
async function lookAtOffice(page, eyes, demo, language) {
  await page.goto(`${demo.base}/admin/sign-in?lang=${language}`);
  await page.fill('[name=email]', demo.email);
  await page.fill('[name=password]', demo.password);
  await page.click('main form button[type=submit]:not([name])');
  await visit(page, eyes, ['/admin', '/admin/password'].map((path) => `${demo.base}${path}?lang=${language}`));
  await page.goto(`${demo.base}/admin?lang=${language}`);
  const organisers = await hrefs(page, 'main a[href*="/events"]');
  assert(organisers.length > 1, 'the sign-in sees too few organisers');
  for (const organiser of organisers) {
    await visit(page, eyes, [organiser]);
    for (const event of await hrefs(page, 'main th a[href*="/events/"]')) {
      await visit(page, eyes, [event]);
      const people = await hrefs(page, 'main a[href*="/attendees/"]');
      await visit(page, eyes, people.slice(0, 1));
      const copying = new URL(event);
      copying.pathname += '/copy';
      await visit(page, eyes, [copying.href]);
    }
  }
}

export const reflow = ['de', 'en'].map((language) => ({
  name: `every page fits a screen of 320 px, in ${language}`,
  run: async ({ demo, browser }) => {
    const context = await browser.newContext({ locale: 'de-DE', viewport: narrowest });
    const page = await context.newPage();
    const eyes = looker(page);
    await visit(page, eyes, await publicAddresses(demo.base, language));
    await lookAtRegistration(page, eyes, demo.base, language);
    await lookAtOffice(page, eyes, demo, language);
    await context.close();
    assert(eyes.seen.some((url) => url.includes('/attendees/')), 'no attendee was looked at');
    assert(eyes.wrong.length === 0, eyes.wrong.join('\n'));
  },
}));
