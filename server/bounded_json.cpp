// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/bounded_json.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace zusage::server {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::size_t most_shown_name = 60;

// Counts brackets outside of strings, before anything is built.
bool is_flat_enough(std::string_view text, std::size_t deepest) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest) return false;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return true;
}

// Hears of each member while the text is parsed.
class duplicates {
 public:
  void hear(nlohmann::json::parse_event_t event, const nlohmann::json& of) {
    using what = nlohmann::json::parse_event_t;
    if (event == what::object_start) open_.emplace_back();
    if (event == what::object_end) open_.pop_back();
    if (event != what::key || found) return;
    if (!open_.back().insert(of.get<std::string>()).second) found = of.get<std::string>();
  }
  std::optional<std::string> found;

 private:
  std::vector<std::set<std::string>> open_;  // the names so far of each object that is open
};

// Named, since JSON converts to and from nearly everything.
checked<nlohmann::json> refused(const std::string& member, const char* code) {
  return {boost::system::in_place_error, faults{{member, code}}};
}

}  // namespace

checked<nlohmann::json> parse_bounded(std::string_view text, std::size_t deepest) {
  if (text.starts_with(byte_order_mark)) return refused("", "bad_json");
  if (!is_utf8(text) || !is_flat_enough(text, deepest)) return refused("", "bad_json");
  duplicates twice;
  auto parsed = nlohmann::json::parse(
      text,
      [&twice](int, nlohmann::json::parse_event_t event, const nlohmann::json& of) {
        twice.hear(event, of);
        return true;
      },
      false);
  if (parsed.is_discarded()) return refused("", "bad_json");
  if (twice.found) {
    const auto& name = *twice.found;
    return refused(has_control(name) ? "" : cut(name, most_shown_name), "duplicate_member");
  }
  return {boost::system::in_place_value, std::move(parsed)};
}

}  // namespace zusage::server
