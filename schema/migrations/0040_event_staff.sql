-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Who works for an organiser at single events only (organisers/event_staff.hpp), and the mailed
-- invitations to do so.

CREATE TABLE event_staff (
  event_id     BIGINT NOT NULL REFERENCES event(id) ON DELETE CASCADE,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id), -- the event's main one
  staff_id     BIGINT NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  role         TEXT NOT NULL,          -- organiser, check-in
  given_at     BIGINT NOT NULL,
  PRIMARY KEY (event_id, staff_id)
);
CREATE INDEX event_staff_by_staff ON event_staff (staff_id);
CREATE INDEX event_staff_by_organiser ON event_staff (organiser_id);

ALTER TABLE staff_token ADD COLUMN event_id BIGINT REFERENCES event(id) ON DELETE CASCADE; -- NULL: all of the organiser
CREATE INDEX staff_token_by_event ON staff_token (event_id) WHERE event_id IS NOT NULL;
