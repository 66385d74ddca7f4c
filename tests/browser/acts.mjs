// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// What is done on a page so that it shows a state (pages.mjs). Each returns the answer that came, or
// nothing where the page stays.
// The button without a name is the one that sends; where several have names, the first.
const buttons = ['button[type=submit]:not([name])', 'button[type=submit]'];

/// Does what leads to another page; its answer.
async function answerTo(page, action) {
  const [answer] = await Promise.all([page.waitForNavigation(), action()]);
  return answer;
}

/// Types into the named fields and sends the first form of the page, or the one that `form` names.
export function sendForm(fields = {}, form = 'form[method=post]') {
  return async (page) => {
    await page.evaluate(() => document.querySelectorAll('main details').forEach((part) => (part.open = true)));
    const sent = page.locator('main').locator(form).first();
    for (const [name, value] of Object.entries(fields)) await sent.locator(`[name="${name}"]`).first().fill(value);
    const unnamed = await sent.locator(buttons[0]).count() > 0;
    return answerTo(page, () => sent.locator(buttons[unnamed ? 0 : 1]).first().click());
  };
}

/// Follows a link of the page that `act` leads to.
export function follow(act, link) {
  return async (page) => {
    await act(page);
    return answerTo(page, () => page.locator(link).first().click());
  };
}

/// Everything that can be typed is typed, at some length; every box is ticked.
export async function fillIn(page) {
  const typed = { email: 'vorname.nachname@stadtverwaltung-musterhausen.example.org', tel: '+49 30 23125 000', number: '1234',
    date: '2027-03-04' };
  for (const field of await page.locator('main form :is(input, textarea):visible').all()) {
    const type = await field.getAttribute('type');
    if (type === 'submit') continue;
    if (type === 'checkbox') await field.check();
    else if (type !== 'radio') await field.fill(typed[type] ?? 'Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrt');
  }
}

/// Sends a form to `path` from the page that is open, or from a page of somebody else's.
export function postFrom(path, fields, { elsewhere = false } = {}) {
  return async (page) => {
    const address = new URL(path, page.url());
    address.search = new URL(page.url()).search;
    if (elsewhere) await page.goto('about:blank');
    return answerTo(page, () => page.evaluate(([action, values]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action });
      for (const [name, value] of values) form.append(Object.assign(document.createElement('input'), { name, value }));
      document.body.append(form);
      form.submit();
    }, [address.href, Object.entries(fields)]));
  };
}
