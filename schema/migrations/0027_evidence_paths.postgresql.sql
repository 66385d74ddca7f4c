-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Whoever has a record has a state, which is found by the purpose. The records themselves refer to
-- their notice.

CREATE OR REPLACE FUNCTION refuse_if_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM consent_state WHERE purpose_id = OLD.purpose_id) THEN
    RAISE EXCEPTION 'notices that were used are never deleted';
  END IF;
  RETURN OLD;
END $$;
