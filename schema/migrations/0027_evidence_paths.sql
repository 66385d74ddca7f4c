-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Paths to what is asked of evidence: by the purpose, by the person, and whose proof has ended.

-- Messages about a purpose are asked for by purpose and person, and whether there are any at all by
-- the purpose alone; the few others of a person (links for revoking) by the second.
DROP INDEX message_by_consent;
CREATE INDEX message_by_purpose ON message (purpose_id, principal_id) WHERE purpose_id IS NOT NULL;
CREATE INDEX message_by_person ON message (principal_id) WHERE principal_id IS NOT NULL AND purpose_id IS NULL;
CREATE INDEX suppression_by_purpose ON suppression (purpose_id);
CREATE INDEX import_request_by_purpose ON import_request (purpose_id);

-- Since when none of a person's consents stands or waits; NULL: one does, or they have no key. What
-- decides are the records (consent/end_of_proof.cpp).
ALTER TABLE principal ADD COLUMN closed_at BIGINT;
UPDATE principal SET closed_at =
  (SELECT MAX(s.changed_at) FROM consent_state s WHERE s.principal_id = principal.id)
WHERE secret IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM consent_state s WHERE s.principal_id = principal.id
    AND s.state IN ('requested', 'given', 'renewed'));
CREATE INDEX principal_closed ON principal (closed_at, id) WHERE closed_at IS NOT NULL;
