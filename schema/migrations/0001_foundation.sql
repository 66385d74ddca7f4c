-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Times are microseconds UTC, texts in several languages are JSON objects {"de": "…"}, hashes are
-- hex, flags 0 or 1. Every row of an organiser carries its organiser.

CREATE TABLE schema_version (
  number BIGINT PRIMARY KEY,
  name   TEXT NOT NULL,
  ran_at BIGINT NOT NULL
);

-- Organisers and their staff -------------------------------------------------------------------

CREATE TABLE organiser (
  id          @identity@,
  key         TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  contact     TEXT NOT NULL,
  imprint_url TEXT NOT NULL DEFAULT '',
  privacy_url TEXT NOT NULL DEFAULT '',
  languages   TEXT NOT NULL,
  definition  TEXT NOT NULL,           -- as imported, to see whether an import changes anything
  created_at  BIGINT NOT NULL
);

CREATE TABLE staff (
  id            @identity@,
  email         TEXT NOT NULL UNIQUE,  -- normalised, lower case
  password_hash TEXT NOT NULL,         -- Argon2id, as libsodium writes it
  created_at    BIGINT NOT NULL,
  password_changed_at BIGINT NOT NULL
);

CREATE TABLE staff_role (
  staff_id     BIGINT NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  role         TEXT NOT NULL,          -- owner, organiser, check-in, dpo
  PRIMARY KEY (staff_id, organiser_id)
);

CREATE TABLE staff_session (
  token_hash TEXT PRIMARY KEY,
  staff_id   BIGINT NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX staff_session_by_staff ON staff_session (staff_id);

-- Failed attempts by address and by network address; the subject is a keyed hash.
CREATE TABLE sign_in_failure (
  subject    TEXT PRIMARY KEY,
  count      BIGINT NOT NULL,
  last_at    BIGINT NOT NULL
);

-- How often a network address may still send forms, where several processes count together; the
-- subject is a keyed hash.
CREATE TABLE rate_bucket (
  subject TEXT PRIMARY KEY,
  tokens  BIGINT NOT NULL,             -- millionths
  at      BIGINT NOT NULL
);

CREATE TABLE audit_entry (
  id           @identity@,
  organiser_id BIGINT REFERENCES organiser(id),
  staff_id     BIGINT,
  at           BIGINT NOT NULL,
  action       TEXT NOT NULL,          -- staff.signed_in, export.downloaded, …
  subject      TEXT NOT NULL,          -- what it was done to: a slug, a reference, a key
  details      TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entry_by_organiser ON audit_entry (organiser_id, id);

-- Consent --------------------------------------------------------------------------------------

CREATE TABLE purpose (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  key          TEXT NOT NULL,
  channel      TEXT NOT NULL,          -- email, phone, post
  title        TEXT NOT NULL,          -- JSON by language
  recipients   TEXT NOT NULL,          -- JSON array of names
  version      BIGINT NOT NULL,        -- the newest version of its notice
  created_at   BIGINT NOT NULL,
  UNIQUE (organiser_id, key)
);

-- What was shown; a row never changes (0001_foundation.sqlite.sql refuses it).
CREATE TABLE notice (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  version      BIGINT NOT NULL,
  language     TEXT NOT NULL,
  channel      TEXT NOT NULL,
  title        TEXT NOT NULL,
  text         TEXT NOT NULL,
  controller   TEXT NOT NULL,          -- JSON: key, name, contact
  recipients   TEXT NOT NULL,
  hash         TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  UNIQUE (purpose_id, version, language)
);

-- A person as the ledger knows them. Erasing secret makes the personal part of every record
-- unreadable and its commitments unlinkable; the chain stays.
CREATE TABLE principal (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  public_id    TEXT NOT NULL UNIQUE,
  lookup       TEXT NOT NULL,          -- keyed hash of the address: finds, suppresses, reveals nothing
  secret       TEXT,                   -- the person's key, encrypted with the installation's
  created_at   BIGINT NOT NULL,
  erased_at    BIGINT,
  readable_from BIGINT NOT NULL DEFAULT 1, -- sequence of the first record since the last erasure
  UNIQUE (organiser_id, lookup)
);

CREATE TABLE consent_record (
  id            @identity@,
  organiser_id  BIGINT NOT NULL REFERENCES organiser(id),
  sequence      BIGINT NOT NULL,       -- 1, 2, 3 … per organiser, without gaps
  principal_id  BIGINT NOT NULL REFERENCES principal(id),
  purpose_id    BIGINT NOT NULL REFERENCES purpose(id),
  notice_id     BIGINT NOT NULL REFERENCES notice(id),
  event         TEXT NOT NULL,         -- requested, refused, given, renewed, withdrawn, expired, terminated, invalidated
  method        TEXT NOT NULL,         -- form, double-opt-in, link, one-click, page, staff, import, …
  at            BIGINT NOT NULL,
  personal      TEXT,                  -- encrypted JSON: address, name, source, network address, …
  commitment    TEXT NOT NULL,         -- salted hash of personal
  previous_hash TEXT NOT NULL,
  hash          TEXT NOT NULL,
  UNIQUE (organiser_id, sequence)
);
CREATE INDEX consent_record_by_principal ON consent_record (principal_id, purpose_id, id);

-- The last record of each person and purpose: what is so now, derived from the ledger.
CREATE TABLE consent_state (
  principal_id BIGINT NOT NULL REFERENCES principal(id),
  purpose_id   BIGINT NOT NULL REFERENCES purpose(id),
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  public_id    TEXT NOT NULL UNIQUE,   -- in the links that confirm and revoke
  state        TEXT NOT NULL,          -- as consent_record.event
  record_id    BIGINT NOT NULL REFERENCES consent_record(id),
  changed_at   BIGINT NOT NULL,
  PRIMARY KEY (principal_id, purpose_id)
);
CREATE INDEX consent_state_by_purpose ON consent_state (purpose_id, state);
CREATE INDEX consent_state_requested ON consent_state (changed_at) WHERE state = 'requested';

-- The head of each organiser's chain; the row that serialises appending.
CREATE TABLE consent_chain (
  organiser_id BIGINT PRIMARY KEY REFERENCES organiser(id),
  sequence     BIGINT NOT NULL,
  hash         TEXT NOT NULL
);

-- Events ---------------------------------------------------------------------------------------

CREATE TABLE event (
  id             @identity@,
  organiser_id   BIGINT NOT NULL REFERENCES organiser(id),
  slug           TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL,        -- solution_day, conference, comparison_ring, paper
  status         TEXT NOT NULL,        -- draft, published, cancelled
  -- Before the long texts, so that asking for these alone reads one page of a row.
  version        BIGINT NOT NULL DEFAULT 1,  -- grows with every change; kept copies compare it
  taken          BIGINT NOT NULL DEFAULT 0,
  updated_at     BIGINT NOT NULL,
  title          TEXT NOT NULL,
  summary        TEXT NOT NULL,
  description    TEXT NOT NULL,        -- Markdown by language
  starts_at      BIGINT NOT NULL,
  ends_at        BIGINT NOT NULL,
  time_zone      TEXT NOT NULL,
  mode           TEXT NOT NULL,        -- online, on_site, hybrid
  venue          TEXT NOT NULL,        -- JSON object, {} for none
  join_url       TEXT NOT NULL,
  capacity       BIGINT,               -- NULL: no limit
  waiting_list   BIGINT NOT NULL,
  approval       BIGINT NOT NULL,
  audience       TEXT NOT NULL,        -- JSON object, {} for everybody
  opens_at       BIGINT,
  closes_at      BIGINT,
  verify_email   BIGINT NOT NULL,
  max_group      BIGINT NOT NULL,
  retention_days BIGINT NOT NULL,
  ical_sequence  BIGINT NOT NULL DEFAULT 0,  -- RFC 5545 3.8.7.4
  definition     TEXT NOT NULL,        -- as imported
  created_at     BIGINT NOT NULL
);
CREATE INDEX event_by_organiser ON event (organiser_id, starts_at);
CREATE INDEX event_by_start ON event (status, starts_at);

CREATE TABLE event_choice (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  key          TEXT NOT NULL,
  position     BIGINT NOT NULL,
  title        TEXT NOT NULL,
  minimum      BIGINT NOT NULL,
  maximum      BIGINT NOT NULL,
  UNIQUE (event_id, key)
);

CREATE TABLE event_session (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  key          TEXT NOT NULL,
  position     BIGINT NOT NULL,
  title        TEXT NOT NULL,
  starts_at    BIGINT,                 -- NULL: not fixed yet
  ends_at      BIGINT,
  capacity     BIGINT,
  taken        BIGINT NOT NULL DEFAULT 0,
  choice       TEXT NOT NULL DEFAULT '',
  speakers     TEXT NOT NULL,          -- JSON array
  join_url     TEXT NOT NULL,
  UNIQUE (event_id, key)
);

CREATE TABLE event_question (
  id             @identity@,
  organiser_id   BIGINT NOT NULL REFERENCES organiser(id),
  event_id       BIGINT NOT NULL REFERENCES event(id),
  key            TEXT NOT NULL,
  position       BIGINT NOT NULL,
  type           TEXT NOT NULL,
  label          TEXT NOT NULL,
  hint           TEXT NOT NULL,
  options        TEXT NOT NULL,        -- JSON array of {key, label}
  required       BIGINT NOT NULL,
  must_be_yes    BIGINT NOT NULL,      -- yes_no: taken only with yes
  show_if        TEXT NOT NULL,        -- JSON {question, is}, {} for always
  retention_days BIGINT,
  UNIQUE (event_id, key)
);

CREATE TABLE event_purpose (
  event_id   BIGINT NOT NULL REFERENCES event(id),
  purpose_id BIGINT NOT NULL REFERENCES purpose(id),
  position   BIGINT NOT NULL,
  PRIMARY KEY (event_id, purpose_id)
);

-- Registrations --------------------------------------------------------------------------------

CREATE TABLE registration (
  id            @identity@,
  organiser_id  BIGINT NOT NULL REFERENCES organiser(id),
  event_id      BIGINT NOT NULL REFERENCES event(id),
  public_id     TEXT NOT NULL UNIQUE,
  reference     TEXT NOT NULL UNIQUE,
  status        TEXT NOT NULL,         -- confirmed, waiting, applied, unverified, refused, cancelled
  given_name    TEXT NOT NULL,
  family_name   TEXT NOT NULL,
  email         TEXT NOT NULL,
  email_key     TEXT NOT NULL,         -- by what addresses are compared
  phone         TEXT NOT NULL,
  organisation  TEXT NOT NULL,
  job_function  TEXT NOT NULL,
  ags           TEXT NOT NULL,         -- official municipality key, '' if not known
  municipality  TEXT NOT NULL,         -- as typed, or the name for the key
  language      TEXT NOT NULL,
  answers       TEXT NOT NULL,         -- JSON by question key
  search        TEXT NOT NULL,         -- folded text of what attendee search looks through
  ical_sequence BIGINT NOT NULL DEFAULT 0,
  registered_at BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  cancelled_at  BIGINT,
  checked_in_at BIGINT,
  proven_at     BIGINT,                -- first use of a link that only mails carry; ends the browser's
  verify_until  BIGINT                 -- of what is unverified: then it is erased
);
-- One registration per person and event; who has cancelled may register again.
CREATE UNIQUE INDEX registration_once ON registration (event_id, email_key) WHERE status <> 'cancelled';
CREATE INDEX registration_by_event ON registration (event_id, id);
CREATE INDEX registration_waiting ON registration (event_id, id) WHERE status = 'waiting';
CREATE INDEX registration_unverified ON registration (verify_until) WHERE status = 'unverified';

CREATE TABLE registration_session (
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  session_id      BIGINT NOT NULL REFERENCES event_session(id),
  status          TEXT NOT NULL,       -- confirmed, waiting, wanted, cancelled (events/registration_rows.hpp)
  PRIMARY KEY (registration_id, session_id)
);
CREATE INDEX registration_session_by_session ON registration_session (session_id, status, registration_id);

-- What was answered to a form or call with this key; a repetition gets the same.
CREATE TABLE idempotency (
  scope      TEXT NOT NULL,            -- 'register:<event id>'
  key        TEXT NOT NULL,
  request    TEXT NOT NULL,            -- hash of what was sent
  subject    TEXT NOT NULL,            -- public id of what it made, '' where nothing may be revealed
  created_at BIGINT NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Mail -----------------------------------------------------------------------------------------

CREATE TABLE message (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  message_id      TEXT NOT NULL UNIQUE, -- RFC 5322 3.6.4, without the angle brackets; fixed for good
  template        TEXT NOT NULL,
  language        TEXT NOT NULL,
  recipient       TEXT NOT NULL,       -- normalised address
  recipient_key   TEXT NOT NULL,
  recipient_name  TEXT NOT NULL,
  data            TEXT NOT NULL,       -- JSON for the template
  registration_id BIGINT REFERENCES registration(id),
  event_id        BIGINT REFERENCES event(id),
  principal_id    BIGINT REFERENCES principal(id),
  purpose_id      BIGINT REFERENCES purpose(id),
  needs_consent   BIGINT NOT NULL,     -- 1: sent only while the consent of principal and purpose stands
  permitted_by    BIGINT REFERENCES consent_record(id), -- the record that permitted it
  priority        BIGINT NOT NULL,     -- 0 confirmations, 1 service, 2 newsletters
  state           TEXT NOT NULL,       -- queued, sending, sent, uncertain, failed, cancelled
  attempts        BIGINT NOT NULL DEFAULT 0,
  claim           BIGINT NOT NULL DEFAULT 0, -- which claim took it, while it is sending
  leased_until    BIGINT NOT NULL DEFAULT 0, -- of that claim; its process renews it (mailer/lease.hpp)
  due_at          BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  finished_at     BIGINT
);
CREATE INDEX message_due ON message (priority, due_at, id) WHERE state = 'queued';
CREATE INDEX message_sending ON message (id) WHERE state = 'sending';
CREATE INDEX message_by_recipient ON message (recipient_key, created_at);
CREATE INDEX message_by_registration ON message (registration_id);
CREATE INDEX message_by_consent ON message (principal_id, purpose_id) WHERE purpose_id IS NOT NULL;

CREATE TABLE delivery_attempt (
  id         @identity@,
  message_id BIGINT NOT NULL REFERENCES message(id) ON DELETE CASCADE,
  at         BIGINT NOT NULL,
  outcome    TEXT NOT NULL,            -- sent, deferred, refused, uncertain, withheld, expired
  phase      TEXT NOT NULL,            -- compose, connect, tls, auth, mail, rcpt, data, end, quit, file
  code       BIGINT NOT NULL,          -- SMTP reply code, 0 for none
  reply      TEXT NOT NULL             -- the server's last line, or what went wrong
);
CREATE INDEX delivery_attempt_by_message ON delivery_attempt (message_id);
