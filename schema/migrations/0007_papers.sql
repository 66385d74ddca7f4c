-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Documents of papers and who fetched them; purposes that end by themselves; what questions said
-- when they were answered.

-- What a paper delivers. Whoever reads its chunks names the hash too, so that a document that is
-- replaced meanwhile never gives halves of both.
CREATE TABLE paper_document (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL UNIQUE REFERENCES event(id),
  name         TEXT NOT NULL,
  media_type   TEXT NOT NULL,
  size         BIGINT NOT NULL,        -- bytes
  hash         TEXT NOT NULL,          -- SHA-256
  stored_at    BIGINT NOT NULL
);
CREATE TABLE paper_chunk (
  document_id BIGINT NOT NULL REFERENCES paper_document(id) ON DELETE CASCADE,
  number      BIGINT NOT NULL,         -- from 0
  content     TEXT NOT NULL,           -- base64url, events/paper.hpp says how many bytes
  PRIMARY KEY (document_id, number)
);

-- A link that delivers a paper.
CREATE TABLE paper_link (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  event_id        BIGINT NOT NULL REFERENCES event(id),
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  public_id       TEXT NOT NULL UNIQUE,
  made_at         BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  most            BIGINT NOT NULL,     -- downloads that it is good for
  downloads       BIGINT NOT NULL DEFAULT 0,
  last_at         BIGINT               -- of its newest download
);
CREATE INDEX paper_link_by_registration ON paper_link (registration_id, id);
CREATE INDEX paper_link_by_event ON paper_link (event_id, registration_id);
-- Counts on when registrations are erased.
ALTER TABLE event ADD COLUMN downloads BIGINT NOT NULL DEFAULT 0;

ALTER TABLE purpose ADD COLUMN announces TEXT NOT NULL DEFAULT '';  -- slug; its consents end by themselves
ALTER TABLE purpose ADD COLUMN newsletter BIGINT NOT NULL DEFAULT 0; -- can be subscribed to without an event
ALTER TABLE notice ADD COLUMN ends TEXT NOT NULL DEFAULT '';        -- once-used; '' with withdrawal
CREATE INDEX purpose_announces ON purpose (announces) WHERE announces <> '';

-- Who was told that something announced is out; at most once.
CREATE TABLE announcement (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  principal_id BIGINT NOT NULL REFERENCES principal(id),
  message_id   TEXT NOT NULL,          -- message.message_id
  queued_at    BIGINT NOT NULL,
  ended_at     BIGINT,                 -- the consent has ended
  UNIQUE (purpose_id, principal_id, event_id)
);
CREATE INDEX announcement_open ON announcement (id) WHERE ended_at IS NULL;

-- What a question said until it was changed or taken away, where answers to it may exist.
CREATE TABLE question_history (
  id             @identity@,
  organiser_id   BIGINT NOT NULL REFERENCES organiser(id),
  event_id       BIGINT NOT NULL REFERENCES event(id),
  key            TEXT NOT NULL,
  position       BIGINT NOT NULL,
  until_version  BIGINT NOT NULL,      -- the last event.version in which it said so
  type           TEXT NOT NULL,
  label          TEXT NOT NULL,
  options        TEXT NOT NULL,
  retention_days BIGINT,
  UNIQUE (event_id, key, until_version)
);
-- event.version whose questions were answered.
ALTER TABLE registration ADD COLUMN answered_version BIGINT NOT NULL DEFAULT 0;

-- Answers whose own retention is over: when those to a question were erased last.
CREATE TABLE answer_erasure (
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  question_key TEXT NOT NULL,
  reached_id   BIGINT NOT NULL DEFAULT 0,  -- registration, while it is under way
  erased_at    BIGINT,
  PRIMARY KEY (event_id, question_key)
);
