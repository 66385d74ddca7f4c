-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Two forms, two versions of their questions; people who were replaced are erased in time.

-- event.version whose questions the follow-up form showed when it was answered; 0: never. Answers
-- of before are read as until now.
ALTER TABLE registration ADD COLUMN follow_up_version BIGINT NOT NULL DEFAULT 0;
UPDATE registration SET follow_up_version = answered_version WHERE follow_up_at IS NOT NULL;

-- As event_question.details: which form the question was in.
ALTER TABLE question_history ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
UPDATE question_history SET details = COALESCE((SELECT q.details FROM event_question q
  WHERE q.event_id = question_history.event_id AND q.key = question_history.key), '{}');

CREATE INDEX ring_person_to_erase ON ring_person (ended_at)
  WHERE ended_at IS NOT NULL AND email_key <> '';
