-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Whoever owns the machine can write a whole new chain of consent records; the heads that were given
-- away before show it. A row says which ones were, so that a proof can name the first that covers it.

CREATE TABLE published_head (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  sequence     BIGINT NOT NULL,        -- of the record that was the last one then
  hash         TEXT NOT NULL,          -- of that record
  published_at BIGINT NOT NULL,
  recipients   BIGINT NOT NULL,        -- to how many people it was mailed; 0: it is in the log alone
  UNIQUE (organiser_id, sequence)
);
