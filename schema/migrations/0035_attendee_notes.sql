-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What staff note about a registration. It is about the person, goes with the registration and is
-- part of what the person is told on request (GDPR 15).
CREATE TABLE registration_note (
  id              @identity@,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  registration_id BIGINT NOT NULL REFERENCES registration(id) ON DELETE CASCADE,
  at              BIGINT NOT NULL,
  staff_id        BIGINT REFERENCES staff(id) ON DELETE SET NULL, -- NULL: the operator, or no longer staff
  text            TEXT NOT NULL          -- 2000 characters at most
);
CREATE INDEX registration_note_by_registration ON registration_note (registration_id, id);
CREATE INDEX registration_note_by_staff ON registration_note (staff_id) WHERE staff_id IS NOT NULL;

-- The history of one registration: entries name it by its reference.
CREATE INDEX audit_entry_by_subject ON audit_entry (organiser_id, subject, id);

-- The list of an event by name, by municipality and by status, one page at a time.
CREATE INDEX registration_by_name ON registration (event_id, family_name, given_name, id);
CREATE INDEX registration_by_municipality ON registration (event_id, municipality, id);
CREATE INDEX registration_by_status ON registration (event_id, status, id);
