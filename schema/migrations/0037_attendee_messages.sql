-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What an organiser writes to the attendees of an event. It goes the way of newsletters: one row
-- says what is written and how far it is sent. Of these rows `last_record` is the newest registration
-- when sending began, and `after_id` the last registration that was looked at.

ALTER TABLE newsletter ADD COLUMN event_id BIGINT REFERENCES event(id);  -- to its attendees
ALTER TABLE newsletter ADD COLUMN kind TEXT NOT NULL DEFAULT 'newsletter'; -- newsletter, service, advertising
ALTER TABLE newsletter ADD COLUMN audience TEXT NOT NULL DEFAULT '{}';   -- JSON: which attendees
ALTER TABLE newsletter ADD COLUMN taken BIGINT NOT NULL DEFAULT 0;       -- attendees taken up so far
CREATE INDEX newsletter_of_event ON newsletter (event_id, id) WHERE event_id IS NOT NULL;

-- A service message is for no purpose.
ALTER TABLE newsletter ADD COLUMN consented_purpose BIGINT REFERENCES purpose(id);
UPDATE newsletter SET consented_purpose = purpose_id;
ALTER TABLE newsletter DROP COLUMN purpose_id;
ALTER TABLE newsletter RENAME COLUMN consented_purpose TO purpose_id;

-- Nobody gets a service message twice.
CREATE UNIQUE INDEX message_to_attendee ON message (newsletter_id, registration_id)
  WHERE newsletter_id IS NOT NULL AND registration_id IS NOT NULL;
