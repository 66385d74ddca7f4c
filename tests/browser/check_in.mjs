// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// A desk on site: checks in by code, reference and name, takes it back, and works on without a
// connection.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fill, follow, newAddress, newPage, phone, submit, withAndWithoutScript } from './people.mjs';
import { assert, signIn, startBrowser } from './support.mjs';

const event = 'mails-plain';
const desk = `/admin/portal-kommune/events/${event}/check-in`;
const words = (page) => page.locator('main').innerText();
const result = (page) => page.locator('#result').innerText();
const button = (page, text) => page.locator('main button:visible', { hasText: text }).first();

/// Somebody who is registered: their reference, and the code that their page shows.
async function withCode({ demo, browser }, family) {
  const page = await newPage(browser, { javaScriptEnabled: false });
  await page.goto(`${demo.base}/e/${event}/register?lang=de`);
  await fill(page, { given_name: 'Erika', family_name: family, email: newAddress().replace('person', 'einlass') });
  await submit(page);
  const text = await words(page);
  const [reference] = /[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}/.exec(text) ?? [];
  assert(reference, 'there is no reference');
  const codes = page.locator('svg.qr-code');
  assert(await codes.count() === 1, 'there is no code');
  const code = await codes.evaluate((svg) => svg.outerHTML);
  await page.context_.close();
  return { reference, code };
}

const registered = async (shared, family) => (await withCode(shared, family)).reference;

async function openDesk(page, demo, name = 'Nord') {
  await signIn(page, demo);
  await page.goto(`${demo.base}${desk}?lang=de&desk=${name}`);
}

async function enter(page, code) {
  await page.fill('#code', code);
  if (page.scripted_) await page.press('#code', 'Enter');
  else await follow(page, button(page, 'Eintragen oder suchen'));
}

const untilResult = (page, text) => page.locator('#result', { hasText: text }).waitFor({ timeout: 5000 });

const atDesk = withAndWithoutScript('[check-in] a desk checks in by number and name and takes it back', async ({ page, demo, checked, browser }) => {
  const family = page.scripted_ ? 'Einlassmuster' : 'Ohneskript';
  const reference = await registered({ demo, browser }, family);
  await openDesk(page, demo);
  await checked();
  await enter(page, reference);
  await untilResult(page, `Erika ${family} ist da.`);
  await checked();
  await enter(page, reference);
  await untilResult(page, 'war schon eingetragen');
  assert((await result(page)).includes('Nord'), 'the desk is not told');
  await follow(page, button(page, 'Rückgängig machen'));
  await untilResult(page, 'nicht mehr eingetragen');
  await page.fill('#code', family.toLowerCase());
  await follow(page, button(page, 'Eintragen oder suchen'));
  await checked();
  assert((await words(page)).includes('wird erwartet'), 'the person is not found');
  const one = page.locator('.check-in-one button');
  assert(await page.inputValue('#code') === '', 'what was searched for stands in the field');
  if (page.scripted_) await one.click();
  else await follow(page, one);
  await untilResult(page, `Erika ${family} ist da.`);
  if (page.scripted_) {
    const list = await page.locator('.check-in-found').innerText();
    assert(!list.includes('wird erwartet') && list.includes('ist da'), `the list is as before: ${list}`);
    // A hand scanner types into what has the focus.
    await page.keyboard.type(reference);
    await page.keyboard.press('Enter');
    await untilResult(page, 'war schon eingetragen');
  }
  await page.goto(`${demo.base}${desk}/list?lang=de`);
  assert((await words(page)).includes(`${family}, Erika`), 'the list does not name the person');
  await checked();
});

const offline = {
  name: '[check-in] without a connection codes wait, are sent once, and conflicts are shown',
  run: async ({ demo, browser }) => {
    const free = await registered({ demo, browser }, 'Wartet');
    const taken = await registered({ demo, browser }, 'Woanders');
    const page = await newPage(browser, { viewport: phone });
    await openDesk(page, demo);
    await page.context_.setOffline(true);
    await enter(page, free);
    await untilResult(page, 'Vorgemerkt');
    await enter(page, taken);
    await page.locator('#queue-state', { hasText: 'Noch nicht gesendet: 2' }).waitFor({ timeout: 5000 });
    await enter(page, 'Wartet');
    await untilResult(page, 'Nach Namen suchen geht erst wieder mit Verbindung');
    await page.keyboard.type(taken);
    assert(await page.inputValue('#code') === taken, 'a scan is appended to the name');
    await page.keyboard.press('Enter');
    await untilResult(page, 'Vorgemerkt');
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    assert(kept.includes(free) && !/Wartet|Woanders|Erika/.test(kept), 'what is kept is not codes alone');

    const other = await newPage(browser);
    await openDesk(other, demo, 'Nordost');
    await enter(other, taken);
    await untilResult(other, 'ist da');
    await other.context_.close();

    await page.context_.setOffline(false);
    await page.locator('#conflicts li').first().waitFor({ timeout: 15000 });
    const conflicts = await page.locator('#conflicts').innerText();
    assert(conflicts.includes('Woanders war schon eingetragen') && conflicts.includes('Nordost'), `the conflict is not told: ${conflicts}`);
    assert(!conflicts.includes('Wartet'), 'who was checked in is shown as a conflict');
    assert(await page.evaluate(() => !/client_key/.test(JSON.stringify(localStorage))), 'something still waits');
    await untilResult(page, 'Woanders war schon eingetragen');
    assert(await page.locator('#queue').isHidden(), 'the queue is still shown');
    await page.reload();
    const again = await page.locator('#conflicts').innerText();
    assert(again.includes('war schon eingetragen') && again.includes(taken), `a reload loses the conflict: ${again}`);
    assert(await page.evaluate(() => !/Woanders/.test(JSON.stringify(localStorage))), 'a name is kept');
    await button(page, 'Gelesen').click();
    assert(await page.locator('#conflicts-part').isHidden(), 'what was read is still shown');
    assert(await page.evaluate(() => !/schon/.test(JSON.stringify(localStorage))), 'what was read is still kept');
    await enter(page, free);
    await untilResult(page, 'war schon eingetragen');
    await page.context_.close();
  },
};

const reader = readFileSync(createRequire(import.meta.url).resolve('jsqr'), 'utf8');

/// What reads codes in pictures, where the browser has none: Chromium has it on Android and macOS alone.
async function withDetector(page) {
  await page.addInitScript(reader);
  await page.addInitScript(() => {
    if ('BarcodeDetector' in window) return;
    window.BarcodeDetector = class {
      static async getSupportedFormats() {
        return ['qr_code'];
      }
      async detect(video) {
        const [width, height] = [video.videoWidth, video.videoHeight];
        const picture = new OffscreenCanvas(width, height).getContext('2d');
        picture.drawImage(video, 0, 0);
        const found = window.jsQR(picture.getImageData(0, 0, width, height).data, width, height);
        return found ? [{ rawValue: found.data }] : [];
      }
    };
  });
}

/// A browser whose camera sees the code.
async function filming(browser, code, folder) {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
  await page.setContent(`<style>body { margin: 90px 170px } svg { width: 300px; height: 300px }</style>${code}`);
  const frame = await page.screenshot({ type: 'jpeg' });
  await page.close();
  const film = join(folder, 'film.mjpeg');
  writeFileSync(film, Buffer.concat(Array.from({ length: 10 }, () => frame)));
  return startBrowser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]);
}

const camera = {
  name: '[check-in] a code that is held up to the camera is read once, and the camera goes off again',
  run: async ({ demo, browser }) => {
    const { code } = await withCode({ demo, browser }, 'Gefilmt');
    const folder = mkdtempSync(join(tmpdir(), 'zusage-film-'));
    let filmed;
    try {
      filmed = await filming(browser, code, folder);
      const page = await newPage(filmed, { viewport: phone });
      await withDetector(page);
      await openDesk(page, demo);
      await page.click('#camera');
      await untilResult(page, 'Erika Gefilmt ist da.');
      assert(await page.locator('#video').isVisible(), 'what the camera sees is not shown');
      await page.waitForTimeout(1000);  // several looks at the same picture
      assert((await result(page)).includes('ist da.'), `the same code was taken again: ${await result(page)}`);
      await page.click('#camera');
      assert(await page.locator('#video').isHidden(), 'the picture stays');
      const ended = await page.locator('#video').evaluate(({ srcObject }) => srcObject.getTracks().every((track) => track.readyState === 'ended'));
      assert(ended, 'the camera stays on');
    } finally {
      await filmed?.close();
      rmSync(folder, { recursive: true });
    }
  },
};

const noCamera = {
  name: '[check-in] without a camera that is said, and typing works on',
  run: async ({ demo, browser }) => {
    const reference = await registered({ demo, browser }, 'Ungefilmt');
    const page = await newPage(browser);
    await withDetector(page);
    await openDesk(page, demo);
    await page.click('#camera');
    await page.locator('#camera-note').waitFor({ timeout: 5000 });
    assert(await page.locator('#video').isHidden(), 'there is a picture of nothing');
    await enter(page, reference);
    await untilResult(page, 'Erika Ungefilmt ist da.');
    await page.context_.close();
  },
};

const small = {
  name: '[check-in] its script is small and comes with its page alone',
  run: async ({ demo, browser }) => {
    const page = await newPage(browser);
    await openDesk(page, demo);
    const address = await page.locator('script[src*="check_in"]').evaluate((script) => script.src);
    const bytes = gzipSync(await (await fetch(address)).text(), { level: 9 }).length;
    console.log(`     script: ${bytes} bytes compressed`);
    assert(bytes <= 5 * 1024, `${bytes} bytes compressed`);
    await page.goto(`${demo.base}/admin/portal-kommune/events`);
    assert(await page.locator('script[src*="check_in"]').count() === 0, 'other pages have it too');
    await page.context_.close();
  },
};

export const checkIn = [...atDesk, offline, camera, noCamera, small];
