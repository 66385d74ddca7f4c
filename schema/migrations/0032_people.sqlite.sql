-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- What the audit trail tells is never changed; only age takes entries away.

CREATE TRIGGER audit_entry_fixed BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are never changed'); END;
