// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What people do, in a real browser: each journey with and without JavaScript where it has forms.
import { assert, checkAccessibility } from './support.mjs';

const phone = { width: 360, height: 740 };
let people = 0;
export const newAddress = () => `person-${(people += 1)}@stadt.example.org`;

async function newPage(browser, options = {}) {
  const context = await browser.newContext({ locale: 'de-DE', ...options });
  const page = await context.newPage();
  page.context_ = context;
  page.scripted_ = options.javaScriptEnabled ?? true;
  page.on('response', (response) => {
    if (response.status() >= 500) throw new Error(`${response.url()} answered ${response.status()}`);
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
async function checkWidth(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(width <= phone.width, `${page.url()} is ${width} px wide on a phone of ${phone.width} px`);
}

export function withAndWithoutScript(name, run) {
  return [true, false].map((javaScriptEnabled) => ({
    name: `${name}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
    run: async ({ demo, browser }) => {
      const page = await newPage(browser, { javaScriptEnabled, viewport: phone });
      // axe is a script: a page without is looked at again, signed in or not, in a context with it.
      const checked = async () => {
        await checkWidth(page);
        if (javaScriptEnabled) return checkAccessibility(page);
        const scripted = await browser.newContext({ locale: 'de-DE', storageState: await page.context_.storageState() });
        await checkAccessibility(page, scripted);
        return scripted.close();
      };
      await run({ page, demo, checked });
      await page.context_.close();
    },
  }));
}

const signUp = withAndWithoutScript('[S4] a forum is chosen, confirmed, changed and cancelled', async ({ page, demo, checked }) => {
  const email = newAddress();
  await page.goto(`${demo.base}/e/strategie-auftakt`);
  await checked();
  await page.goto(`${demo.base}/e/strategie-auftakt/register`);
  await checked();
  // Sent empty: a summary that leads to each field.
  await submit(page);
  assert((await page.title()).startsWith('Fehler:'), 'the title does not say that there are faults');
  await checked();
  const first = page.locator('.error-summary a, [role=alert] a').first();
  const target = (await first.getAttribute('href')).slice(1);
  assert(await page.locator(`[id="${target}"]`).count() === 1, `the summary leads to #${target}, which is not there`);
  await fill(page, { given_name: 'Erika', family_name: 'Muster-Beispiel', email, municipality: '05962016',
    organisation: 'Stadt Muster' });
  await check(page, '[name="session"][value="forum-2"]');
  await check(page, '[name="answer.role"]');
  for (const box of await page.locator('[name^="consent."]').all()) assert(!(await box.isChecked()), 'a consent is ticked beforehand');
  await check(page, '[name="consent.newsletter"]');
  await submit(page);
  assert(/\/r\//.test(page.url()), `after the form the address is ${page.url()}: ${await page.locator('main').innerText()}`);
  await checked();
  await openMail(page, demo.base, email, 'Bestätig');
  await checked();
  await follow(page, page.locator('main a[href*="/c/"]').first());
  await checked();
  await submit(page);
  await checked();
  await follow(page, page.locator('main a[href*="/u/"]').first());
  await checked();
  await submit(page);
  await checked();
  // Back to the registration by its mail; another forum, then off.
  await openMail(page, demo.base, email, 'Strategie');
  await follow(page, page.locator('main a[href*="/r/"]').first());
  await activate(page, page.locator('summary').first());
  await check(page, '[name="session"][value="forum-3"]');
  await follow(page, page.locator('form:has([name="session"]) button[type=submit]:not([name])'));
  assert((await page.locator('section[aria-labelledby=sessions]').innerText()).includes('Forum 3'), 'the change is not shown');
  await activate(page, page.locator('summary').last());
  await follow(page, page.locator('form[action*="/cancel"] button'));
  await checked();
  await openMail(page, demo.base, email, 'Storniert');
});

/// Signs up for one event with the least that its form asks for.
async function signUpFor(page, demo, slug, extra = async () => {}) {
  const email = newAddress();
  await page.goto(`${demo.base}/e/${slug}/register`);
  await fill(page, { given_name: 'Max', family_name: 'Mustermann', email, organisation: 'Gemeinde Muster' });
  await extra();
  await submit(page);
  assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
  return email;
}

const scenarios = [
  ...withAndWithoutScript('[S1] single webinars are booked, and one sponsor of three is agreed to', async ({ page, demo }) => {
    const email = await signUpFor(page, demo, 'loesungstage-digitale-verwaltung', async () => {
      await check(page, '[name="session"][value="e-file"]');
      await check(page, '[name="session"][value="security"]');
      await check(page, '[name="consent.sponsor-musternetz"]');
    });
    const booked = await page.locator('section[aria-labelledby=sessions] li').count();
    assert(booked === 2, `${booked} sessions are booked instead of 2`);
    await openMail(page, demo.base, email, 'Bestätig');
    assert((await page.locator('main').innerText()).toLowerCase().includes('musternetz'), 'the mail does not name the sponsor');
  }),
  ...withAndWithoutScript('[S1] the whole programme is booked without choosing anything, and changed to single webinars', async ({ page, demo, checked }) => {
    const slug = 'loesungstage-digitale-verwaltung';
    const email = await signUpFor(page, demo, slug, async () => {
      assert(await page.isChecked('[name="package"][value="all"]'), 'the whole programme is not chosen beforehand');
    });
    const words = () => page.locator('section[aria-labelledby=sessions]').innerText();
    assert((await words()).includes('das ganze Programm'), 'the page does not say that everything is booked');
    await checked();
    await activate(page, page.locator('summary').first());
    assert(await page.isChecked('[name="package"][value="all"]'), 'the form for changes has forgotten the package');
    await check(page, '[name="session"][value="e-file"]');
    await follow(page, page.locator('form:has([name="session"]) button[type=submit]:not([name])'));
    assert(await page.locator('section[aria-labelledby=sessions] li').count() === 1, 'more is booked than was ticked');
    await openMail(page, demo.base, email, 'Ihre Anmeldung:');
  }),
  ...withAndWithoutScript('[S1] single webinars without one are explained at the field', async ({ page, demo, checked }) => {
    await page.goto(`${demo.base}/e/loesungstage-digitale-verwaltung/register`);
    await fill(page, { given_name: 'Max', family_name: 'Mustermann', email: newAddress() });
    await check(page, '[name="package"][value="single"]');
    await submit(page);
    assert(await page.locator('[href="#f-session"]').count() === 1, 'the summary does not lead to the programme');
    assert(await page.isChecked('[name="package"][value="single"]'), 'what was chosen is lost');
    await checked();
  }),
  {
    name: '[S1] with JavaScript what is ticked last decides between the whole programme and single webinars',
    run: async ({ demo, browser }) => {
      const page = await newPage(browser);
      await page.goto(`${demo.base}/e/loesungstage-digitale-verwaltung/register`);
      await check(page, '[name="session"][value="e-file"]');
      assert(await page.isChecked('[name="package"][value="single"]'), 'a ticked webinar leaves the whole programme chosen');
      await check(page, '[name="package"][value="all"]');
      assert(!(await page.isChecked('[name="session"][value="e-file"]')), 'the webinar stays ticked beside the whole programme');
      await page.context_.close();
    },
  },
  ...withAndWithoutScript('[S2] a paper is had without any consent', async ({ page, demo, checked }) => {
    const email = await signUpFor(page, demo, 'positionspapier-digitaler-rueckstand-1');
    assert(await page.locator('#consents').count() === 0, 'a consent is shown that nobody gave');
    assert(await page.locator('main a[href*="/f/"]').count() === 0, 'the page delivers before the address was reached');
    assert(!/Veranstaltung|angemeldet|Anmeldung/.test(await page.locator('main').innerText()), 'a paper reads like an event');
    await openMail(page, demo.base, email, 'Positionspapier');
    await follow(page, page.locator('main a[href*="/f/"]').first());
    await checked();
    const download = page.waitForEvent('download');
    await page.locator('form[action*="/f/"] button').click();
    assert((await download).suggestedFilename() === 'positionspapier-1.pdf', 'the button does not deliver the paper');
  }),
  {
    name: '[S2] with JavaScript a question shows when the answer that it hangs on is given',
    run: async ({ demo, browser }) => {
      const page = await newPage(browser);
      await page.goto(`${demo.base}/papers/positionspapier-digitaler-rueckstand-2`);
      const register = page.locator('#f-answer-register');
      assert(!(await register.isVisible()), 'the question shows before it applies');
      await check(page, '[name="answer.interest"][value="registers"]');
      assert(await register.isVisible(), 'the question does not show');
      await check(page, '[name="answer.interest"][value="staff"]');
      assert(!(await register.isVisible()), 'the question stays');
      await page.context_.close();
    },
  },
  ...withAndWithoutScript('[S3] a municipality applies and the fee has to be accepted', async ({ page, demo }) => {
    await page.goto(`${demo.base}/e/vergleichsringe-digitalisierung/register`);
    await submit(page);
    assert(await page.locator('[href="#f-fee"]').count() > 0, 'the fee is not asked for');
    await signUpFor(page, demo, 'vergleichsringe-digitalisierung', async () => {
      await page.fill('[name="municipality"]', `Musterstadt ${Date.now()}`);  // each applies once
      await check(page, '[name="fee"]');
      await page.fill('[name="answer.employees"]', '250');
      await check(page, '[name="answer.strategy"]');
    });
    assert((await page.locator('main').innerText()).includes('Bewerbung'), 'it does not read as an application');
  }),
  ...withAndWithoutScript('[S4] who is no member is told so, and nothing typed is lost', async ({ page, demo }) => {
    await page.goto(`${demo.base}/e/strategie-auftakt/register`);
    await fill(page, { given_name: 'Max', family_name: 'Mustermann', email: newAddress(), municipality: '08111000' });
    await check(page, '[name="session"][value="forum-1"]');
    await submit(page);
    assert(await page.inputValue('[name="family_name"]') === 'Mustermann', 'what was typed is lost');
    assert(await page.isChecked('[name="session"][value="forum-1"]'), 'what was chosen is lost');
    assert(await page.locator('[href="#f-municipality"]').count() > 0, 'the fault is not at the municipality');
  }),
  ...withAndWithoutScript('[S5] needs are asked for and may stay unanswered', async ({ page, demo }) => {
    await signUpFor(page, demo, 'landeskonferenz-digitalisierung');
  }),
  ...withAndWithoutScript('[S6] the calendar is filtered', async ({ page, demo }) => {
    await page.goto(`${demo.base}/?q=E-Rechnung`);
    assert(await page.locator('main a[href*="/e/fachtag-e-rechnung"]').count() > 0, 'the search finds nothing');
    assert(await page.locator('main a[href*="/e/messe-kommunale-it"]').count() === 0, 'the search finds too much');
    await page.goto(`${demo.base}/?q=gibtesnicht`);
    assert((await page.locator('main').innerText()).length > 20, 'an empty result says nothing');
  }),
];

const organiser = withAndWithoutScript('an organiser signs in, finds people and exports them', async ({ page, demo, checked }) => {
  const email = await signUpFor(page, demo, 'fachtag-e-rechnung');
  await page.goto(`${demo.base}/admin/sign-in`);
  await fill(page, { email: demo.email, password: 'wrong' });
  await submit(page);
  assert(await page.inputValue('[name="email"]') === demo.email, 'the address is lost after a wrong password');
  await fill(page, { email: demo.email, password: demo.password });
  await submit(page);
  assert(/\/admin/.test(page.url()) && !/sign-in/.test(page.url()), 'not signed in');
  await page.goto(`${demo.base}/admin/studieninstitut/events`);
  const all = [`${demo.base}/admin`, `${demo.base}/admin/studieninstitut/events`];
  let found = '';
  for (const key of ['portal-kommune', 'studieninstitut', 'kreis-beispielland', 'geodaten-netz', 'grenzregion']) {
    await page.goto(`${demo.base}/admin/${key}/events`);
    if (await page.locator('a[href*="fachtag-e-rechnung"]').count() > 0) found = key;
  }
  assert(found !== '', 'no organiser has the event');
  all.push(`${demo.base}/admin/${found}/events/fachtag-e-rechnung?q=${encodeURIComponent(email)}`);
  for (const address of all) {
    await page.goto(address);
    await checked();
  }
  assert((await page.locator('main').innerText()).includes(email), 'the search does not find the person');
  const csv = await page.context_.request.get(`${demo.base}/admin/${found}/events/fachtag-e-rechnung/export.csv`);
  assert((await csv.text()).includes(email), 'the export lacks the person');
});

export const journeys = [...signUp, ...scenarios, ...organiser];
