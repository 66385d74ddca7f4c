-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Without an endpoint each of these costs one look into an empty index.

CREATE FUNCTION webhook_registration_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_call (endpoint_id, kind, registration_id, at, due_at)
  SELECT e.id, 'registration.created', NEW.id, NEW.registered_at, NEW.registered_at
  FROM webhook_endpoint e
  WHERE e.organiser_id = NEW.organiser_id AND e.state = 'active'
    AND ' ' || e.kinds || ' ' LIKE '% registration.created %';
  RETURN NULL;
END $$;

CREATE TRIGGER webhook_registration_made AFTER INSERT ON registration
FOR EACH ROW EXECUTE FUNCTION webhook_registration_made();

-- Several steps of one transaction are one change: they bear the same time. A use of a mailed link
-- (proven_at) may change the status alone.
CREATE FUNCTION webhook_registration_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_call (endpoint_id, kind, registration_id, at, due_at)
  SELECT e.id, k.kind, NEW.id, k.at, k.at
  FROM webhook_endpoint e
  JOIN (SELECT CASE WHEN NEW.status = 'cancelled' AND OLD.status <> 'cancelled'
                      THEN 'registration.cancelled'
                    WHEN NEW.decided_at IS DISTINCT FROM OLD.decided_at
                      THEN 'registration.decided'
                    ELSE 'registration.changed' END AS kind,
               GREATEST(NEW.updated_at, COALESCE(NEW.proven_at, 0)) AS at) k ON TRUE
  WHERE e.organiser_id = NEW.organiser_id AND e.state = 'active'
    AND ' ' || e.kinds || ' ' LIKE '% ' || k.kind || ' %'
    AND NOT EXISTS (SELECT 1 FROM webhook_call c
      WHERE c.registration_id = NEW.id AND c.endpoint_id = e.id AND c.at = k.at
        AND c.state = 'queued' AND (c.kind = k.kind OR k.kind = 'registration.changed'));
  RETURN NULL;
END $$;

CREATE TRIGGER webhook_registration_changed
AFTER UPDATE OF status, updated_at, decided_at, ical_sequence ON registration
FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status
  OR NEW.updated_at IS DISTINCT FROM OLD.updated_at
  OR NEW.decided_at IS DISTINCT FROM OLD.decided_at
  OR NEW.ical_sequence IS DISTINCT FROM OLD.ical_sequence)
EXECUTE FUNCTION webhook_registration_changed();

CREATE FUNCTION webhook_checked_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_call (endpoint_id, kind, registration_id, check_in_id, at, due_at)
  SELECT e.id, 'registration.checked_in', NEW.registration_id, NEW.id, NEW.noted_at, NEW.noted_at
  FROM webhook_endpoint e
  WHERE e.organiser_id = NEW.organiser_id AND e.state = 'active'
    AND ' ' || e.kinds || ' ' LIKE '% registration.checked_in %';
  RETURN NULL;
END $$;

CREATE TRIGGER webhook_checked_in AFTER INSERT ON check_in
FOR EACH ROW EXECUTE FUNCTION webhook_checked_in();

-- What was asked for and never given does not end for others.
CREATE FUNCTION webhook_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_call (endpoint_id, kind, consent_record_id, at, due_at)
  SELECT e.id, k.kind, NEW.id, NEW.at, NEW.at
  FROM webhook_endpoint e
  JOIN (SELECT CASE WHEN NEW.event IN ('given', 'renewed') THEN 'consent.given'
                    ELSE 'consent.revoked' END AS kind) k ON TRUE
  WHERE e.organiser_id = NEW.organiser_id AND e.state = 'active'
    AND ' ' || e.kinds || ' ' LIKE '% ' || k.kind || ' %'
    AND (k.kind = 'consent.given'
      OR (SELECT r.event FROM consent_record r
          WHERE r.principal_id = NEW.principal_id AND r.purpose_id = NEW.purpose_id
            AND r.id < NEW.id
          ORDER BY r.id DESC LIMIT 1) IN ('given', 'renewed'));
  RETURN NULL;
END $$;

CREATE TRIGGER webhook_consent AFTER INSERT ON consent_record
FOR EACH ROW WHEN (NEW.event IN ('given', 'renewed', 'withdrawn', 'expired', 'terminated',
                                 'invalidated'))
EXECUTE FUNCTION webhook_consent();
