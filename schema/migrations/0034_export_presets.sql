-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Which columns and whom an organiser exports again and again (events/export_presets.hpp); without
-- an event for all of its events. Nothing about people.
CREATE TABLE export_preset (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  event_id     BIGINT REFERENCES event(id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  format       TEXT NOT NULL,           -- csv, excel-de, xlsx, json
  columns      TEXT NOT NULL,           -- JSON: keys in the wanted order
  filter       TEXT NOT NULL,           -- JSON: who, session
  made_by      BIGINT REFERENCES staff(id) ON DELETE SET NULL,
  made_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX export_preset_name
  ON export_preset (organiser_id, COALESCE(event_id, 0), name);
CREATE INDEX export_preset_by_event ON export_preset (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX export_preset_by_maker ON export_preset (made_by) WHERE made_by IS NOT NULL;
