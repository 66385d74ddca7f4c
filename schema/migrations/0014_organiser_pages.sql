-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What an organiser says on the pages that the law asks for.

CREATE TABLE organiser_page (
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  page         TEXT NOT NULL,          -- imprint, privacy, accessibility, plain_language, sign_language
  content      TEXT NOT NULL,          -- JSON as the event file has it, checked
  PRIMARY KEY (organiser_id, page)
);
