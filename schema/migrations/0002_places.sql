-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Second choices, offers of a place with a deadline, people who register together.

ALTER TABLE event ADD COLUMN offer_hours BIGINT NOT NULL DEFAULT 0;  -- 0: who waits moves up at once
ALTER TABLE event_choice ADD COLUMN second_choice BIGINT NOT NULL DEFAULT 0;

CREATE TABLE registration_group (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  booked_by    BIGINT,                 -- the registration of who filled in the form; NULL: had one before
  takes_fewer  BIGINT NOT NULL,        -- some may come although others of them have to wait
  created_at   BIGINT NOT NULL
);

ALTER TABLE registration ADD COLUMN group_id BIGINT REFERENCES registration_group(id);
-- How many places have to be free at once before it moves up: all of a group that stays together.
ALTER TABLE registration ADD COLUMN needs BIGINT NOT NULL DEFAULT 1;
ALTER TABLE registration ADD COLUMN offered_until BIGINT;
-- Booked the programme as a whole, so what is added later is booked too.
ALTER TABLE registration ADD COLUMN package BIGINT NOT NULL DEFAULT 0;
CREATE INDEX registration_in_line ON registration (event_id, needs, id) WHERE status = 'waiting';
CREATE INDEX registration_offered ON registration (offered_until) WHERE status = 'offered';
CREATE INDEX registration_by_group ON registration (group_id) WHERE group_id IS NOT NULL;

-- The session that is taken instead, while somebody waits for the first choice.
ALTER TABLE registration_session ADD COLUMN second_id BIGINT REFERENCES event_session(id);
ALTER TABLE registration_session ADD COLUMN since BIGINT NOT NULL DEFAULT 0;  -- when the wish began: the order of a waiting list
ALTER TABLE registration_session ADD COLUMN offered_until BIGINT;
UPDATE registration_session SET since =
  (SELECT r.registered_at FROM registration r WHERE r.id = registration_id);
CREATE INDEX registration_session_in_line
  ON registration_session (session_id, since, registration_id) WHERE status = 'waiting';
CREATE INDEX registration_session_second
  ON registration_session (second_id, since, registration_id)
  WHERE status = 'waiting' AND second_id IS NOT NULL;
CREATE INDEX registration_session_offered
  ON registration_session (offered_until) WHERE status = 'offered';
