// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// By which rules of html-validate the served pages are valid: all that it recommends and all for whole
// documents, but for these, each with its reason.
export const rules = {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document'],
  rules: {
    // Both are HTML; ours is written so.
    'doctype-style': ['error', { style: 'lowercase' }],
    // Stylesheet and script come from the same server as the page.
    'require-sri': ['error', { target: 'crossorigin' }],
    // The server reads every value of a name (`session`, `group`), and no script asks for one by it.
    'form-dup-name': 'off',
    // The summary of what is wrong comes before everything else of the page, its h1 too, as GOV.UK has it.
    'heading-level': ['error', { minInitialRank: 'h2' }],
    // Keys are put together with dots.
    'valid-id': ['error', { relaxed: true }],
    // What tells pages apart stands at the beginning of a title; names of events are as long as they are.
    'long-title': 'off',
    // A frame in which a wide table scrolls is a region to be found, but no section of the text.
    'prefer-native-element': ['error', { exclude: ['region'] }],
    // The first button of a form is the one that Enter presses; it is not shown (_sign_up_form.html).
    'prefer-button': ['error', { exclude: ['submit'] }],
  },
};
