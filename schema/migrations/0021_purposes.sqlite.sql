-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- A purpose that nobody was ever asked for proves nothing and may go, with its notices.

DROP TRIGGER notice_stays;
CREATE TRIGGER notice_stays BEFORE DELETE ON notice
WHEN EXISTS (SELECT 1 FROM consent_state WHERE purpose_id = OLD.purpose_id)
  OR EXISTS (SELECT 1 FROM consent_record WHERE purpose_id = OLD.purpose_id)
BEGIN SELECT RAISE(ABORT, 'notices that were used are never deleted'); END;
