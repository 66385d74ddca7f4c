// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

#include "base/link.hpp"
#include "consent/ledger.hpp"
#include "mailer/worker.hpp"
#include "schema/sql.hpp"

/// Consents that count from the form, without a mail of their own (calls, letters): the mail about
/// the registration names them and has the link that revokes each, as easily as it was given (GDPR
/// 7(3)).
namespace zusage::events {

/// What a message keeps to find them when it is sent; an empty object where there are none.
nlohmann::json named_consents(const std::vector<consent::requested>& asked);

/// The members `consents` and `has_consents` of a mail: those of its message that stand still.
void add_consents(nlohmann::json& data, const schema::reader& db, const mailer::message& message,
                  const links& with);

}  // namespace zusage::events
