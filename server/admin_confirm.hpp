// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/handler.hpp"
#include "server/services.hpp"

/// A question on a page of its own, before something is done that hits others. The form comes back
/// to the same route with `confirm` = `yes`.
namespace zusage::server {

struct question {
  std::string text, submit, action, back_url;
  std::vector<std::pair<std::string, std::string>> fields;  ///< what was sent, to be sent again
};

bool is_confirmed(const request& of);

/// `data` as admin_page made it, with the breadcrumb; its title is the question.
response confirm_page(const request& of, services& with, nlohmann::json data,
                      const question& asked);

}  // namespace zusage::server
