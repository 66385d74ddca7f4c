// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What a public page costs whoever opens it: bytes as they travel (answers' heads and compressed
// bodies), requests, nothing from anybody else's server.
import { gzipSync } from 'node:zlib';
import { prepare } from './prepared.mjs';
import { assert } from './support.mjs';

const kilobyte = 1024;
const most = { cold: 40 * kilobyte, requests: 4, warm: 6 * kilobyte, script: 5 * kilobyte, style: 20 * kilobyte };

/// Watches what travels while the page loads: addresses, and bytes of what did not come from the cache.
async function watch(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const seen = { addresses: [], bytes: 0 };
  const fromCache = new Set();
  // What stands in the stylesheet itself (`data:`) is no request.
  session.on('Network.requestWillBeSent', ({ request }) => !request.url.startsWith('data:') && seen.addresses.push(request.url));
  session.on('Network.requestServedFromCache', ({ requestId }) => fromCache.add(requestId));
  session.on('Network.responseReceived', ({ requestId, response }) => response.fromDiskCache && fromCache.add(requestId));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!fromCache.has(requestId)) seen.bytes += encodedDataLength;
  });
  return seen;
}

/// Whether a browser without a window fetches the icon depends on its version; those of people do.
async function iconOf(page) {
  const address = await page.locator('link[rel=icon]').evaluate((link) => link.href);
  if (address.startsWith('data:')) return undefined;  // it came with the page
  const answer = await fetch(address, { headers: { 'accept-encoding': 'gzip' } });
  const head = [...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  const length = Number(answer.headers.get('content-length'));
  assert(length > 0, 'the icon has no length');
  return { address, bytes: head + length };
}

async function measure(browser, address) {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  const cold = await watch(page);
  await page.goto(address, { waitUntil: 'networkidle' });
  const icon = await iconOf(page);
  if (icon && !cold.addresses.includes(icon.address)) {
    cold.addresses.push(icon.address);
    cold.bytes += icon.bytes;
  }
  // The same page a second time: what is kept is not fetched again.
  const coldBytes = cold.bytes;
  const addresses = [...cold.addresses];
  await page.goto('about:blank');
  await page.goto(address, { waitUntil: 'networkidle' });
  await context.close();
  return { addresses, cold: coldBytes, warm: cold.bytes - coldBytes };
}

const costs = [
  ['the calendar', () => '/'],
  ['the page of an event', () => '/e/loesungstage-digitale-verwaltung'],
  ['the form', () => '/e/loesungstage-digitale-verwaltung/register'],
  ['the page of a paper', () => '/papers/positionspapier-digitaler-rueckstand-2'],
  ["one's own registration", (made) => made.webinars],
].map(([name, pathOf]) => ({
  name: `${name} keeps to its budget of bytes and requests`,
  run: async ({ demo, browser }) => {
    demo.made ??= prepare(demo.base);
    const { addresses, cold, warm } = await measure(browser, demo.base + pathOf(await demo.made));
    console.log(`     ${addresses.length} requests, ${cold} bytes cold, ${warm} warm`);
    assert(addresses.length >= 3 && addresses.length <= most.requests, `needs ${addresses.length} requests: ${addresses.join(', ')}`);
    const foreign = addresses.filter((address) => !address.startsWith(`${demo.base}/`));
    assert(foreign.length === 0, `asks others: ${foreign.join(', ')}`);
    assert(cold > 10 * kilobyte && cold <= most.cold, `${cold} bytes travel the first time`);
    assert(warm > 0 && warm <= most.warm, `${warm} bytes travel the second time`);
  },
}));

const assets = {
  name: 'script and stylesheet keep to their budgets',
  run: async ({ demo }) => {
    const html = await (await fetch(`${demo.base}/`)).text();
    for (const [kind, pattern] of [['script', /src="([^"]+\.js)"/g], ['style', /href="([^"]+\.css)"/g]]) {
      let bytes = 0;
      for (const [, path] of html.matchAll(pattern)) {
        bytes += gzipSync(await (await fetch(demo.base + path)).text(), { level: 9 }).length;
      }
      console.log(`     ${kind}: ${bytes} bytes compressed`);
      assert(bytes > 0 && bytes <= most[kind], `${kind}: ${bytes} bytes compressed`);
    }
  },
};

export const budgets = [...costs, assets];
