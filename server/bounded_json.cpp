// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/bounded_json.hpp"

#include <cstdint>
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

// Reads the text before anything is built. The parser's own callback looks at all elements of an
// array again at the end of each.
class duplicates : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::optional<std::string> found;

  bool start_object(std::size_t) override {
    open_.emplace_back();
    return true;
  }
  bool key(std::string& name) override {
    if (!found && !open_.back().insert(name).second) found = name;
    return true;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(nlohmann::json::binary_t&) override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

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
  if (!nlohmann::json::sax_parse(text, &twice)) return refused("", "bad_json");
  if (twice.found) {
    const auto& name = *twice.found;
    return refused(has_control(name) ? "" : cut(name, most_shown_name), "duplicate_member");
  }
  auto parsed = nlohmann::json::parse(text, nullptr, false);
  if (parsed.is_discarded()) return refused("", "bad_json");
  return {boost::system::in_place_value, std::move(parsed)};
}

}  // namespace zusage::server
