// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Every page of the list, in every language, loaded once: its answer and its HTML, axe in light and
// dark, nothing that scrolls sideways, and a screenshot at three widths in light and dark. In Dutch each
// page in one state alone, light and wide.
import { mkdirSync } from 'node:fs';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { rules } from './html_rules.mjs';
import { languages, oneMore, pages } from './pages.mjs';
import { prepare } from './prepared.mjs';
import { assert, checkAccessibility, signIn } from './support.mjs';

const screenshots = new URL('../../build/screenshots/', import.meta.url).pathname;
/// Six pictures of each page, for whoever looks at them (docs/web.md); they take as long as the checks.
const pictured = process.env.ZUSAGE_PICTURES === '1';
const validator = new HtmlValidate(new StaticConfigLoader(rules));
const widths = [1280, 768, 320];
const schemes = ['light', 'dark'];
const height = 800;
// 1280 × 1024 px at 400 % (WCAG 1.4.10)
const zoomed = { width: 320, height: 256 };

function checkHtml(html) {
  const { valid, results } = validator.validateStringSync(html);
  if (valid) return;
  const lines = html.split('\n');
  const faults = results.flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${ruleId}: ${message}\n    ${line}: ${lines[line - 1].trim().slice(0, 160)}`);
  throw new Error(`the HTML is not valid:\n  ${faults.join('\n  ')}`);
}

/// What is wrong with the page as it stands, everything on it folded out. What is pressed in header and
/// footer is at least 24 px (WCAG 2.5.8); tables may scroll, in their frame.
function measure() {
  const folded = [...document.querySelectorAll('details:not([open])')];
  for (const part of folded) part.open = true;
  const { scrollWidth, clientWidth } = document.documentElement;
  const wrong = scrollWidth > clientWidth ? [`is ${scrollWidth} px wide on ${clientWidth} px`] : [];
  for (const target of document.querySelectorAll('header a, header button, footer a')) {
    if (!target.checkVisibility()) continue;  // of the menus, one of two stands there
    const { width, height: high } = target.getBoundingClientRect();
    if (width < 24 || high < 24) wrong.push(`'${target.textContent}' is ${width} × ${high} px`);
  }
  for (const part of folded) part.open = false;
  return wrong;
}

/// The distances of WCAG 1.4.12, which readers may set; nothing may get lost by them.
const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }`;

function spaceOut(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}

async function checkReflow(page) {
  await page.setViewportSize(zoomed);
  const wrong = await page.evaluate(measure);
  await page.evaluate(spaceOut, spacing);
  wrong.push(...(await page.evaluate(measure)).map((what) => `${what} with more space in the text`));
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  assert(wrong.length === 0, wrong.join('\n'));
}

async function open(page, state, made, demo, language) {
  const path = typeof state.path === 'function' ? state.path(made) : state.path;
  await page.setViewportSize({ width: widths[0], height });
  await page.emulateMedia({ colorScheme: 'light' });
  const first = await page.goto(`${demo.base}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
  const answer = (state.act && await state.act(page)) ?? first;
  assert(answer.status() === (state.status ?? 200), `${answer.url()} was answered with ${answer.status()}`);
  if (state.route) {
    // The page itself, or the one that `act` led to; a form in steps is sent on to its first step.
    const pattern = new RegExp(`^${state.route.replace(/\{[^}]+\}/g, '[^/]+')}$`);
    const seen = [path.split('?')[0], new URL(page.url()).pathname];
    assert(seen.some((one) => pattern.test(one)), `neither of ${seen.join(' and ')} is a path of ${state.route}`);
  }
  assert(await page.locator('html').getAttribute('lang') === language, 'the language of the page is not the one asked for');
  return answer;
}

/// Each scheme is checked at a width of its own, so that both forms of the page are checked.
async function look(page, name, photographed) {
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of schemes) {
      const checked = (width === widths[0]) === (colorScheme === schemes[0]) && width !== 768;
      if (!checked && !photographed) continue;
      await page.emulateMedia({ colorScheme });
      if (checked) await checkAccessibility(page);
      if (photographed) await page.screenshot({ path: `${screenshots}${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
}

/// A browser's page for the public and one for the organisers' staff, signed in; opened when first needed.
async function pageFor(state, { demo, browser, lane }) {
  const kind = state.staff ? 'staff' : 'visitor';
  if (!lane[kind]) {
    // Without motion, so that nothing is measured on its way from one colour to another.
    const context = await browser.newContext({ locale: 'de-DE', reducedMotion: 'reduce' });
    lane[kind] = await context.newPage();
    if (state.staff) await signIn(lane.staff, demo);
  }
  return lane[kind];
}

async function opened(state, language, with_) {
  const { demo } = with_;
  if (!demo.made) {
    demo.made = prepare(demo.base);
    demo.made.catch(() => {});  // every page that waits for it says so
  }
  const page = await pageFor(state, with_);
  const answer = await open(page, state, await demo.made, demo, language);
  checkHtml(await answer.text());
  return page;
}

async function run(state, language, with_) {
  mkdirSync(screenshots, { recursive: true });
  const page = await opened(state, language, with_);
  await look(page, state.name, pictured && language === languages[0]);
  await checkReflow(page);
}

async function runOnce(state, language, with_) {
  const page = await opened(state, language, with_);
  await checkAccessibility(page);
  await page.setViewportSize(zoomed);
  const wrong = await page.evaluate(measure);
  assert(wrong.length === 0, wrong.join('\n'));
}

const inEachLanguage = languages.flatMap((language) => pages.filter((state) => (state.languages ?? languages).includes(language)).map((state) => ({
  name: `the page ${state.name} in ${language} is accessible, valid and fits every screen`,
  together: true,
  run: (with_) => run(state, language, with_),
})));

// The line that names a route is the page as it usually is; a form is also seen filled in.
const inOneMore = pages.filter(({ route, name, languages: only }) => !only && (route || name.endsWith('-filled'))).map((state) => ({
  name: `the page ${state.name} in ${oneMore} is accessible, valid and fits`,
  together: true,
  run: (with_) => runOnce(state, oneMore, with_),
}));

export const matrix = [...inEachLanguage, ...inOneMore];
