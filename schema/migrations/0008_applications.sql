-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Municipalities that apply to a comparison ring, and the people who stand for them.

-- The official directory (`zusage import municipalities`): municipalities with 8 digits, counties
-- with 5.
CREATE TABLE municipality (
  ags           TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  title         TEXT NOT NULL,          -- Stadt, Landeshauptstadt, Markt, …
  kind          TEXT NOT NULL,          -- municipality, district_free_city, county
  district_ags  TEXT NOT NULL,
  district      TEXT NOT NULL,
  state         TEXT NOT NULL,
  population    BIGINT NOT NULL,
  postal_code   TEXT NOT NULL,          -- of the seat
  latitude      BIGINT,                 -- millionths of a degree, WGS84
  longitude     BIGINT,
  folded        TEXT NOT NULL           -- the name as it is compared and searched
);
CREATE INDEX municipality_by_name ON municipality (folded, population);

-- Who takes part, where that is a municipality: its AGS, else its folded name; '' for people.
ALTER TABLE registration ADD COLUMN applicant TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX registration_once_each_applicant ON registration (event_id, applicant)
  WHERE applicant <> '' AND status NOT IN ('cancelled', 'refused');
ALTER TABLE registration ADD COLUMN decided_at BIGINT;
ALTER TABLE registration ADD COLUMN decision_text TEXT NOT NULL DEFAULT '';  -- what the organiser wrote to it
ALTER TABLE registration ADD COLUMN fee_accepted TEXT NOT NULL DEFAULT '';   -- the words that were shown
ALTER TABLE registration ADD COLUMN follow_up_at BIGINT;                     -- when the follow-up form was filled in

CREATE TABLE ring_person (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  public_id       TEXT NOT NULL UNIQUE,  -- in the link to their own page
  role            TEXT NOT NULL,         -- contact, delegate, substitute
  position        BIGINT NOT NULL,
  given_name      TEXT NOT NULL,
  family_name     TEXT NOT NULL,
  email           TEXT NOT NULL,
  email_key       TEXT NOT NULL,
  phone           TEXT NOT NULL,
  job_function    TEXT NOT NULL,
  language        TEXT NOT NULL,
  since           BIGINT NOT NULL,
  ended_at        BIGINT                 -- replaced by somebody else
);
CREATE INDEX ring_person_by_registration ON ring_person (registration_id);
CREATE UNIQUE INDEX ring_person_once ON ring_person (registration_id, email_key) WHERE ended_at IS NULL;
