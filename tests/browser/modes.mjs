// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Screens that their readers have set up: forced colours on light and dark, reduced motion.
import { prepare } from './prepared.mjs';
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

/// How bright the pixels of a picture are in the middle of their order, 0 to 255.
async function medianOf(picture) {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const all = Array.from({ length: data.length / 4 }, (_, i) => (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3);
  return all.sort((one, other) => one - other)[Math.floor(all.length / 2)];
}

/// The outermost line of pixels of a table's frame.
async function brightnessAt(page, edge) {
  const { x, y, width, height } = await page.locator('.table-frame').boundingBox();
  const left = edge === 'left' ? Math.ceil(x) : Math.floor(x + width) - 1;
  const clip = { x: left, y, width: 1, height: Math.min(height, 700 - y) };
  return page.evaluate(medianOf, (await page.screenshot({ clip })).toString('base64'));
}

async function checkTableEdges({ demo, browser }) {
  demo.made ??= prepare(demo.base);
  await demo.made;  // there are mails
  const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${demo.base}/demo/mail`);
  for (const media of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { colorScheme: 'dark', forcedColors: 'active' }]) {
    await page.emulateMedia({ forcedColors: 'none', ...media });
    const scrollTo = (left) => page.locator('.table-frame').evaluate((frame, to) => (frame.scrollLeft = to), left);
    const said = JSON.stringify(media);
    await scrollTo(0);
    const begin = { left: await brightnessAt(page, 'left'), right: await brightnessAt(page, 'right') };
    await scrollTo(10000);
    const end = { left: await brightnessAt(page, 'left'), right: await brightnessAt(page, 'right') };
    assert(Math.abs(begin.right - begin.left) > 60, `${said}: where the table goes on it looks as where it begins`);
    assert(Math.abs(end.left - end.right) > 60, `${said}: scrolled to its end the table does not show what lies before`);
    assert(Math.abs(begin.left - end.right) < 10, `${said}: begin and end of the table look different`);
  }
  await context.close();
}

export const modes = [
  { name: '[browser] a table that is wider than the screen shows on which side it goes on', run: checkTableEdges },
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
