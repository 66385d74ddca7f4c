// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/mustache_data.hpp"

namespace zusage::web {
namespace mustache = kainjow::mustache;

mustache::data to_mustache(const nlohmann::json& from) {
  switch (from.type()) {
    case nlohmann::json::value_t::object: {
      mustache::data result(mustache::data::type::object);
      for (const auto& [name, value] : from.items()) {
        result[name] = to_mustache(value);
        if (!value.is_array()) continue;
        const std::string question = "has_" + name;
        if (!from.contains(question)) result[question] = mustache::data(!value.empty());
      }
      return result;
    }
    case nlohmann::json::value_t::array: {
      mustache::data result(mustache::data::type::list);
      // push_back copies whole subtrees; the list itself is ours and not const.
      auto& list = const_cast<mustache::list&>(result.list_value());
      list.reserve(from.size());
      for (const auto& value : from) list.push_back(to_mustache(value));
      return result;
    }
    case nlohmann::json::value_t::string: {
      const auto& text = from.get_ref<const std::string&>();
      return text.empty() ? mustache::data(false) : mustache::data(text);
    }
    case nlohmann::json::value_t::boolean:
      return mustache::data(from.get<bool>());
    case nlohmann::json::value_t::number_integer:
    case nlohmann::json::value_t::number_unsigned:
    case nlohmann::json::value_t::number_float:
      return mustache::data(from.dump());
    default:
      return mustache::data(false);
  }
}

}  // namespace zusage::web
