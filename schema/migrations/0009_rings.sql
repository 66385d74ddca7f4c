-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Ring groups of a comparison ring, and the indicators by which their members compare themselves.

CREATE TABLE ring_group (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  key          TEXT NOT NULL,
  title        TEXT NOT NULL,          -- a name, the same in every language
  kind         TEXT NOT NULL,          -- whom it is meant for: city, county, '' for anybody
  position     BIGINT NOT NULL,
  UNIQUE (event_id, key)
);
ALTER TABLE registration ADD COLUMN ring_group_id BIGINT REFERENCES ring_group(id);
CREATE INDEX registration_by_ring_group ON registration (ring_group_id)
  WHERE ring_group_id IS NOT NULL;

CREATE TABLE indicator_answer (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  event_id        BIGINT NOT NULL REFERENCES event(id),
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  indicator       TEXT NOT NULL,       -- key
  period          TEXT NOT NULL,
  value           TEXT NOT NULL,       -- a number with a point, or the key of an option
  answered_by     BIGINT REFERENCES ring_person(id) ON DELETE SET NULL,
  answered_at     BIGINT NOT NULL,
  UNIQUE (registration_id, indicator, period)
);
CREATE INDEX indicator_answer_by_event ON indicator_answer (event_id, indicator, period);

-- What a ring group sees of an indicator: the figures stay as they are until enough answers differ
-- (events/indicator_release.hpp).
CREATE TABLE indicator_release (
  id            @identity@,
  organiser_id  BIGINT NOT NULL REFERENCES organiser(id),
  event_id      BIGINT NOT NULL REFERENCES event(id),
  ring_group_id BIGINT NOT NULL REFERENCES ring_group(id) ON DELETE CASCADE,
  indicator     TEXT NOT NULL,
  period        TEXT NOT NULL,
  figures       TEXT NOT NULL,         -- JSON; kept although answers behind it are erased
  released_at   BIGINT NOT NULL,
  UNIQUE (ring_group_id, indicator, period)
);
CREATE TABLE indicator_release_answer (
  release_id      BIGINT NOT NULL REFERENCES indicator_release(id) ON DELETE CASCADE,
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  value           TEXT NOT NULL,
  PRIMARY KEY (release_id, registration_id)
);
CREATE INDEX indicator_release_answer_by_registration
  ON indicator_release_answer (registration_id);
