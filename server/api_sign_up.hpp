// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "events/registration.hpp"
#include "web/locale.hpp"

/// A registration as the JSON interface takes it, and its faults as the interface reports them.
namespace zusage::server {

/// The body as the fields of the form, so that both ways go through the same check. Faults for what
/// has the wrong shape: `wrong_type` at the member, `unknown_field` for one that does not exist.
checked<events::typed_fields> typed_fields_from(const nlohmann::json& body);

/// `errors` of the contract: [{"field","code","message"}], with the names of the body's members
/// (`sessions`, `answers.diet`, `consents`) and messages in the language of `in`.
nlohmann::json api_errors(const faults& wrong, const web::locale& in);

}  // namespace zusage::server
