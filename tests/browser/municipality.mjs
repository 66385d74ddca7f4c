// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The field for the municipality: suggestions by keyboard, mouse and without script, with a directory of
// its own in a demonstration of its own.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, checkAccessibility, importMunicipalities, newFolder, startDemo } from './support.mjs';

const narrow = { width: 320, height: 740 };
const form = '/e/messe-kommunale-it/register';  // takes companions, and any municipality
const field = '#f-municipality';

// Some rows of the official directory.
const directory = `ags,ars,name,title,kind,district_ags,district,state,population,area_km2,postal_code,lat,lon
03251028,032515406028,Neuenkirchen,,Kreisangehörige Gemeinde,03251,Diepholz,Niedersachsen,1196,14.67,27251,52.7711,8.7345
03358017,033580017017,Neuenkirchen,,Kreisangehörige Gemeinde,03358,Heidekreis,Niedersachsen,5365,97.10,29643,53.0506,9.6970
03459027,034595404027,Neuenkirchen,,Kreisangehörige Gemeinde,03459,Osnabrück,Niedersachsen,4640,57.63,49586,52.4064,7.8262
05117000,051170000000,Mülheim an der Ruhr,Stadt,Kreisfreie Stadt,05117,Mülheim an der Ruhr,Nordrhein-Westfalen,173050,91.28,45468,51.4137,6.8788
05962016,059620016016,Hemer,Stadt,Stadt,05962,Märkischer Kreis,Nordrhein-Westfalen,35005,67.66,58675,51.3683,7.7772
`;

const prepared = new Map();

/// A demonstration that was filled, then stopped, then given the directory: its folder, and whom it knows.
async function prepare() {
  const folder = newFolder();
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const demo = await startDemo({ folder });
  const { email, password } = demo;
  const saysHow = demo.log().includes('zusage import municipalities');
  await demo.stop();
  assert(saysHow, 'a start without directory does not say how to import one');
  writeFileSync(join(folder, 'directory.csv'), directory);
  importMunicipalities(folder, join(folder, 'directory.csv'));
  return { folder, email, password };
}

/// One for each half of the tests (run.mjs), since no two servers have the same folder at a time.
export function demoWithDirectory(half = 'visitors') {
  if (!prepared.has(half)) prepared.set(half, prepare());
  return prepared.get(half);
}

async function withDirectory(browser, run, options = {}) {
  const demo = await startDemo({ folder: (await demoWithDirectory()).folder });
  try {
    assert(!demo.log().includes('zusage import municipalities'), 'a start with a directory still asks for one');
    const context = await browser.newContext({ locale: 'de-DE', viewport: narrow, ...options });
    const page = await context.newPage();
    await page.goto(`${demo.base}${form}`);
    await run(page, context, demo);
    await context.close();
  } finally {
    await demo.stop();
  }
}

const options = (page) => page.locator('[role=option]:visible');
const expanded = (page) => page.getAttribute(field, 'aria-expanded');
const press = (page, ...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

/// Types with the keyboard and waits for the suggestions to it.
async function type(page, text, first) {
  await page.fill(field, '');
  await page.focus(field);
  await page.keyboard.type(text);
  await options(page).first().filter({ hasText: first }).waitFor({ timeout: 10000 });
}

async function byKeyboard(page) {
  const texts = [['hem', 'Hemer'], ['MUELH', 'Mülheim an der Ruhr'], ['mülh', 'Mülheim an der Ruhr'], ['58675', 'Hemer'], ['0511', 'Mülheim an der Ruhr']];
  for (const [typed, meant] of texts) {
    await type(page, typed, meant);
    assert(await expanded(page) === 'true', `the list for ${typed} is not said to be there`);
    await press(page, 'ArrowDown', 'Enter');
    assert(await page.inputValue(field) === meant, `${typed} became ${await page.inputValue(field)}`);
    assert(await expanded(page) === 'false' && await options(page).count() === 0, 'the list stays when one is chosen');
    assert(page.url().endsWith(form), 'choosing by Enter sends the form');
  }
}

async function throughTheList(page) {
  await type(page, 'neuen', 'Neuenkirchen');
  const active = () => page.evaluate((at) => document.getElementById(document.querySelector(at).getAttribute('aria-activedescendant'))?.textContent, field);
  assert(await options(page).count() === 3, 'not all namesakes are suggested');
  assert(await page.locator('[role=status]').first().textContent().then((text) => text.startsWith('3 ')), 'how many there are is not said');
  assert(await active() === undefined, 'one is chosen by itself');
  await checkAccessibility(page);
  await press(page, 'ArrowDown');
  assert((await active()).includes('Heidekreis'), 'the largest is not the first');
  await press(page, 'End');
  assert((await active()).includes('Diepholz'), 'End does not lead to the last');
  await press(page, 'ArrowDown');
  assert((await active()).includes('Heidekreis'), 'after the last does not come the first');
  await press(page, 'ArrowUp', 'Home');
  assert((await active()).includes('Heidekreis'), 'Home does not lead to the first');
  await page.emulateMedia({ colorScheme: 'dark' });
  await checkAccessibility(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await press(page, 'Escape');
  assert(await options(page).count() === 0 && await page.inputValue(field) === 'neuen', 'Escape does not only close the list');
  await press(page, 'ArrowUp', 'Enter');
  assert(await page.inputValue(field) === 'Neuenkirchen (Landkreis Diepholz, Niedersachsen)', 'the last is not chosen');
}

/// Fills in the rest and sends the form.
async function send(page, email) {
  for (const [name, value] of Object.entries({ given_name: 'Erika', family_name: 'Muster', email })) await page.fill(`[name="${name}"]`, value);
  await page.focus('main form .form-actions button');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function withMouse(page) {
  await type(page, 'neuen', 'Neuenkirchen');
  await options(page).nth(1).click();
  assert(await page.inputValue(field) === 'Neuenkirchen (Landkreis Osnabrück, Niedersachsen)', 'a click does not choose');
  await send(page, 'no address');
  assert(await page.inputValue(field) === 'Neuenkirchen (Landkreis Osnabrück, Niedersachsen)', 'what was chosen does not stand there after a fault');
  await send(page, 'erna@stadt.example.org');
  assert(/\/r\//.test(page.url()), `what was chosen is not understood: ${await page.locator('main').innerText()}`);
}

async function choose(page, selector) {
  await page.focus(selector);
  await page.keyboard.press('Space');
  assert(await page.isChecked(selector), `${selector} cannot be chosen`);
}

async function withoutScript(page, context) {
  await page.focus('button[name=people]');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await page.fill(field, 'Neuenkirchen');
  for (const [name, value] of Object.entries({ given_name: 'Max', family_name: 'Muster', email: 'max@stadt.example.org', municipality: 'neuenkirchen' })) {
    await page.fill(`[name="person.2.${name}"]`, value);
  }
  await send(page, 'erika@stadt.example.org');
  const radios = (name) => page.locator(`[name="${name}"][type=radio]`);
  assert(await radios('municipality').count() === 4 && await radios('person.2.municipality').count() === 4, 'namesakes are no choice');
  assert(await page.inputValue('[name="municipality.typed"]') === 'Neuenkirchen', 'what was typed is lost');
  assert(await page.inputValue('[name="person.2.email"]') === 'max@stadt.example.org', 'what else was typed is lost');
  assert(await page.evaluate(() => document.documentElement.scrollWidth) <= narrow.width, 'the choice is too wide');
  await checkChoice(page, context);
  await choose(page, '[name="municipality"][value="03358017"]');
  await choose(page, '[name="person.2.municipality"][value="other"]');
  await page.fill('[name="person.2.municipality.typed"]', 'Stadt Hemer');
  await send(page, 'erika@stadt.example.org');
  assert(/\/r\//.test(page.url()), `not registered: ${await page.locator('main').innerText()}`);
  assert((await page.locator('main').innerText()).includes('Neuenkirchen'), 'the municipality is not stored');
}

/// axe is a script: the page is looked at as text in a context that has one.
async function checkChoice(page, context) {
  const scripted = await context.browser().newContext({ locale: 'de-DE', viewport: narrow });
  const twin = await scripted.newPage();
  await twin.route(page.url(), async (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: await page.content() }));
  await checkAccessibility(page, { newPage: async () => twin });
  await scripted.close();
}

export const municipality = [
  { name: '[municipality] a municipality is found by name, postal code and AGS, by keyboard alone', run: ({ browser }) => withDirectory(browser, byKeyboard) },
  { name: '[municipality] namesakes are suggested with their districts', run: ({ browser }) => withDirectory(browser, throughTheList) },
  { name: '[municipality] what was chosen is understood, and stands there after a fault', run: ({ browser }) => withDirectory(browser, withMouse) },
  { name: '[municipality] without script namesakes are a choice', run: ({ browser }) => withDirectory(browser, withoutScript, { javaScriptEnabled: false }) },
];
