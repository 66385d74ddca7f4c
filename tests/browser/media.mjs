// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// On paper, without motion, in the system's own colours.
import { mkdirSync, writeFileSync } from 'node:fs';
import { prepare } from './prepared.mjs';
import { assert, checkAccessibility } from './support.mjs';

const folder = new URL('../../build/screenshots/', import.meta.url).pathname;

const shown = [
  ['calendar', () => '/'],
  ['event', () => '/e/loesungstage-digitale-verwaltung'],
  ['form', () => '/e/landeskonferenz-digitalisierung/register'],
  ['registration', (made) => made.consents.own],
  ['member-indicators', (made) => `${made.member}/indicators`],
];

/// Each of these pages, opened with the options of a context.
async function onEach({ demo, browser }, options, action) {
  mkdirSync(folder, { recursive: true });
  demo.made ??= prepare(demo.base);
  const context = await browser.newContext({ locale: 'de-DE', ...options });
  const page = await context.newPage();
  for (const [name, pathOf] of shown) {
    await page.goto(`${demo.base}${pathOf(await demo.made)}`);
    await action(page, name);
  }
  await context.close();
}

const onScreenOnly = '.skip-link, .site-header nav, .site-footer, .form-actions, .kern-btn, .on-screen';

/// The colour of the text as red, green and blue, however it is written, and how much text there is.
function inkAndWords(main) {
  const context = document.createElement('canvas').getContext('2d');
  context.fillStyle = getComputedStyle(main).color;
  context.fillRect(0, 0, 1, 1);
  return { ink: [...context.getImageData(0, 0, 1, 1).data].slice(0, 3), words: main.innerText.length };
}

async function checkPrint(page, name) {
  await page.emulateMedia({ media: 'print' });
  const seen = await page.locator(onScreenOnly).evaluateAll((parts) => parts.filter((part) => part.offsetParent !== null)
    .map((part) => part.className));
  assert(seen.length === 0, `${name}: on paper there is ${seen.join(', ')}`);
  const { ink, words } = await page.locator('main').evaluate(inkAndWords);
  assert(Math.max(...ink) < 100, `${name}: on paper the text is rgb(${ink})`);
  assert(words > 100, `${name}: almost nothing is printed`);
  const pdf = await page.pdf({ format: 'A4' });
  assert(pdf.subarray(0, 5).toString() === '%PDF-', `${name} cannot be printed`);
  writeFileSync(`${folder}${name}-print.pdf`, pdf);
  await page.emulateMedia({ media: 'screen' });
}

/// What moves though nothing is to.
function moving() {
  const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0);
  const found = [];
  for (const part of document.querySelectorAll('*')) {
    for (const pseudo of [undefined, '::before', '::after']) {
      const style = getComputedStyle(part, pseudo);
      const moves = (style.transitionProperty !== 'none' && lasts(style.transitionDuration)) || style.animationName !== 'none';
      if (moves) found.push(`${part.tagName.toLowerCase()}.${part.className}${pseudo ?? ''}`);
    }
  }
  return [...new Set(found)];
}

/// What vanishes when only the system's colours are used: fields and buttons without an edge, icons that
/// are drawn by a background.
function vanished() {
  const found = [];
  for (const part of document.querySelectorAll('input:not([type=hidden]), select, textarea, .kern-btn, .kern-alert, .kern-card')) {
    if (part.offsetParent === null || part.matches('.kern-sr-only, .not-for-people *')) continue;
    const own = getComputedStyle(part.closest('.kern-form-input__select-wrapper') ?? part);
    const edge = ['Top', 'Bottom'].some((side) => parseFloat(own[`border${side}Width`]) > 0 && own[`border${side}Style`] !== 'none');
    const outline = own.outlineStyle !== 'none' && parseFloat(own.outlineWidth) > 0;
    if (!edge && !outline) found.push(`${part.outerHTML.slice(0, 100)} has no edge`);
  }
  const behind = getComputedStyle(document.body).backgroundColor;
  for (const icon of document.querySelectorAll('.kern-icon')) {
    if (getComputedStyle(icon).backgroundColor === behind) found.push(`${icon.className} cannot be seen`);
  }
  return found;
}

async function checkForcedColours(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, forcedColors: 'active' });
    const gone = await page.evaluate(vanished);
    assert(gone.length === 0, `${name}: ${gone.join('\n')}`);
    await checkAccessibility(page);
    await page.screenshot({ path: `${folder}${name}-forced-${colorScheme}.png`, fullPage: true });
  }
}

export const media = [
  {
    name: 'pages are printed dark on white, without what can only be pressed',
    run: (with_) => onEach(with_, { colorScheme: 'dark' }, checkPrint),
  },
  {
    name: 'nothing moves for whom it shall not',
    run: async (with_) => {
      await onEach(with_, { reducedMotion: 'reduce' }, async (page, name) => {
        const found = await page.evaluate(moving);
        assert(found.length === 0, `${name}: ${found.join(', ')}`);
      });
    },
  },
  {
    name: "everything is seen in the system's own colours",
    run: (with_) => onEach(with_, { reducedMotion: 'reduce' }, checkForcedColours),
  },
];
