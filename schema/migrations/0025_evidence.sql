-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What the data protection officer looks at: when the chain was verified last and with what result,
-- and heads that carry a tree over their records, so that one person's records can be traced to a
-- head without the records of others.

ALTER TABLE published_head ADD COLUMN first_sequence BIGINT NOT NULL DEFAULT 0; -- first leaf; 0: no tree
ALTER TABLE published_head ADD COLUMN root TEXT NOT NULL DEFAULT '';            -- RFC 9162 2.1.1, hex

-- The last time that an organiser's chain was verified.
CREATE TABLE verification (
  organiser_id BIGINT PRIMARY KEY REFERENCES organiser(id),
  records      BIGINT NOT NULL,
  head         TEXT NOT NULL,
  problems     BIGINT NOT NULL,        -- how many
  first        TEXT NOT NULL,          -- the first of them, a JSON array of texts
  started_at   BIGINT NOT NULL,
  finished_at  BIGINT NOT NULL,
  told_at      BIGINT                  -- since when officers know of the problems; NULL: there are none
);

-- Whom an import must not ask, although the ledger has no withdrawal of theirs: their revocation
-- came in a list, and they were not known.
CREATE TABLE suppression (
  principal_id BIGINT NOT NULL REFERENCES principal(id),
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  at           BIGINT NOT NULL,
  PRIMARY KEY (principal_id, purpose_id)
);

-- Who was asked to confirm what an import said without evidence: once ever.
CREATE TABLE import_request (
  principal_id BIGINT NOT NULL REFERENCES principal(id),
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  asked_at     BIGINT NOT NULL,
  PRIMARY KEY (principal_id, purpose_id)
);

-- How many consents began to permit, less those that ended, in each month of home time (years * 12 +
-- months - 1), as far as the chain was counted; what a page counts itself behind it is little.
CREATE TABLE consent_month (
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  month        BIGINT NOT NULL,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  change       BIGINT NOT NULL,
  PRIMARY KEY (purpose_id, month)
);
CREATE TABLE consent_month_counted (
  organiser_id BIGINT PRIMARY KEY REFERENCES organiser(id),
  sequence     BIGINT NOT NULL         -- of the last record that was counted
);

-- Whether somebody has looked at a person's proof today already.
CREATE INDEX audit_entry_views ON audit_entry (organiser_id, subject, at)
  WHERE action = 'proof.viewed';
