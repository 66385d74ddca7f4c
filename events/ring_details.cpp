// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_details.hpp"

#include "events/json_members.hpp"
#include "events/size_class.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

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
  made.key = text_member(stored, "key");
  if (text_member(stored, "type") == "choice") made.type = indicator::kind::choice;
  made.label = object_member(stored, "label");
  made.hint = object_member(stored, "hint");
  made.unit = object_member(stored, "unit");
  made.least = integer_member(stored, "min");
  made.most = integer_member(stored, "max");
  for (const auto& one : member(stored, "periods")) {
    if (one.is_string()) made.periods.push_back(one.get<std::string>());
  }
  for (const auto& one : member(stored, "options"))
    made.options.push_back({text_member(one, "key"), object_member(one, "label")});
  return made;
}

}  // namespace

std::span<const std::int64_t> class_limits_of(const event& of) {
  if (of.ring && !of.ring->class_limits.empty()) return of.ring->class_limits;
  return usual_class_limits();
}

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
  if (member(from, "fee").is_object()) into.fee = ring_fee{member(from, "fee")};
  into.delegates = integer_member(from, "delegates").value_or(into.delegates);
  into.substitutes = integer_member(from, "substitutes").value_or(into.substitutes);
  into.group_size = integer_member(from, "group_size").value_or(into.group_size);
  into.contact_purpose = text_member(from, "contact_purpose");
  into.contact_phone_purpose = text_member(from, "contact_phone_purpose");
  for (const auto& one : member(from, "groups"))
    into.groups.push_back(
        {text_member(one, "key"), text_member(one, "title"), text_member(one, "kind")});
  for (const auto& one : member(from, "indicators")) into.indicators.push_back(indicator_from(one));
}

}  // namespace zusage::events
