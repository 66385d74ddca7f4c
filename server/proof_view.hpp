// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "web/locale.hpp"

namespace zusage::server {

/// How a consent stands, of one object of `consent::proof_of`: `purpose_title` and `channel` as the
/// newest event's notice has them (`content_language`), `state` (of one that was taken back, also
/// how) and `since`.
nlohmann::json proof_head(const nlohmann::json& record, const web::locale& in);

/// What the template `admin_proof` shows of it: the head, `events` (what happened, oldest first,
/// each with `facts`, and what its hash covers in `chain`) and `notices` as they were shown, each
/// in its own language.
nlohmann::json proof_view(const nlohmann::json& record, const web::locale& in);

/// Name and address, each as the newest event that still has it, of all records of a person: one
/// that a mail which came back wrote has the address alone. "" after erasure.
std::string newest_name(const nlohmann::json& records);

}  // namespace zusage::server
