// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Comforts; every page works without them.
'use strict';

// The summary of what is wrong is the first thing to read.
function focusErrorSummary() {
  const summary = document.getElementById('error-summary');
  if (summary) summary.focus();
}

// A second press while the first is on its way changes nothing. The button is not disabled: it would
// lose the focus, and its name and value would not be sent.
function sendFormsOnce() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    // What downloads stays, and another button of it does something else.
    const downloads = form.dataset.downloads !== undefined;
    const to = downloads && event.submitter ? event.submitter.formAction : 'yes';
    if (form.dataset.sent === to) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = to;
    for (const button of form.querySelectorAll('button[type=submit]')) {
      if (!downloads || button.formAction === to) button.setAttribute('aria-disabled', 'true');
    }
    setTimeout(() => allowSending(form), downloads ? 2000 : 10000);
  });
  // Back from the next page: the form can be sent again.
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(allowSending));
}

function allowSending(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('button[type=submit]')) button.removeAttribute('aria-disabled');
}

function answersTo(form, name) {
  const answers = [];
  for (const control of form.elements) {
    if (control.name !== name || control.matches(':disabled')) continue;
    if ((control.type === 'radio' || control.type === 'checkbox') && !control.checked) continue;
    answers.push(control.value);
  }
  return answers;
}

// Whether the session that a question belongs to is chosen, as first or second choice, or with the
// whole programme.
function isChosen(form, session, open) {
  if (open && answersTo(form, 'package').includes('all')) return true;
  const names = new Set();
  for (const { name } of form.elements) if (/^(session$|session\.|second\.)/.test(name)) names.add(name);
  return [...names].some((name) => answersTo(form, name).includes(session));
}

// Questions that depend on an answer show when it was given: data-show-if names the other field,
// data-show-is is a JSON list of its answers; data-show-session names a session.
const conditional = '[data-show-if], [data-show-session]';

function isAsked(form, { showIf, showIs, showSession, showOpen }) {
  if (showSession && !isChosen(form, showSession, showOpen)) return false;
  if (!showIf) return true;
  const wanted = JSON.parse(showIs || '[]');
  return answersTo(form, showIf).some((answer) => wanted.includes(answer));
}

function showConditionalFields(form) {
  for (const part of form.querySelectorAll(conditional)) {
    const shown = isAsked(form, part.dataset);
    part.hidden = !shown;
    const controls = part.matches('fieldset') ? [part] : part.querySelectorAll('input, select, textarea');
    for (const control of controls) control.disabled = !shown;
  }
}

function watchConditionalFields() {
  for (const form of document.forms) {
    if (!form.querySelector(conditional)) continue;
    showConditionalFields(form);
    form.addEventListener('input', () => showConditionalFields(form));
  }
}

// The whole programme or single sessions: what is ticked last decides. Without script ticked boxes do.
function watchPackages() {
  for (const field of document.querySelectorAll('[data-package]')) {
    field.addEventListener('change', ({ target }) => {
      if (target.type === 'checkbox' && target.checked) field.querySelector('[value=single]').checked = true;
      if (target.value !== 'all' || target.type !== 'radio') return;
      for (const box of field.querySelectorAll('[type=checkbox]')) box.checked = false;
    });
  }
}

// Municipalities are suggested while one types (WAI-ARIA 1.2: editable combobox with list
// autocomplete, nothing is chosen by itself). What is chosen is a text that the server understands.
function suggestMunicipalities(input) {
  const [none, one, many] = input.dataset.municipality.split('|');
  const list = document.createElement('ul');
  const status = document.createElement('div');
  let active = -1, timer, asking;
  list.id = `${input.id}-list`;
  list.className = 'suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', input.labels[0].textContent);
  status.className = 'kern-sr-only';
  status.setAttribute('role', 'status');
  const states = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' };
  for (const name in states) input.setAttribute(name, states[name]);
  input.after(list, status);

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute('aria-expanded', shown);
    activate(-1);
  }
  function activate(index) {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = index;
    const option = list.children[index];
    if (!option) return input.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', option.id);
  }
  // What is still on its way is not wanted any more.
  function stop() {
    clearTimeout(timer);
    asking?.abort();
    status.textContent = '';
  }
  function close() {
    stop();
    open(false);
  }
  function choose(option) {
    input.value = option.dataset.label;
    close();
  }
  function show(found) {
    list.replaceChildren(...found.map(({ name, label, district, state }, index) => {
      const option = document.createElement('li');
      const place = document.createElement('span');
      option.id = `${list.id}-${index}`;
      option.dataset.label = label;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      place.textContent = `${district}, ${state}`;
      option.append(name, ' ', place);
      return option;
    }));
    open(found.length > 0);
    status.textContent = found.length > 1 ? many.replace('#', found.length) : found.length ? one : none;
  }
  async function ask() {
    asking = new AbortController();
    const { signal } = asking;
    const address = `/api/v1/municipalities?q=${encodeURIComponent(input.value.trim().slice(0, 100))}`;
    try {
      const answer = await fetch(address, { signal });
      // Without a directory the answer has no version, and nothing is to be said.
      const found = answer.ok && answer.headers.has('ETag') ? await answer.json() : undefined;
      if (!signal.aborted && found) show(found);
    } catch { /* given up, or no network: the field works without */ }
  }

  input.addEventListener('input', () => {
    stop();
    activate(-1);
    const other = input.closest('fieldset')?.querySelector('[value=other]');
    if (other) other.checked = true;
    if (input.value.trim().length > 1) timer = setTimeout(ask, 120);
    else open(false);
  });
  input.addEventListener('keydown', (event) => {
    const last = list.children.length - 1;
    const { key } = event;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || last < 0) return;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const down = key === 'ArrowDown';
      if (list.hidden) open(true);
      activate(down ? (active < last ? active + 1 : 0) : (active > 0 ? active - 1 : last));
    } else if (list.hidden) {
      return;
    } else if (key === 'Escape') {
      close();
    } else if (active < 0) {
      return;
    } else if (key === 'Enter') {
      choose(list.children[active]);
    } else if (key === 'Home' || key === 'End') {
      activate(key === 'Home' ? 0 : last);
    } else {
      return;
    }
    event.preventDefault();
  });
  input.addEventListener('blur', close);
  list.addEventListener('mousedown', (event) => event.preventDefault());  // the field keeps the focus
  list.addEventListener('click', ({ target }) => {
    const option = target.closest('li');
    if (option) choose(option);
  });
}

focusErrorSummary();
sendFormsOnce();
watchPackages();
watchConditionalFields();
document.querySelectorAll('input[data-municipality]').forEach(suggestMunicipalities);
