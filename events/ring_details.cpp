// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_details.hpp"

#include "events/size_class.hpp"

namespace zusage::events {

using nlohmann::json;

json to_json(const ring& from) {
  auto made = json::object();
  made["class_limits"] = from.class_limits;
  if (from.fee) made["fee"] = from.fee->text;
  made["delegates"] = from.delegates;
  made["substitutes"] = from.substitutes;
  return made;
}

ring ring_from(const json& stored) {
  ring made;
  const auto number = [&](const char* key, std::int64_t& into) {
    const auto found = stored.find(key);
    if (found != stored.end() && found->is_number_integer()) into = found->get<std::int64_t>();
  };
  number("delegates", made.delegates);
  number("substitutes", made.substitutes);
  if (const auto fee = stored.find("fee"); fee != stored.end() && fee->is_object()) {
    made.fee = ring_fee{*fee};
  }
  if (const auto limits = stored.find("class_limits");
      limits != stored.end() && limits->is_array()) {
    for (const auto& one : *limits) {
      if (one.is_number_integer()) made.class_limits.push_back(one.get<std::int64_t>());
    }
  }
  if (made.class_limits.empty()) {
    const auto usual = usual_class_limits();
    made.class_limits.assign(usual.begin(), usual.end());
  }
  return made;
}

}  // namespace zusage::events
