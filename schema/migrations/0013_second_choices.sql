-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Who got the second choice is told which the first was.

-- The session that was wished for first and was full, where this one was booked as second choice.
ALTER TABLE registration_session
  ADD COLUMN instead_of BIGINT REFERENCES event_session(id) ON DELETE SET NULL;
