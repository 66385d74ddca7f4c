-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- People who registered together wait together for a session, too.

-- How many places have to be free at once before it moves up: those of the group that stay together.
ALTER TABLE registration_session ADD COLUMN needs BIGINT NOT NULL DEFAULT 1;
DROP INDEX registration_session_in_line;
DROP INDEX registration_session_second;
CREATE INDEX registration_session_in_line
  ON registration_session (session_id, needs, since, registration_id) WHERE status = 'waiting';
CREATE INDEX registration_session_second
  ON registration_session (second_id, needs, since, registration_id)
  WHERE status = 'waiting' AND second_id IS NOT NULL;
