-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Long forms are asked one group of questions after the other.

-- 1 or 0 where the event file says whether the form comes in steps; NULL: by its length.
ALTER TABLE event ADD COLUMN registration_steps BIGINT;

-- What somebody has typed so far, until it is sent or 24 hours are over. The key is a hash of the
-- token in the address of the form, and the content is encrypted with a key made of that token:
-- whoever has the table alone can open nothing.
CREATE TABLE sign_up_draft (
  key        TEXT PRIMARY KEY,
  event_id   BIGINT NOT NULL REFERENCES event(id) ON DELETE CASCADE,
  content    TEXT NOT NULL,    -- what was typed; once it is sent, what came of it
  sent       BIGINT NOT NULL DEFAULT 0,
  started_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sign_up_draft_by_expiry ON sign_up_draft (expires_at);
CREATE INDEX sign_up_draft_by_event ON sign_up_draft (event_id);
