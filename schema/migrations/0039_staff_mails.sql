-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- Mails to staff that have left, now with those that tell of a second factor.

DROP INDEX message_to_staff;
CREATE INDEX message_to_staff ON message (finished_at)
  WHERE template IN ('staff-factor', 'staff-invitation', 'staff-password', 'staff-reset');
