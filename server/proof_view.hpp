// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "web/locale.hpp"

namespace zusage::server {

/// What the template `admin_proof` shows of one object of `consent::proof_of`: `person`, `facts`,
/// `events` (what happened, oldest first, each with `facts` and what its hash covers in `chain`)
/// and `notices` as they were shown, each in its own language.
nlohmann::json proof_view(const nlohmann::json& record, const web::locale& in);

/// The name and address that the newest readable record of a person gives; "" after erasure.
std::string person_in(const nlohmann::json& record);

}  // namespace zusage::server
