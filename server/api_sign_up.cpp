// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_sign_up.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "server/entry_form.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_shown_name = 60;  // of a member that does not exist
constexpr std::array<std::string_view, 9> texts = {"given_name",   "family_name",  "email",
                                                   "organisation", "municipality", "function",
                                                   "phone",        "code",         "package"};

void wrong_type(const std::string& field, const char* expected, faults& wrong) {
  wrong.push_back({field, "wrong_type", {{"expected", expected}}});
}

void read_list(const std::string& name, const nlohmann::json& value, const std::string& as,
               events::typed_fields& into, faults& wrong) {
  const bool fits =
      value.is_array() && std::all_of(value.begin(), value.end(),
                                      [](const nlohmann::json& one) { return one.is_string(); });
  if (!fits) return wrong_type(name, "[\"…\"]", wrong);
  for (const auto& one : value) into.emplace_back(as, one.get<std::string>());
}

void read_consents(const nlohmann::json& value, events::typed_fields& into, faults& wrong) {
  events::typed_fields keys;
  read_list("consents", value, "", keys, wrong);
  for (const auto& [none, key] : keys) into.emplace_back("consent." + key, "yes");
}

void read_answer(const std::string& key, const nlohmann::json& value, events::typed_fields& into,
                 faults& wrong) {
  const auto field = "answer." + key;
  if (value.is_string()) return void(into.emplace_back(field, value.get<std::string>()));
  if (value.is_number()) return void(into.emplace_back(field, value.dump()));
  if (value.is_boolean()) return void(into.emplace_back(field, value.get<bool>() ? "yes" : "no"));
  if (value.is_null()) return;
  if (value.is_array()) return read_list(field, value, field, into, wrong);
  wrong_type(field, "\"…\"", wrong);
}

void read_seconds(const nlohmann::json& value, events::typed_fields& into, faults& wrong) {
  if (!value.is_object()) return wrong_type("second_choices", "{\"…\": \"…\"}", wrong);
  for (const auto& [choice, session] : value.items()) {
    if (session.is_string()) {
      into.emplace_back("second." + choice, session.get<std::string>());
    } else if (!session.is_null()) {
      wrong_type("second_choices." + choice, "\"…\"", wrong);
    }
  }
}

// Each as a form of their own; faults name where they stand.
void read_companions(const nlohmann::json& value, events::typed_fields& into, faults& wrong) {
  if (!value.is_array()) return wrong_type("companions", "[{…}]", wrong);
  std::int64_t number = 1;
  for (const auto& one : value) {
    const auto prefix = "person." + std::to_string(++number) + ".";
    auto typed = one.is_object() ? typed_fields_from(one)
                                 : faults{{"", "wrong_type", {{"expected", "{…}"}}}};
    if (typed) {
      // Whoever is listed is meant to come, with nothing said of them too.
      if (typed->empty()) into.emplace_back(prefix + "given_name", "");
      for (auto& [name, text] : *typed) into.emplace_back(prefix + name, std::move(text));
    } else {
      for (auto& fault : typed.error()) {
        fault.field.insert(0, prefix);
        wrong.push_back(std::move(fault));
      }
    }
  }
}

// The people who stand for a municipality: `delegates` becomes delegate.1, delegate.2, …
void read_people(const std::string& name, const nlohmann::json& value, events::typed_fields& into,
                 faults& wrong) {
  if (!value.is_array()) return wrong_type(name, "[{…}]", wrong);
  const auto role = name.substr(0, name.size() - 1);
  std::int64_t number = 0;
  for (const auto& one : value) {
    const auto place = name + "[" + std::to_string(number) + "]";
    const auto prefix = role + "." + std::to_string(++number) + ".";
    if (!one.is_object()) {
      wrong_type(place, "{…}", wrong);
      continue;
    }
    for (const auto& [key, text] : one.items()) {
      if (!text.is_string()) {
        wrong_type(place, "{\"…\": \"…\"}", wrong);
      } else {
        into.emplace_back(prefix + key, text.get<std::string>());
      }
    }
  }
}

void read_member(const std::string& name, const nlohmann::json& value, events::typed_fields& into,
                 faults& wrong) {
  const bool text = std::find(texts.begin(), texts.end(), name) != texts.end();
  if (text || name == "language") {
    if (value.is_null()) return;
    if (!value.is_string()) return wrong_type(name, "\"…\"", wrong);
    into.emplace_back(text ? name : "lang", value.get<std::string>());
  } else if (name == "sessions") {
    read_list(name, value, "session", into, wrong);
  } else if (name == "second_choices") {
    read_seconds(value, into, wrong);
  } else if (name == "companions") {
    read_companions(value, into, wrong);
  } else if (name == "delegates" || name == "substitutes") {
    read_people(name, value, into, wrong);
  } else if (name == "takes_fewer" || name == "fee") {
    if (!value.is_boolean()) return wrong_type(name, "true", wrong);
    if (value.get<bool>()) into.emplace_back(name, "yes");
  } else if (name == "consents") {
    read_consents(value, into, wrong);
  } else if (name == "answers") {
    if (!value.is_object()) return wrong_type(name, "{\"…\": \"…\"}", wrong);
    for (const auto& [key, answer] : value.items()) read_answer(key, answer, into, wrong);
  } else {
    wrong.push_back({has_control(name) ? "" : cut(name, most_shown_name), "unknown_field"});
  }
}

std::string member_name(const std::string& field) {
  if (field == "people") return "companions";
  if (field.rfind("person.", 0) == 0) {
    const auto dot = field.find('.', 7);
    const auto index = std::to_string(std::atoll(field.c_str() + 7) - 2);
    const auto rest = dot == std::string::npos ? "" : field.substr(dot + 1);
    return "companions[" + index + "]" + (rest.empty() ? "" : "." + member_name(rest));
  }
  for (const std::string role : {"delegate", "substitute"}) {
    if (field.rfind(role + ".", 0) != 0) continue;
    const auto dot = field.find('.', role.size() + 1);
    const auto index = std::to_string(std::atoll(field.c_str() + role.size() + 1) - 1);
    auto name = role + "s[";
    name.append(index).append("]");
    return dot == std::string::npos ? name : name.append(field.substr(dot));
  }
  if (field == "session") return "sessions";
  if (field == "lang") return "language";
  if (field == "idempotency_key") return "Idempotency-Key";
  if (field.rfind("consent.", 0) == 0) return "consents";
  if (field.rfind("second.", 0) == 0) return "second_choices." + field.substr(7);
  if (field.rfind("answer.", 0) == 0) return "answers." + field.substr(7);
  return field;
}

// Some faults of an event's entry are called as those of a form, and have other arguments: they are
// told as the editor tells them, in one language.
std::string message_of(const fault& one, const web::locale& in) {
  const auto expected = one.arguments.find("expected");
  const bool in_english = expected != one.arguments.end() && expected->is_string() &&
                          expected->get_ref<const std::string&>().find(' ') != std::string::npos;
  const bool of_entry = one.code == "too_many" && !one.arguments.contains("maximum");
  const bool has_words = in.has("fault." + one.code) && !in_english && !of_entry;
  return has_words ? fault_words(one, in) : editor_fault_words(one, in);
}

}  // namespace

checked<events::typed_fields> typed_fields_from(const nlohmann::json& body) {
  if (!body.is_object()) return faults{{"", "bad_json"}};
  events::typed_fields typed;
  faults wrong;
  for (const auto& [name, value] : body.items()) read_member(name, value, typed, wrong);
  if (!wrong.empty()) return wrong;
  return typed;
}

nlohmann::json api_errors(const faults& wrong, const web::locale& in) {
  auto errors = nlohmann::json::array();
  for (const auto& one : wrong) {
    errors.push_back(
        {{"field", member_name(one.field)}, {"code", one.code}, {"message", message_of(one, in)}});
    if (const auto found = one.arguments.find("municipalities"); found != one.arguments.end())
      errors.back()["choices"] = *found;
  }
  return errors;
}

}  // namespace zusage::server
