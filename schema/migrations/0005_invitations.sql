-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Invitations: codes that let people in, as often as they say, with seats kept for them or not.

CREATE TABLE invitation (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  code         TEXT NOT NULL,           -- as it is given out
  code_key     TEXT NOT NULL,           -- as it is compared
  uses         BIGINT,                  -- NULL: any number
  used         BIGINT NOT NULL DEFAULT 0,
  seats        BIGINT NOT NULL,         -- how many were to be kept
  seats_left   BIGINT NOT NULL,         -- still kept; these count in event.taken
  until        BIGINT,
  ended_at     BIGINT,
  from_file    BIGINT NOT NULL,         -- stands in the event file
  created_at   BIGINT NOT NULL,
  UNIQUE (event_id, code_key)
);
CREATE INDEX invitation_due ON invitation (until) WHERE ended_at IS NULL AND until IS NOT NULL;

ALTER TABLE registration ADD COLUMN invitation_id BIGINT REFERENCES invitation(id);
ALTER TABLE registration ADD COLUMN reserved BIGINT NOT NULL DEFAULT 0;  -- has one of its kept seats
