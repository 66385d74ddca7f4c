-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Whoever has a record has a state, which is found by the purpose. The records themselves refer to
-- their notice.

DROP TRIGGER notice_stays;
CREATE TRIGGER notice_stays BEFORE DELETE ON notice
WHEN EXISTS (SELECT 1 FROM consent_state WHERE purpose_id = OLD.purpose_id)
BEGIN SELECT RAISE(ABORT, 'notices that were used are never deleted'); END;
