-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Who was welcomed on site, at the event as a whole or (with a session) at one of its sessions.
-- registration.checked_in_at is that of the standing one at the event.
CREATE TABLE check_in (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  event_id        BIGINT NOT NULL REFERENCES event(id),
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  session_id      BIGINT REFERENCES event_session(id),
  at              BIGINT NOT NULL,       -- when the person was there, by the desk's clock if it was offline
  noted_at        BIGINT NOT NULL,       -- when it reached us
  by_staff        BIGINT NOT NULL,       -- 0: the operator at the command line
  desk            TEXT NOT NULL,         -- as staff named it, '' for none
  client_key      TEXT NOT NULL,         -- what is sent again has the same; '' from a page without script
  undone_at       BIGINT
);
-- Whatever several desks do at the same time, one stands.
CREATE UNIQUE INDEX check_in_standing ON check_in (registration_id, COALESCE(session_id, 0))
  WHERE undone_at IS NULL;
CREATE UNIQUE INDEX check_in_sent ON check_in (registration_id, client_key) WHERE client_key <> '';
CREATE INDEX check_in_of_event ON check_in (event_id, session_id) WHERE undone_at IS NULL;
CREATE INDEX check_in_by_session ON check_in (session_id) WHERE session_id IS NOT NULL;
