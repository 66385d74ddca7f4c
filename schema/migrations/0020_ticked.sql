-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- The page of a registration tells whoever signed up what they ticked. How the consents of that address
-- stand is for its owner alone, who may be somebody else.

ALTER TABLE registration ADD COLUMN ticked TEXT NOT NULL DEFAULT '[]'; -- ids of purposes, JSON
