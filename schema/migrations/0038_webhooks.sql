-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Calls to other systems when something happens (events/webhooks.hpp). The triggers of
-- 0038_webhooks.sqlite.sql and .postgresql.sql note a call in the transaction that causes it, for
-- each endpoint that asked for its kind; what is sent is read from the rows when it is sent.
CREATE TABLE webhook_endpoint (
  id               @identity@,
  organiser_id     BIGINT NOT NULL REFERENCES organiser(id),
  public_id        TEXT NOT NULL UNIQUE,
  url              TEXT NOT NULL,
  kinds            TEXT NOT NULL,        -- `registration.created consent.given`
  personal         TEXT NOT NULL,        -- what is sent about people: `name email`, '' for nothing
  secret           TEXT NOT NULL,        -- encrypted with a key of the installation
  old_secret       TEXT,                 -- signs too until old_secret_until, after a rotation
  old_secret_until BIGINT,
  state            TEXT NOT NULL,        -- active, paused
  pause_reason     TEXT NOT NULL DEFAULT '', -- staff, failing, gone
  paused_at        BIGINT,
  failures         BIGINT NOT NULL DEFAULT 0, -- in a row
  failing_since    BIGINT,
  rests_until      BIGINT NOT NULL DEFAULT 0, -- after a failure, so that it holds up no other
  created_at       BIGINT NOT NULL
);
CREATE INDEX webhook_endpoint_by_organiser ON webhook_endpoint (organiser_id, id);

CREATE TABLE webhook_call (
  id                @identity@,
  endpoint_id       BIGINT NOT NULL REFERENCES webhook_endpoint(id) ON DELETE CASCADE,
  kind              TEXT NOT NULL,
  registration_id   BIGINT REFERENCES registration(id) ON DELETE CASCADE,
  check_in_id       BIGINT REFERENCES check_in(id) ON DELETE CASCADE,
  consent_record_id BIGINT REFERENCES consent_record(id),
  at                BIGINT NOT NULL,     -- when it happened
  state             TEXT NOT NULL DEFAULT 'queued', -- queued, sending, done, failed
  attempts          BIGINT NOT NULL DEFAULT 0,
  due_at            BIGINT NOT NULL,
  claim             BIGINT NOT NULL DEFAULT 0, -- which claim took it, while it is sending
  leased_until      BIGINT NOT NULL DEFAULT 0, -- of that claim
  status            BIGINT NOT NULL DEFAULT 0, -- of the last answer, 0 for none
  answer            TEXT NOT NULL DEFAULT '',  -- its beginning, or what went wrong
  tried_at          BIGINT,
  finished_at       BIGINT
);
CREATE INDEX webhook_call_due ON webhook_call (endpoint_id, due_at, id) WHERE state = 'queued';
CREATE INDEX webhook_call_sending ON webhook_call (leased_until) WHERE state = 'sending';
CREATE INDEX webhook_call_log ON webhook_call (endpoint_id, id);
CREATE INDEX webhook_call_finished ON webhook_call (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX webhook_call_by_registration ON webhook_call (registration_id)
  WHERE registration_id IS NOT NULL;
CREATE INDEX webhook_call_by_check_in ON webhook_call (check_in_id) WHERE check_in_id IS NOT NULL;
