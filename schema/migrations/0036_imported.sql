-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Registrations that were taken over from another system: the source of data that did not come from
-- the person is part of what they are told (GDPR 14(2)(f), 15(1)(g)).
ALTER TABLE registration ADD COLUMN imported_at BIGINT;
ALTER TABLE registration ADD COLUMN imported_from TEXT NOT NULL DEFAULT ''; -- zusage, pretix, indico, hievents, other
