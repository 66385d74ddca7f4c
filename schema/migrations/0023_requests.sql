-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Requests of people are carried out here. Texts are encrypted with the key of the request; its
-- personal parts go with the erasure of the person, the rest says that it was answered in time.

ALTER TABLE data_request ADD COLUMN language TEXT NOT NULL DEFAULT 'de';  -- of the mails to the person
ALTER TABLE data_request ADD COLUMN source TEXT NOT NULL DEFAULT 'link';  -- link, letter, phone, in-person, command-line
ALTER TABLE data_request ADD COLUMN identity TEXT NOT NULL DEFAULT '';    -- how staff made sure who it is; encrypted
ALTER TABLE data_request ADD COLUMN entered_by BIGINT;                    -- staff; NULL: the person or the operator
ALTER TABLE data_request ADD COLUMN extended_at BIGINT;                   -- by two months, once (GDPR 12(3))
ALTER TABLE data_request ADD COLUMN extended_by BIGINT;
ALTER TABLE data_request ADD COLUMN extension TEXT NOT NULL DEFAULT '';   -- why; encrypted
ALTER TABLE data_request ADD COLUMN answered_at BIGINT;
ALTER TABLE data_request ADD COLUMN answered_by BIGINT;                   -- staff; NULL: the operator
ALTER TABLE data_request ADD COLUMN answer TEXT NOT NULL DEFAULT '';      -- what the person was told; encrypted
-- When the officers were reminded that it is due soon, and that it is overdue.
ALTER TABLE data_request ADD COLUMN reminded_at BIGINT;
ALTER TABLE data_request ADD COLUMN overdue_told_at BIGINT;
CREATE INDEX data_request_due ON data_request (organiser_id, due_at) WHERE state = 'open';
CREATE INDEX data_request_answered ON data_request (answered_at) WHERE answered_at IS NOT NULL;

-- More mails that carry what somebody typed; that of an erasure goes as soon as it has ended.
DROP INDEX message_of_service;
CREATE INDEX message_of_service ON message (finished_at)
  WHERE template IN ('barrier-report', 'data-done', 'data-due', 'data-extended', 'data-link',
                     'data-refused', 'data-request', 'personal-links');
CREATE INDEX message_of_erasure ON message (finished_at) WHERE template = 'data-erased';
