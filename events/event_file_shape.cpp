// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file_shape.hpp"

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/event_file.hpp"

namespace zusage::events {

using nlohmann::json;

void fault_list::add(std::string place, std::string_view code, json arguments) {
  if (all_.size() > file_limits::faults) return;
  if (all_.size() == file_limits::faults) {
    all_.push_back({"", "too_many_faults", {{"most", file_limits::faults}}});
    return;
  }
  all_.push_back({std::move(place), std::string(code), std::move(arguments)});
}

void unique_keys::add(const std::string& key, std::string place) {
  if (key.empty()) return;  // has its own fault
  if (!seen_.insert(key).second) wrong_.add(std::move(place), "repeated", {{"value", key}});
}

std::string checked_text(const std::string& text, const std::string& place, file_text_rule rule,
                         fault_list& wrong) {
  if (!is_utf8(text) || has_control(text, rule.multiline)) {
    wrong.add(place, "control_character");
    return {};
  }
  auto clean = cleaned(text);
  if (length(clean) > rule.most) wrong.add(place, "too_long", {{"most", rule.most}});
  return clean;
}

object_reader::object_reader(const json& from, std::string place, fault_list& wrong)
    : from_(from), place_(std::move(place)), wrong_(wrong) {
  if (!from_.is_object()) wrong_.add(place_, "wrong_type", {{"expected", "an object"}});
}

object_reader::~object_reader() {
  if (!from_.is_object()) return;
  for (const auto& member : from_.items()) {
    if (asked_.contains(member.key())) continue;
    wrong_.add(at(has_control(member.key()) ? "?" : cut(member.key(), file_limits::key)),
               "unknown_key");
  }
}

std::string object_reader::at(std::string_view key) const {
  return place_.empty() ? std::string(key) : place_ + "." + std::string(key);
}

const json* object_reader::find(const char* key, presence needed) {
  if (!from_.is_object()) return nullptr;  // has its own fault
  asked_.insert(key);
  const auto found = from_.find(key);
  if (found != from_.end() && !found->is_null()) return &*found;
  if (needed == presence::required) wrong_.add(at(key), "missing");
  return nullptr;
}

std::string object_reader::text(const char* key, presence needed, file_text_rule rule) {
  const auto* value = find(key, needed);
  if (!value) return {};
  if (!value->is_string()) {
    wrong_.add(at(key), "wrong_type", {{"expected", "a text"}});
    return {};
  }
  const auto& typed = value->get_ref<const std::string&>();
  auto clean = checked_text(typed, at(key), rule, wrong_);
  if (needed == presence::required && cleaned(typed).empty()) wrong_.add(at(key), "missing");
  return clean;
}

json object_reader::texts(const char* key, presence needed, file_text_rule rule) {
  auto result = json::object();
  const auto* value = find(key, needed);
  if (!value) return result;
  if (!value->is_object()) {
    wrong_.add(at(key), "wrong_type", {{"expected", "an object of texts by language"}});
    return result;
  }
  for (const auto& [language, text] : value->items()) {
    if (!is_language(language)) {
      wrong_.add(at(key), "wrong_language", {{"value", cut(language, file_limits::key)}});
      continue;
    }
    const auto place = at(key) + "." + language;
    if (!text.is_string()) {
      wrong_.add(place, "wrong_type", {{"expected", "a text"}});
      continue;
    }
    auto clean = checked_text(text.get_ref<const std::string&>(), place, rule, wrong_);
    if (clean.empty() && needed == presence::required) wrong_.add(place, "missing");
    if (!clean.empty()) result[language] = std::move(clean);
  }
  if (value->empty() && needed == presence::required) wrong_.add(at(key), "missing");
  return result;
}

std::string object_reader::key(const char* name, presence needed) {
  auto value = text(name, needed, {file_limits::key});
  if (!value.empty() && !is_key(value)) wrong_.add(at(name), "wrong_key");
  return value;
}

std::string object_reader::slug(const char* name) {
  auto value = text(name, presence::required, {file_limits::slug});
  if (!value.empty() && !is_slug(value)) wrong_.add(at(name), "wrong_slug");
  return value;
}

std::string object_reader::url(const char* name, presence needed) {
  auto value = text(name, needed, {file_limits::url});
  if (!value.empty() && !is_web_address(value)) wrong_.add(at(name), "wrong_url");
  return value;
}

std::optional<std::int64_t> object_reader::integer(const char* name, std::int64_t least,
                                                   std::int64_t most) {
  const auto* value = find(name, presence::optional);
  if (!value) return {};
  if (!value->is_number_integer()) {
    wrong_.add(at(name), "wrong_type", {{"expected", "a whole number"}});
    return {};
  }
  // An unsigned number beyond 2^63 would turn negative.
  const bool huge =
      value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t(most);
  const auto number = value->get<std::int64_t>();
  if (!huge && number >= least && number <= most) return number;
  wrong_.add(at(name), "out_of_range", {{"least", least}, {"most", most}});
  return {};
}

bool object_reader::flag(const char* name) {
  const auto* value = find(name, presence::optional);
  if (!value) return false;
  if (!value->is_boolean()) wrong_.add(at(name), "wrong_type", {{"expected", "true or false"}});
  return value->is_boolean() && value->get<bool>();
}

std::optional<instant> object_reader::time(const char* name, presence needed,
                                           std::string_view zone) {
  const auto typed = text(name, needed, {file_limits::key});
  if (typed.empty()) return {};
  if (const auto point = local_to_instant(typed, zone)) return point;
  // UTC has no gaps: what exists there was written well.
  if (local_to_instant(typed, "UTC")) {
    wrong_.add(at(name), "time_in_gap", {{"value", typed}, {"zone", zone}});
  } else {
    wrong_.add(at(name), "wrong_time");
  }
  return {};
}

void object_reader::list(const char* name, presence needed, std::size_t most,
                         const element_action& each) {
  const auto* value = find(name, needed);
  if (!value) return;
  if (!value->is_array()) {
    wrong_.add(at(name), "wrong_type", {{"expected", "a list"}});
    return;
  }
  if (value->size() > most) {
    wrong_.add(at(name), "too_many", {{"most", most}});
    return;
  }
  std::size_t index = 0;
  for (const auto& one : *value) each(one, at(name) + "[" + std::to_string(index++) + "]");
}

std::vector<std::string> object_reader::text_list(const char* name, presence needed,
                                                  std::size_t most, const text_action& element) {
  std::vector<std::string> result;
  unique_keys seen(wrong_);
  list(name, needed, most, [&](const json& one, const std::string& place) {
    if (!one.is_string()) {
      wrong_.add(place, "wrong_type", {{"expected", "a text"}});
      return;
    }
    const auto& typed = one.get_ref<const std::string&>();
    if (cleaned(typed).empty()) {
      wrong_.add(place, "missing");
      return;
    }
    result.push_back(element(typed, place));
    seen.add(result.back(), place);
  });
  return result;
}

}  // namespace zusage::events
