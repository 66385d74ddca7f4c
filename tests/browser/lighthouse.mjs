// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What Lighthouse says of the page of an event and of its form. How fast they are is measured as well,
// on a telephone that it simulates, but a test that hangs on the clock proves nothing: bench/run has
// the figure.
import { assert, freePort, startBrowser } from './support.mjs';

const whole = ['accessibility', 'best-practices'];
const paths = ['/e/loesungstage-digitale-verwaltung', '/e/loesungstage-digitale-verwaltung/register'];

/// Points of 100 in each category, and what cost some.
export async function audit(port, address, categories) {
  const { default: lighthouse } = await import('lighthouse');
  const { lhr } = await lighthouse(address, { port, onlyCategories: categories, logLevel: 'silent', output: 'json' });
  assert(!lhr.runtimeError, `Lighthouse: ${lhr.runtimeError?.message}`);
  return categories.map((key) => {
    const { score, auditRefs } = lhr.categories[key];
    const cost = auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1);
    return { key, points: Math.round(score * 100), cost: cost.map(({ id }) => `${id} (${lhr.audits[id].displayValue ?? ''})`) };
  });
}

export const lighthouse = paths.map((path) => ({
  name: `Lighthouse finds nothing wrong with ${path}`,
  run: async ({ demo }) => {
    const port = await freePort();
    const browser = await startBrowser([`--remote-debugging-port=${port}`]);
    try {
      for (const { key, points, cost } of await audit(port, `${demo.base}${path}?lang=de`, whole)) {
        assert(points === 100, `${key}: ${points} of 100 points; ${cost.join(', ')}`);
      }
    } finally {
      await browser.close();
    }
  },
}));
