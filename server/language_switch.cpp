// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/language_switch.hpp"

#include "base/text.hpp"
#include "server/router.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

/// A form that would be longer is not put into a page a second time. Encoded, a byte may take
/// three.
constexpr std::size_t most_sent_again = default_body_limit / 3;

const router& all_pages() {
  static const router made(all_routes());
  return made;
}

bool has_page(std::string_view pattern) {
  for (const auto& one : all_routes()) {
    if (one.method == "GET" && one.path == pattern) return true;
  }
  return false;
}

std::string without_last(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

bool is_secret(std::string_view name) {
  return name == "code" || name.find("password") != std::string_view::npos;
}

bool may_be_sent_again(const json& data, int status, const request& of) {
  if (of.method != "POST" || of.staff_email.empty() || is_api_path(of.path)) return false;
  if (of.content_type.starts_with("multipart/")) return false;
  if (data.contains("language_form")) return false;
  if (status == 422 || (status == 200 && data.contains("nothing_done"))) return true;
  // What the moment forbade it may allow by now: only where that can be kept from being done.
  const auto* to = all_pages().find("POST", of.path).found;
  return status == 409 && to && std::holds_alternative<write_handler>(to->handler);
}

json form_again(const request& of) {
  auto values = json::array();
  std::size_t length = 0;
  for (const auto& [name, value] : of.form.all()) {
    if (is_secret(name) || !is_utf8(name) || !is_utf8(value)) return false;
    if (name == "lang" || name == "confirm" || name == form_shown_again) continue;
    length += name.size() + value.size() + 2;
    values.push_back({{"name", name}, {"value", value}});
  }
  if (length > most_sent_again) return false;
  values.push_back({{"name", form_shown_again}, {"value", "yes"}});
  return {{"action", encode_path(of.path)}, {"values", std::move(values)}};
}

std::string other_query(const request& of) {
  std::string rest;
  for (const auto& [name, value] : of.query.all()) {
    if (name == "lang") continue;
    rest.append("&").append(encode_component(name)).append("=").append(encode_component(value));
  }
  return rest;
}

}  // namespace

std::string path_to_see(const request& of) {
  if (of.method != "POST") return of.path;
  const auto* to = all_pages().find("POST", of.path).found;
  // What no form is sent to is shown where it was asked for.
  if (!to) return of.path;
  auto path = of.path;
  // The pattern is cut, not the path: `attendees/decide` is no attendee.
  for (std::string pattern(to->path); !path.empty(); pattern = without_last(pattern)) {
    if (has_page(pattern)) return path;
    path = without_last(path);
  }
  return "/";
}

std::optional<response> instead_of_acting(const request& of) {
  if (!of.form.has(form_shown_again)) return {};
  return see_other(path_to_see(of) + "?lang=" + std::string(of.language->language()));
}

void add_language_switch(nlohmann::json& data, int status, const request& of) {
  auto again = may_be_sent_again(data, status, of) ? form_again(of) : nlohmann::json(false);
  const bool in_form = again.is_object();
  const auto path = in_form ? of.path : path_to_see(of);
  const auto rest = path == of.path ? other_query(of) : std::string();
  auto links = nlohmann::json::array();
  for (const auto& code : web::languages()) {
    auto url = encode_path(path);
    url.append("?lang=").append(code).append(rest);
    links.push_back({{"code", code},
                     {"name", web::find_locale(code).name()},
                     {"url", std::move(url)},
                     {"in_form", in_form},
                     {"current", code == of.language->language()}});
  }
  data["language_links"] = std::move(links);
  data["sent_again"] = std::move(again);
}

}  // namespace zusage::server
