-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What was erased because its time was over, day by day: counts alone.

CREATE TABLE retention_run (
  id           @identity@,
  day          BIGINT UNIQUE,          -- days since 1970, UTC: one a day by itself; NULL: by hand
  started_at   BIGINT NOT NULL,
  claimed_at   BIGINT NOT NULL,        -- by whoever carries it out; another takes it up some time after
  ended_at     BIGINT                  -- NULL: under way
);

CREATE TABLE retention_erased (
  id           @identity@,
  run_id       BIGINT NOT NULL REFERENCES retention_run(id) ON DELETE CASCADE,
  organiser_id BIGINT REFERENCES organiser(id), -- NULL: of nobody in particular
  rule         TEXT NOT NULL,          -- key of events/retention_rules.cpp
  count        BIGINT NOT NULL
);
CREATE INDEX retention_erased_by_run ON retention_erased (run_id);

-- What the deletion asks for every day, and an erasure of each organiser: few rows of many.
CREATE INDEX message_finished ON message (finished_at)
  WHERE needs_consent = 0 AND finished_at IS NOT NULL;
CREATE INDEX message_by_consent_finished ON message (finished_at)
  WHERE needs_consent = 1 AND recipient_key <> '' AND finished_at IS NOT NULL;
CREATE INDEX message_reports ON message (organiser_id) WHERE template = 'barrier-report';
