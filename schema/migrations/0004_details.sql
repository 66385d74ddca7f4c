-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Settings that no query asks for, as one JSON object each (events/event_details.hpp).

ALTER TABLE event ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
ALTER TABLE event_session ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
ALTER TABLE event_question ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
