// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/sign_up_form.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "events/resolve_municipality.hpp"
#include "web/locale.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_user_agent = 300;  // characters kept as evidence

constexpr std::string_view typed_beside = ".typed";
constexpr const char* other_choice = "other";

// What was typed beside a choice between municipalities takes the place of a choice that was not
// made.
void take_other_municipalities(events::typed_fields& typed) {
  std::map<std::string, std::string> others;
  std::erase_if(typed, [&](const auto& field) {
    const std::string_view name = field.first;
    if (!name.ends_with(typed_beside)) return false;
    const auto of = name.substr(0, name.size() - typed_beside.size());
    if (!events::is_municipality_field(of)) return false;
    others[std::string(of)] = field.second;
    return true;
  });
  for (const auto& [name, text] : others) {
    const auto chosen = [&of = name](const auto& field) { return field.first == of; };
    std::erase_if(typed, [&](const auto& field) {
      return chosen(field) && (field.second.empty() || field.second == other_choice);
    });
    if (std::none_of(typed.begin(), typed.end(), chosen)) typed.emplace_back(name, text);
  }
}

}  // namespace

events::typed_fields typed_fields_of(const request& of) {
  constexpr std::string_view group = "session.";
  events::typed_fields typed;
  for (const auto& [name, value] : of.form.all()) {
    const bool in_group = std::string_view(name).substr(0, group.size()) == group;
    typed.emplace_back(in_group ? "session" : name, value);
  }
  take_other_municipalities(typed);
  if (of.form.get("lang").empty()) typed.emplace_back("lang", of.language->language());
  return typed;
}

request in_language(const request& of, std::string_view language) {
  auto copy = of;
  const auto& found = web::find_locale(language);
  if (found.language() == language) copy.language = &found;
  return copy;
}

std::string form_key_from(const std::string& typed) {
  constexpr std::size_t most_key = 100;
  const bool usable = !typed.empty() && typed.size() <= most_key && is_utf8(typed);
  return usable ? typed : new_public_id();
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
