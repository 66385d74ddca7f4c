// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Forms that ask for an address, to which then something is mailed.
namespace zusage::server {

/// What stands in the field `email`, made clean; "" for what is no text.
std::string typed_email(const request& of);

/// The field, for `{{> field_text}}`.
nlohmann::json email_field(const std::string& value, const web::locale& in);

/// The address that was typed; else what is wrong with it is added.
std::optional<std::string> checked_email(const request& of, faults& wrong);

/// By what a pause for an address is kept (events/pause.hpp).
std::string pause_subject(services& with, const std::string& email);

}  // namespace zusage::server
