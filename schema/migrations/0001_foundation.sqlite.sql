-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- The ledger is append-only: the database itself refuses everything else. The one exception is
-- erasure, which may take `personal` away and nothing more.

CREATE TRIGGER consent_record_stays BEFORE DELETE ON consent_record
BEGIN SELECT RAISE(ABORT, 'consent records are never deleted'); END;

CREATE TRIGGER consent_record_fixed BEFORE UPDATE ON consent_record
WHEN NEW.personal IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.organiser_id IS NOT OLD.organiser_id
  OR NEW.sequence IS NOT OLD.sequence OR NEW.principal_id IS NOT OLD.principal_id
  OR NEW.purpose_id IS NOT OLD.purpose_id OR NEW.notice_id IS NOT OLD.notice_id
  OR NEW.event IS NOT OLD.event OR NEW.method IS NOT OLD.method OR NEW.at IS NOT OLD.at
  OR NEW.commitment IS NOT OLD.commitment OR NEW.previous_hash IS NOT OLD.previous_hash
  OR NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'consent records are never changed'); END;

CREATE TRIGGER notice_stays BEFORE DELETE ON notice
BEGIN SELECT RAISE(ABORT, 'notices are never deleted'); END;

CREATE TRIGGER notice_fixed BEFORE UPDATE ON notice
BEGIN SELECT RAISE(ABORT, 'notices are never changed'); END;

CREATE TRIGGER principal_stays BEFORE DELETE ON principal
BEGIN SELECT RAISE(ABORT, 'principals are never deleted, only their secret'); END;
