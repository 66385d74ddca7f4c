-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Tokens of programs that act for an organiser (organisers/api_tokens.hpp).
CREATE TABLE api_token (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  token_hash   TEXT NOT NULL UNIQUE,    -- SHA-256; the token itself is stored nowhere
  name         TEXT NOT NULL,           -- of the program, as staff call it
  scopes       TEXT NOT NULL,           -- `read:events check-in`
  created_by   BIGINT REFERENCES staff(id) ON DELETE SET NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  last_used_at BIGINT,                  -- to within a few minutes
  ended_at     BIGINT                   -- ended by staff before its time
);
CREATE INDEX api_token_by_organiser ON api_token (organiser_id, id);

-- What a POST with an Idempotency-Key was answered; without names or addresses.
CREATE TABLE api_answer (
  token_id   BIGINT NOT NULL REFERENCES api_token(id),
  key_hash   TEXT NOT NULL,
  request    TEXT NOT NULL,             -- SHA-256 of method, path and body
  status     BIGINT NOT NULL,
  answer     TEXT NOT NULL,             -- JSON: headers and body
  created_at BIGINT NOT NULL,
  PRIMARY KEY (token_id, key_hash)
);
CREATE INDEX api_answer_by_time ON api_answer (created_at);
