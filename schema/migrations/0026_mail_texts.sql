-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- An organiser's own words in mails of one kind and language; without a row the program's words stand.

CREATE TABLE mail_text (
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  kind         TEXT NOT NULL,          -- as events/mail_kinds.cpp has them
  language     TEXT NOT NULL,
  subject      TEXT NOT NULL,          -- with placeholders; empty: the program's
  body         TEXT NOT NULL,          -- Markdown with placeholders; empty: the program's
  changed_at   BIGINT NOT NULL,        -- also tells two people apart who edit at once
  changed_by   BIGINT NOT NULL,        -- staff; 0: the operator
  PRIMARY KEY (organiser_id, kind, language)
);
