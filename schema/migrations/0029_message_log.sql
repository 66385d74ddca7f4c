-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What came back to a message: 0 nothing, 1 for now, 2 for good, 3 a complaint. The reports stand
-- among its attempts (outcome 'returned-…', phase 'report').
ALTER TABLE message ADD COLUMN returned BIGINT NOT NULL DEFAULT 0;

-- The log of messages, the newest first: of an organiser, of an event, and those in trouble.
CREATE INDEX message_log ON message (organiser_id, id);
CREATE INDEX message_log_of_event ON message (event_id, id) WHERE event_id IS NOT NULL;
CREATE INDEX message_in_trouble ON message (organiser_id, id)
  WHERE state IN ('failed', 'uncertain') OR returned > 0;
