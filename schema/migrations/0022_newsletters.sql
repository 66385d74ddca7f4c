-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Newsletters: what is written, and how far it is sent. The recipients follow from the purpose: whoever
-- stands in the ledger up to `last_record`. Nothing here names an address.

CREATE TABLE newsletter (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  public_id    TEXT NOT NULL UNIQUE,    -- in the paths of its pages
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  subject      TEXT NOT NULL,           -- JSON by language
  body         TEXT NOT NULL,           -- JSON by language: Markdown
  state        TEXT NOT NULL,           -- draft, scheduled, sending, paused, sent, cancelled
  version      BIGINT NOT NULL DEFAULT 1, -- grows with everything that staff does to it
  created_at   BIGINT NOT NULL,
  due_at       BIGINT,                  -- when sending begins
  begun_at     BIGINT,
  last_record  BIGINT,                  -- newest record of the organiser's ledger when it began
  recipients   BIGINT,                  -- how many consented then; NULL until they are counted
  after_id     BIGINT NOT NULL DEFAULT 0, -- the last principal that was taken up
  listed       BIGINT NOT NULL DEFAULT 0, -- 1: all were taken up
  sent         BIGINT NOT NULL DEFAULT 0,
  failed       BIGINT NOT NULL DEFAULT 0,
  uncertain    BIGINT NOT NULL DEFAULT 0,
  revoked      BIGINT NOT NULL DEFAULT 0,
  cancelled    BIGINT NOT NULL DEFAULT 0,
  finished_at  BIGINT                   -- everything is counted
);
CREATE INDEX newsletter_by_organiser ON newsletter (organiser_id, id);
CREATE INDEX newsletter_open ON newsletter (id) WHERE finished_at IS NULL AND state <> 'draft';

-- Recipients who were taken up and are kept back, since many messages to the same domain wait.
CREATE TABLE newsletter_waiting (
  newsletter_id BIGINT NOT NULL REFERENCES newsletter(id),
  principal_id  BIGINT NOT NULL REFERENCES principal(id),
  organiser_id  BIGINT NOT NULL REFERENCES organiser(id),
  domain        BIGINT NOT NULL,        -- as message.domain
  PRIMARY KEY (newsletter_id, principal_id)
);
CREATE INDEX newsletter_waiting_by_domain ON newsletter_waiting (newsletter_id, domain, principal_id);

ALTER TABLE message ADD COLUMN newsletter_id BIGINT REFERENCES newsletter(id);
ALTER TABLE message ADD COLUMN counted BIGINT NOT NULL DEFAULT 0;  -- 1: in the newsletter's figures
ALTER TABLE message ADD COLUMN domain BIGINT NOT NULL DEFAULT 0;   -- of the recipient, as a number
ALTER TABLE message ADD COLUMN pace BIGINT NOT NULL DEFAULT 0;     -- 1, 2: has its turn (mailer/pace.hpp)
CREATE UNIQUE INDEX message_of_newsletter ON message (newsletter_id, principal_id) WHERE newsletter_id IS NOT NULL;
CREATE INDEX message_not_counted ON message (newsletter_id) WHERE newsletter_id IS NOT NULL AND counted = 0;

-- When the next newsletter may go to a domain; 0: to any.
CREATE TABLE newsletter_pace (
  domain  BIGINT PRIMARY KEY,
  free_at BIGINT NOT NULL
);

-- People of a purpose one after the other.
CREATE INDEX consent_state_in_order ON consent_state (purpose_id, principal_id);
