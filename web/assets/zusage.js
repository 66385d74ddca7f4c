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
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    for (const button of form.querySelectorAll('button[type=submit]')) button.setAttribute('aria-disabled', 'true');
    // What downloads stays on its page.
    setTimeout(() => allowSending(form), form.dataset.downloads === undefined ? 10000 : 2000);
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

focusErrorSummary();
sendFormsOnce();
watchPackages();
watchConditionalFields();
