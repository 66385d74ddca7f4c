// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/sign_up_form.hpp"

#include "base/text.hpp"
#include "web/locale.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_user_agent = 300;  // characters kept as evidence

}  // namespace

events::typed_fields typed_fields_of(const request& of) {
  constexpr std::string_view group = "session.";
  events::typed_fields typed;
  for (const auto& [name, value] : of.form.all()) {
    const bool in_group = std::string_view(name).substr(0, group.size()) == group;
    typed.emplace_back(in_group ? "session" : name, value);
  }
  if (of.form.get("lang").empty()) typed.emplace_back("lang", of.language->language());
  return typed;
}

request in_language(const request& of, std::string_view language) {
  auto copy = of;
  const auto& found = web::find_locale(language);
  if (found.language() == language) copy.language = &found;
  return copy;
}

events::origin origin_of(const request& of) {
  const auto agent = is_utf8(of.user_agent) ? cut(of.user_agent, most_user_agent) : std::string();
  return {of.path, of.remote_address, agent};
}

fault refusal(const events::event& of, const events::registered& result,
              std::string_view language) {
  if (result.outcome == events::registered::what::code_refused) return {"code", "code_used_up"};
  if (result.outcome == events::registered::what::applied_already) {
    return {"municipality", "applied_already", {{"contact", of.by.contact}}};
  }
  const auto* session = of.find_session(result.full_session);
  if (!session) return {"", "full"};
  return {"session", "session_full", {{"session", web::pick(session->title, language)}}};
}

}  // namespace zusage::server
