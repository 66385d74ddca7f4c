-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- A series: the editions of an event under one name, with a page and a feed of its own.

CREATE TABLE event_series (
  id           @identity@,
  organiser_id BIGINT NOT NULL REFERENCES organiser(id),
  key          TEXT NOT NULL,
  title        TEXT NOT NULL,          -- JSON by language
  summary      TEXT NOT NULL,
  description  TEXT NOT NULL,          -- Markdown by language
  definition   TEXT NOT NULL,          -- as imported, to see whether an import changes anything
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  UNIQUE (organiser_id, key)
);

ALTER TABLE event ADD COLUMN series_id BIGINT REFERENCES event_series(id);
CREATE INDEX event_by_series ON event (series_id, starts_at) WHERE series_id IS NOT NULL;
