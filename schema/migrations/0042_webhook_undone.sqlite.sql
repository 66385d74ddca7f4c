-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2

CREATE TRIGGER webhook_check_in_undone AFTER UPDATE OF undone_at ON check_in
WHEN NEW.undone_at IS NOT NULL AND OLD.undone_at IS NULL
  AND EXISTS (SELECT 1 FROM webhook_endpoint WHERE organiser_id = NEW.organiser_id)
BEGIN
  INSERT INTO webhook_call (endpoint_id, kind, registration_id, check_in_id, at, due_at)
  SELECT e.id, 'registration.check_in_undone', NEW.registration_id, NEW.id, NEW.undone_at,
    NEW.undone_at
  FROM webhook_endpoint e
  WHERE e.organiser_id = NEW.organiser_id AND e.state = 'active'
    AND ' ' || e.kinds || ' ' LIKE '% registration.check_in_undone %';
END;
