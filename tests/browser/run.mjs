// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Runs the journeys in headless Chromium; ZUSAGE_TEST_NAME chooses by name or tag. Prints how many
// passed and failed.
import { journeys } from './journeys.mjs';
import { reflow } from './reflow.mjs';
import { startBrowser, startDemo } from './support.mjs';

const wanted = (process.env.ZUSAGE_TEST_NAME ?? '').toLowerCase();
const chosen = [...journeys, ...reflow].filter(({ name }) => name.toLowerCase().includes(wanted) || wanted === 'browser' || wanted === '[browser]');
let passed = 0;
let failed = 0;

if (chosen.length > 0) {
  const demo = await startDemo();
  const browser = await startBrowser();
  for (const { name, run } of chosen) {
    const begun = Date.now();
    try {
      await run({ demo, browser });
      passed += 1;
      console.log(`ok   ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n${error.stack}`);
    }
  }
  await browser.close();
  await demo.stop();
}
console.log(`passed ${passed}\nfailed ${failed}`);
process.exitCode = failed > 0 ? 1 : 0;
