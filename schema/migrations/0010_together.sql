-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Events that several organisers run together, and events that are in no list.

CREATE TABLE event_organiser (
  event_id     BIGINT NOT NULL REFERENCES event(id),
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),  -- besides event.organiser_id
  position     BIGINT NOT NULL,
  PRIMARY KEY (event_id, organiser_id)
);
CREATE INDEX event_organiser_by_organiser ON event_organiser (organiser_id);

ALTER TABLE event ADD COLUMN hidden BIGINT NOT NULL DEFAULT 0;  -- whoever has its link sees it
