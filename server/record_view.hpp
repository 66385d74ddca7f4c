// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "server/handler.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// Writes into the audit trail (`proof.viewed`) that the signed-in person looks at what proves
/// somebody's consents, by the public id: once for each of them a day, so that what officers see
/// can be accounted for and does not fill the trail. Not for HEAD.
void record_view(const request& of, services& with, const std::string& person);

}  // namespace zusage::server
