-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Who works for whom and how they sign in.

ALTER TABLE staff ADD COLUMN seen_at BIGINT;                                -- NULL: not since this column
ALTER TABLE staff_role ADD COLUMN since BIGINT;                             -- NULL: from before this column
ALTER TABLE organiser ADD COLUMN second_factor BIGINT NOT NULL DEFAULT 0;   -- 1: all its staff need one
ALTER TABLE staff_session ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';   -- at the sign-in, 200 characters at most
ALTER TABLE staff_session ADD COLUMN network TEXT NOT NULL DEFAULT '';      -- at the sign-in (base/network.hpp)

-- What mailed links to staff are good for: the link is the id and a keyed hash of it
-- (organisers/staff_token.hpp). Once used or over, they go with the hourly maintenance.
CREATE TABLE staff_token (
  public_id    TEXT PRIMARY KEY,
  kind         TEXT NOT NULL,          -- invitation, reset
  email        TEXT NOT NULL,          -- normalised, lower case
  organiser_id BIGINT REFERENCES organiser(id), -- that invites
  role         TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  used_at      BIGINT
);
CREATE INDEX staff_token_by_email ON staff_token (email, kind);
CREATE INDEX staff_token_by_organiser ON staff_token (organiser_id);

-- One-time codes (RFC 6238).
CREATE TABLE second_factor (
  staff_id     BIGINT PRIMARY KEY REFERENCES staff(id) ON DELETE CASCADE,
  secret       TEXT NOT NULL,          -- encrypted
  confirmed_at BIGINT,                 -- NULL: being set up, asked of nobody
  last_step    BIGINT NOT NULL DEFAULT 0 -- of the code that was used last; no earlier one counts any more
);

-- What is used instead of a code, each once; a keyed hash.
CREATE TABLE recovery_code (
  staff_id BIGINT NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  hash     TEXT NOT NULL,
  PRIMARY KEY (staff_id, hash)
);

-- The trail of one person, and mails to staff that have left.
CREATE INDEX audit_entry_by_staff ON audit_entry (organiser_id, staff_id, id);
CREATE INDEX message_to_staff ON message (finished_at)
  WHERE template IN ('staff-invitation', 'staff-password', 'staff-reset');
