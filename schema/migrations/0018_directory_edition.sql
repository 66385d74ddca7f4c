-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Whoever keeps the directory in memory sees by this that another one was imported.

-- The import that the row came with, another word for each; '' for what is in no directory (the
-- municipalities of the demonstration).
ALTER TABLE municipality ADD COLUMN edition TEXT NOT NULL DEFAULT '';
UPDATE municipality SET edition = 'first' WHERE ags NOT LIKE '16999%';
