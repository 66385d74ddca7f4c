-- SPDX-FileCopyrightText: The Zusage authors
-- SPDX-License-Identifier: EUPL-1.2
--
-- When an endpoint was last called, counted in turns: a receiver that is slow keeps no other waiting
-- (claim_webhook_calls in events/webhook_calls.hpp).
ALTER TABLE webhook_endpoint ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
CREATE INDEX webhook_endpoint_by_turn ON webhook_endpoint (turn);
