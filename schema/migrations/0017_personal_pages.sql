-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- The pages of a person: links to what is stored about an address, and what its owner asks for.

-- A link to everything that is stored about an address, mailed there; erased when it has ended.
CREATE TABLE data_access (
  id         @identity@,
  public_id  TEXT NOT NULL UNIQUE,
  address    TEXT NOT NULL,            -- encrypted, bound to public_id
  asked_at   BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX data_access_by_end ON data_access (expires_at);

-- What somebody asks an organiser for (GDPR 16, 17, 21), to be answered within a month (12(3)).
CREATE TABLE data_request (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  reference    TEXT NOT NULL UNIQUE,
  lookup       TEXT NOT NULL,          -- keyed hash of the address, another one for each organiser
  address      TEXT NOT NULL,          -- encrypted with a key of its own, bound to reference
  kind         TEXT NOT NULL,          -- rectify, erase, object
  wish         TEXT NOT NULL,          -- in the person's words, encrypted as well; '' for none
  wish_key     TEXT NOT NULL,          -- keyed hash of the wish; '' for none
  state        TEXT NOT NULL,          -- open, done
  asked_at     BIGINT NOT NULL,
  due_at       BIGINT NOT NULL
);
-- Asking for the same twice is one request; who wants something else rectified writes again.
CREATE UNIQUE INDEX data_request_open ON data_request (organiser_id, lookup, kind, wish_key)
  WHERE state = 'open';
CREATE INDEX data_request_by_person ON data_request (organiser_id, lookup);

-- Others are found by event (registration_once). No index over all: a random key in it would cost
-- every sign-up a page.
CREATE INDEX registration_cancelled ON registration (email_key) WHERE status = 'cancelled';
CREATE INDEX ring_person_by_email ON ring_person (email_key) WHERE email_key <> '';

-- Mails that carry what somebody typed, or a link to it: erased some time after they have ended.
CREATE INDEX message_of_service ON message (finished_at)
  WHERE template IN ('barrier-report', 'data-link', 'data-request', 'personal-links');
