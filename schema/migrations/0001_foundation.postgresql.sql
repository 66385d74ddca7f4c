-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- The ledger is append-only: the database itself refuses everything else. The one exception is
-- erasure, which may take `personal` away and nothing more.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TRIGGER consent_record_stays BEFORE DELETE ON consent_record
FOR EACH ROW EXECUTE FUNCTION refuse_change('consent records are never deleted');

CREATE TRIGGER consent_record_fixed BEFORE UPDATE ON consent_record
FOR EACH ROW WHEN (NEW.personal IS NOT NULL OR NEW.id IS DISTINCT FROM OLD.id
  OR NEW.organiser_id IS DISTINCT FROM OLD.organiser_id
  OR NEW.sequence IS DISTINCT FROM OLD.sequence
  OR NEW.principal_id IS DISTINCT FROM OLD.principal_id
  OR NEW.purpose_id IS DISTINCT FROM OLD.purpose_id
  OR NEW.notice_id IS DISTINCT FROM OLD.notice_id OR NEW.event IS DISTINCT FROM OLD.event
  OR NEW.method IS DISTINCT FROM OLD.method OR NEW.at IS DISTINCT FROM OLD.at
  OR NEW.commitment IS DISTINCT FROM OLD.commitment
  OR NEW.previous_hash IS DISTINCT FROM OLD.previous_hash OR NEW.hash IS DISTINCT FROM OLD.hash)
EXECUTE FUNCTION refuse_change('consent records are never changed');

CREATE TRIGGER notice_stays BEFORE DELETE ON notice
FOR EACH ROW EXECUTE FUNCTION refuse_change('notices are never deleted');

CREATE TRIGGER notice_fixed BEFORE UPDATE ON notice
FOR EACH ROW EXECUTE FUNCTION refuse_change('notices are never changed');

CREATE TRIGGER principal_stays BEFORE DELETE ON principal
FOR EACH ROW EXECUTE FUNCTION refuse_change('principals are never deleted, only their secret');
