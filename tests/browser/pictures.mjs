// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The pictures of the README, put together from the screenshots of the last run with ZUSAGE_PICTURES=1 (matrix.mjs):
// `node tests/browser/pictures.mjs` writes docs/pictures.
import { existsSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { startBrowser } from './support.mjs';

const root = new URL('../../', import.meta.url).pathname;
const size = { width: 1480, height: 900 };
const frameHeight = 820;

// Name and widths of the screenshots from left to right, each as wide as it is shown.
const pictures = {
  'signing-up': [['event-conference-1280-light', 760], ['step-programme-320-light', 280], ['step-check-320-light', 280]],
  afterwards: [['registration-320-light', 280], ['preferences-320-dark', 280], ['privacy-1280-light', 760]],
  overview: [['form-needs-320-light', 280], ['admin-attendees-1280-light', 540], ['admin-proof-1280-light', 540]],
};

// What a screenshot of a long page has at its right, where the bar for scrolling would be.
const bar = 15;

function frame([name, width]) {
  const taken = Number(/-(\d+)-/.exec(name)[1]);
  const file = `${root}build/screenshots/${name}.png`;
  if (!existsSync(file)) throw new Error(`there is no ${file}; ./test makes it`);
  return `<div style="width:${width}px;height:${frameHeight}px;overflow:hidden;border-radius:10px;box-shadow:0 6px 24px #0004">`
    + `<img src="${pathToFileURL(file)}" style="width:${(100 * taken) / (taken - bar)}%;display:block"></div>`;
}

const browser = await startBrowser();
try {
  const page = await (await browser.newContext({ viewport: size })).newPage();
  for (const [picture, frames] of Object.entries(pictures)) {
    const made = `${root}build/screenshots/picture.html`;
    const body = `<body style="margin:0;height:100vh;display:flex;gap:40px;align-items:center;justify-content:center;background:#d9dee8">`;
    writeFileSync(made, `<!doctype html>${body}${frames.map(frame).join('')}`);
    await page.goto(pathToFileURL(made).href);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: `${root}docs/pictures/${picture}.png` });
  }
} finally {
  await browser.close();
}
