-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Online events: join links of one person, and the mails that are planned with an event.

-- Replaces the general join link for one registration, at a session or (without one) at the event.
CREATE TABLE personal_link (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  session_id      BIGINT REFERENCES event_session(id) ON DELETE CASCADE,
  join_url        TEXT NOT NULL,
  noted_at        BIGINT NOT NULL
);
CREATE UNIQUE INDEX personal_link_of_event ON personal_link (registration_id)
  WHERE session_id IS NULL;
CREATE UNIQUE INDEX personal_link_of_session ON personal_link (registration_id, session_id)
  WHERE session_id IS NOT NULL;
CREATE INDEX personal_link_by_session ON personal_link (session_id) WHERE session_id IS NOT NULL;

-- A mail to everybody who is registered, due at a moment. When an event moves, its plan is withdrawn
-- and made anew; what has been sent stays.
CREATE TABLE mail_run (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT NOT NULL REFERENCES event(id),
  plan         TEXT NOT NULL,             -- reminder.<key>, follow-up.<key>, recording
  session_id   BIGINT NOT NULL DEFAULT 0, -- the session that it is about; 0: the event
  details      TEXT NOT NULL DEFAULT '{}',
  due_at       BIGINT NOT NULL,
  planned_at   BIGINT NOT NULL,
  after_id     BIGINT NOT NULL DEFAULT 0, -- up to which registration it has come
  sent         BIGINT NOT NULL DEFAULT 0,
  withdrawn_at BIGINT,
  done_at      BIGINT,
  UNIQUE (event_id, plan, session_id, due_at)
);
CREATE INDEX mail_run_due ON mail_run (due_at) WHERE done_at IS NULL AND withdrawn_at IS NULL;

-- At most once for each registration and run.
CREATE TABLE mail_run_recipient (
  run_id          BIGINT NOT NULL REFERENCES mail_run(id) ON DELETE CASCADE,
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  PRIMARY KEY (run_id, registration_id)
);
CREATE INDEX mail_run_recipient_by_registration ON mail_run_recipient (registration_id);
