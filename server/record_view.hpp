// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "server/handler.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// Writes into the audit trail that the signed-in person looks at something personal:
/// `proof.viewed` at what proves somebody's consents (`subject`: their public id), `request.viewed`
/// at all that is stored about who asked (the request's reference). Once for each subject a day, so
/// that what officers see can be accounted for and does not fill the trail. Not for HEAD.
void record_view(const request& of, services& with, const std::string& act,
                 const std::string& subject);

}  // namespace zusage::server
