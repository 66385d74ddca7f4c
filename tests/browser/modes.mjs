// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Screens that their readers have set up: forced colours on light and dark, reduced motion.
import { assert } from './support.mjs';

const form = '/e/loesungstage-digitale-verwaltung/register';

/// What has to be told from the page: colours of the checked radio button and its focus, of icons.
function measure() {
  const radio = document.querySelector('input[type=radio]:checked');
  const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(radio);
  return {
    page: getComputedStyle(document.body).backgroundColor,
    dot: getComputedStyle(radio, '::before').backgroundColor,
    icon: getComputedStyle(document.querySelector('.kern-icon')).backgroundColor,
    border: getComputedStyle(radio).borderTopWidth,
    outline: outlineStyle === 'none' || parseFloat(outlineWidth) === 0 ? 'transparent' : outlineColor,
  };
}

const isTransparent = (colour) => colour === 'transparent' || /, 0\)$/.test(colour);
/// Computed colours come as rgb() and oklch(); white is written in both.
const plain = (colour) => (colour === 'oklch(1 0 0)' ? 'rgb(255, 255, 255)' : colour);

async function checkForcedColours({ demo, browser }, colorScheme) {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  await page.goto(`${demo.base}${form}`);
  await page.click('main form button[type=submit]:not([name])');
  await page.waitForSelector('.error-summary');
  await page.emulateMedia({ forcedColors: 'active', colorScheme });
  const still = await page.evaluate(measure);
  assert(plain(still.dot) !== still.page, `the dot of a radio button is ${still.dot} on ${still.page}`);
  assert(plain(still.icon) !== still.page, `an icon is ${still.icon} on ${still.page}`);
  await page.locator('input[type=radio]:checked').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const focused = await page.evaluate(measure);
  assert(!isTransparent(focused.outline) && focused.outline !== focused.page, `the focus is ${focused.outline}`);
  assert(focused.border !== '0px', 'a radio button that has the focus has no border');
  await context.close();
}

export const modes = [
  { name: '[browser] in forced colours on white everything shows', run: (given) => checkForcedColours(given, 'light') },
  { name: '[browser] in forced colours on black everything shows', run: (given) => checkForcedColours(given, 'dark') },
  {
    name: '[browser] with reduced motion nothing moves',
    async run({ demo, browser }) {
      const context = await browser.newContext({ reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(`${demo.base}${form}`);
      const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => {
        const { transitionDuration, animationName } = getComputedStyle(e);
        return animationName !== 'none' || transitionDuration.split(',').some((time) => parseFloat(time) > 0);
      }).map((e) => e.outerHTML.slice(0, 80)));
      assert(moving.length === 0, `these move: ${moving}`);
      await context.close();
    },
  },
];
