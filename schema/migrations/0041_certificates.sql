-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- To whom a certificate of attendance was sent: nobody gets one twice unless staff sends it again.
-- And a message to attendees that goes to all who stand for a member of a comparison ring.

CREATE TABLE certificate (
  registration_id BIGINT PRIMARY KEY REFERENCES registration(id) ON DELETE CASCADE,
  organiser_id    BIGINT NOT NULL REFERENCES organiser(id),
  event_id        BIGINT NOT NULL REFERENCES event(id),
  sent_at         BIGINT NOT NULL          -- put into the outbox, the last time
);
CREATE INDEX certificate_of_event ON certificate (event_id);

-- One registration may stand for several people; nobody of them gets a message twice.
DROP INDEX message_to_attendee;
CREATE UNIQUE INDEX message_to_attendee ON message (newsletter_id, registration_id, recipient_key)
  WHERE newsletter_id IS NOT NULL AND registration_id IS NOT NULL;
