// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_details.hpp"

#include "events/size_class.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

const json& member(const json& of, const char* key) {
  static const json none;
  if (!of.is_object()) return none;
  const auto found = of.find(key);
  return found == of.end() ? none : *found;
}

std::string text_at(const json& of, const char* key) {
  const auto& found = member(of, key);
  return found.is_string() ? found.get<std::string>() : "";
}

json object_at(const json& of, const char* key) {
  const auto& found = member(of, key);
  return found.is_object() ? found : json::object();
}

std::optional<std::int64_t> integer_at(const json& of, const char* key) {
  const auto& found = member(of, key);
  if (!found.is_number_integer()) return {};
  return found.get<std::int64_t>();
}

json to_json(const indicator& from) {
  auto made = json::object();
  made["key"] = from.key;
  made["type"] = from.type == indicator::kind::choice ? "choice" : "number";
  made["label"] = from.label;
  made["hint"] = from.hint;
  made["unit"] = from.unit;
  made["periods"] = from.periods;
  if (from.least) made["min"] = *from.least;
  if (from.most) made["max"] = *from.most;
  for (const auto& one : from.options) {
    auto option = json::object();
    option["key"] = one.key;
    option["label"] = one.label;
    made["options"].push_back(std::move(option));
  }
  return made;
}

indicator indicator_from(const json& stored) {
  indicator made;
  made.key = text_at(stored, "key");
  if (text_at(stored, "type") == "choice") made.type = indicator::kind::choice;
  made.label = object_at(stored, "label");
  made.hint = object_at(stored, "hint");
  made.unit = object_at(stored, "unit");
  made.least = integer_at(stored, "min");
  made.most = integer_at(stored, "max");
  for (const auto& one : member(stored, "periods")) {
    if (one.is_string()) made.periods.push_back(one.get<std::string>());
  }
  for (const auto& one : member(stored, "options"))
    made.options.push_back({text_at(one, "key"), object_at(one, "label")});
  return made;
}

}  // namespace

json details_of(const ring& of) {
  auto made = json::object();
  made["class_limits"] = of.class_limits;
  if (of.fee) made["fee"] = of.fee->text;
  made["delegates"] = of.delegates;
  made["substitutes"] = of.substitutes;
  made["group_size"] = of.group_size;
  made["contact_purpose"] = of.contact_purpose;
  made["contact_phone_purpose"] = of.contact_phone_purpose;
  for (const auto& one : of.groups) {
    auto group = json::object();
    group["key"] = one.key;
    group["title"] = one.title;
    if (!one.kind.empty()) group["kind"] = one.kind;
    made["groups"].push_back(std::move(group));
  }
  for (const auto& one : of.indicators) made["indicators"].push_back(to_json(one));
  return made;
}

void read_details(const json& from, ring& into) {
  for (const auto& one : member(from, "class_limits")) {
    if (one.is_number_integer()) into.class_limits.push_back(one.get<std::int64_t>());
  }
  if (into.class_limits.empty()) {
    const auto usual = usual_class_limits();
    into.class_limits.assign(usual.begin(), usual.end());
  }
  if (member(from, "fee").is_object()) into.fee = ring_fee{member(from, "fee")};
  into.delegates = integer_at(from, "delegates").value_or(into.delegates);
  into.substitutes = integer_at(from, "substitutes").value_or(into.substitutes);
  into.group_size = integer_at(from, "group_size").value_or(into.group_size);
  into.contact_purpose = text_at(from, "contact_purpose");
  into.contact_phone_purpose = text_at(from, "contact_phone_purpose");
  for (const auto& one : member(from, "groups"))
    into.groups.push_back({text_at(one, "key"), text_at(one, "title"), text_at(one, "kind")});
  for (const auto& one : member(from, "indicators")) into.indicators.push_back(indicator_from(one));
}

}  // namespace zusage::events
