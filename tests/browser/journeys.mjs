// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What people do, in a real browser: each journey with and without JavaScript where it has forms.
import { activate, check, checkWidth, fill, follow, newAddress, newPage, openMail, phone, submit, walkThrough,
  withAndWithoutScript } from './people.mjs';
import { steps } from './steps.mjs';
import { assert, checkAccessibility } from './support.mjs';

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
  await walkThrough(page, {
    person: () => fill(page, { given_name: 'Erika', family_name: 'Muster-Beispiel', email, municipality: '05962016',
      organisation: 'Stadt Muster' }),
    programme: () => check(page, '[name="session"][value="forum-2"]'),
    questions: () => check(page, '[name="answer.role"]'),
    consents: async () => {
      for (const box of await page.locator('[name^="consent."]').all()) assert(!(await box.isChecked()), 'a consent is ticked beforehand');
      await check(page, '[name="consent.newsletter"]');
    },
  }, checked);
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
    assert(await page.locator('[href="#f-session-all"]').count() === 1, 'the summary does not lead to the programme');
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
    await walkThrough(page, {
      person: () => fill(page, { given_name: 'Max', family_name: 'Mustermann', email: newAddress(),
        municipality: `Musterstadt ${Date.now()}` }),  // each applies once
      questions: async () => {
        await page.fill('[name="answer.employees"]', '250');
        await check(page, '[name="answer.strategy"]');
      },
      people: async () => {
        await submit(page);
        assert(await page.locator('[href="#f-fee"]').count() > 0, 'the fee is not asked for');
        await check(page, '[name="fee"]');
      },
    });
    assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
    assert((await page.locator('main').innerText()).includes('Bewerbung'), 'it does not read as an application');
  }),
  ...withAndWithoutScript('[S4] who is no member is told so, and nothing typed is lost', async ({ page, demo }) => {
    await page.goto(`${demo.base}/e/strategie-auftakt/register`);
    await fill(page, { given_name: 'Max', family_name: 'Mustermann', email: newAddress(), municipality: '08111000' });
    await submit(page);
    assert(await page.inputValue('[name="family_name"]') === 'Mustermann', 'what was typed is lost');
    assert(await page.locator('[href="#f-municipality"]').count() > 0, 'the fault is not at the municipality');
  }),
  ...withAndWithoutScript('[S5] needs are asked for and may stay unanswered', async ({ page, demo }) => {
    await page.goto(`${demo.base}/e/landeskonferenz-digitalisierung/register`);
    await walkThrough(page, {
      person: () => fill(page, { given_name: 'Max', family_name: 'Mustermann', email: newAddress() }),
    });
    assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
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

export const journeys = [...signUp, ...scenarios, ...organiser, ...steps];
