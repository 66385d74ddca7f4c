-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Settings that no query asks for, as one JSON object each (events/event_details.hpp).

ALTER TABLE event ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
ALTER TABLE event_session ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
ALTER TABLE event_question ADD COLUMN details TEXT NOT NULL DEFAULT '{}';

-- Who was there, at a session or (without one) at the event as a whole.
CREATE TABLE attendance (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  session_id      BIGINT REFERENCES event_session(id),
  joined_at       BIGINT,               -- as far as the source says
  minutes         BIGINT,
  source          TEXT NOT NULL,        -- staff, bigbluebutton, zoom, generic
  noted_at        BIGINT NOT NULL
);
CREATE UNIQUE INDEX attendance_of_event ON attendance (registration_id) WHERE session_id IS NULL;
CREATE UNIQUE INDEX attendance_of_session ON attendance (registration_id, session_id)
  WHERE session_id IS NOT NULL;
CREATE INDEX attendance_by_session ON attendance (session_id) WHERE session_id IS NOT NULL;
