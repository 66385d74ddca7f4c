-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- A purpose that nobody was ever asked for proves nothing and may go, with its notices.

CREATE FUNCTION refuse_if_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM consent_state WHERE purpose_id = OLD.purpose_id)
    OR EXISTS (SELECT 1 FROM consent_record WHERE purpose_id = OLD.purpose_id) THEN
    RAISE EXCEPTION 'notices that were used are never deleted';
  END IF;
  RETURN OLD;
END $$;

DROP TRIGGER notice_stays ON notice;
CREATE TRIGGER notice_stays BEFORE DELETE ON notice FOR EACH ROW EXECUTE FUNCTION refuse_if_used();
