-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Whether newsletters may go to who consented: 1, 0; NULL: by the rule of events/purpose_use.hpp,
-- which holds for all purposes that were there before as well.
ALTER TABLE purpose ADD COLUMN mailings BIGINT;

-- How often a request came after an earlier life of the consent had ended: the link that confirms
-- is of one of them (events/confirm_link.hpp). Links of requests from before this column are of 0.
ALTER TABLE consent_state ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;
