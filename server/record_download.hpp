// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/handler.hpp"
#include "server/services.hpp"

namespace zusage::server {

/// Writes into the audit trail who takes what away, before the first byte leaves. Not for HEAD,
/// which takes nothing.
void record_download(const request& of, services& with, const std::string& what,
                     const std::string& subject,
                     const nlohmann::json& details = nlohmann::json::object());

}  // namespace zusage::server
