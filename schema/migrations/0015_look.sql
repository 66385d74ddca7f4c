-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- An organiser's pages in its colour, with its logo.

CREATE TABLE organiser_look (
  organiser_id BIGINT PRIMARY KEY REFERENCES organiser(id),
  colour       TEXT NOT NULL,          -- of links and buttons, #rrggbb; '' KERN's own
  colour_dark  TEXT NOT NULL,          -- the same on dark pages
  logo_alt     TEXT NOT NULL           -- JSON: what stands for the logo, by language
);

-- Apart, so that pages do not read what only the image's own request delivers.
CREATE TABLE organiser_logo (
  organiser_id BIGINT NOT NULL REFERENCES organiser_look(organiser_id),
  scheme       TEXT NOT NULL,          -- of pages: light, dark
  hash         TEXT NOT NULL,          -- SHA-256
  media_type   TEXT NOT NULL,
  width        BIGINT NOT NULL,        -- pixels
  height       BIGINT NOT NULL,
  content      TEXT NOT NULL,          -- base64url
  PRIMARY KEY (organiser_id, scheme)
);
