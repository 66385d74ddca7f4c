-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Messages about an event that came back for good: few, whatever else is in trouble.
CREATE INDEX message_gone ON message (event_id) WHERE returned = 2;
