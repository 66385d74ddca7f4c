-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Purposes as the organiser's page keeps them: consents that end with the time, new wordings that
-- have to be agreed to anew, purposes that are over.

-- Part of what was shown: the consent ends so many calendar months after it was given; 0: never.
ALTER TABLE notice ADD COLUMN valid_months BIGINT NOT NULL DEFAULT 0;

ALTER TABLE purpose ADD COLUMN by_page BIGINT NOT NULL DEFAULT 0;       -- 1: files leave it as it is
ALTER TABLE purpose ADD COLUMN ended_at BIGINT;                         -- offered no more since then
ALTER TABLE purpose ADD COLUMN ends_standing BIGINT NOT NULL DEFAULT 0; -- 1: and with it what stood

-- When what stands ends by itself, found without computing it from the record and its notice, which
-- decide; NULL: it does not, or does not stand.
ALTER TABLE consent_state ADD COLUMN valid_until BIGINT;
CREATE INDEX consent_state_ending ON consent_state (valid_until) WHERE valid_until IS NOT NULL;

-- What the organiser decided about consents under the versions before this one.
CREATE TABLE renewal (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  version      BIGINT NOT NULL,        -- consents under older ones have to be renewed
  deadline     BIGINT NOT NULL,        -- then those that are not end
  decided_by   BIGINT NOT NULL,        -- staff; 0: the operator
  decided_at   BIGINT NOT NULL,
  state        TEXT NOT NULL,          -- running, done, dropped (the old ones stay), replaced
  ended_at     BIGINT,                 -- left running
  ending       BIGINT NOT NULL DEFAULT 0, -- 1: the deadline is over, the position counts those ended
  position     BIGINT NOT NULL DEFAULT 0, -- up to which person this pass has come
  look_at      BIGINT NOT NULL         -- when the next pass begins
);
CREATE UNIQUE INDEX renewal_running ON renewal (purpose_id) WHERE state = 'running';
CREATE INDEX renewal_by_purpose ON renewal (purpose_id, version);

-- Who was asked, once for each renewal.
CREATE TABLE renewal_asked (
  renewal_id   BIGINT NOT NULL REFERENCES renewal(id),
  principal_id BIGINT NOT NULL REFERENCES principal(id),
  asked_at     BIGINT NOT NULL,
  PRIMARY KEY (renewal_id, principal_id)
);
