// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <stdexcept>

#include "server/handler.hpp"

namespace zusage::server {

const std::string& fields::get(std::string_view name) const {
  static const std::string none;
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.first == name; });
  return found == all_.end() ? none : found->second;
}

bool fields::has(std::string_view name) const {
  return std::any_of(all_.begin(), all_.end(), [&](const auto& one) { return one.first == name; });
}

std::vector<std::string> fields::values(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : all_) {
    if (key == name) found.push_back(value);
  }
  return found;
}

const std::string& request::capture(std::string_view name) const {
  static const std::string none;
  const auto found = captured.find(name);
  return found == captured.end() ? none : found->second;
}

response html(int status, std::string body) {
  response made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

response json_response(int status, const nlohmann::json& body) {
  response made;
  made.status = status;
  made.content_type = "application/json";
  made.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return made;
}

response problem(int status, std::string_view title, const nlohmann::json& errors) {
  auto made = json_response(
      status, {{"type", "about:blank"}, {"title", title}, {"status", status}, {"errors", errors}});
  made.content_type = "application/problem+json";
  return made;
}

response see_other(std::string path) {
  if (path.empty() || path.front() != '/' || path.rfind("//", 0) == 0 ||
      path.find('\\') != std::string::npos) {
    throw std::logic_error("a redirect to another site: " + path);
  }
  response made;
  made.status = 303;
  made.with("Location", std::move(path));
  return made;
}

}  // namespace zusage::server
