// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "events/event_file.hpp"
#include "events/event_file_shape.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

// Walks through a text before anything is made of it: stops at too great a depth and notes keys
// that an object holds twice, of which a parser would silently keep one.
class scanner : public json::json_sax_t {
 public:
  scanner(std::string_view text, fault_list& wrong) : text_(text), wrong_(wrong) {}

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    auto& top = levels_.back();
    const bool repeated = !top.keys.insert(name).second;
    top.key = name;
    if (repeated && is_key(name)) wrong_.add(place(), "repeated_member");
    if (repeated && !is_key(name)) wrong_.add("", "repeated_member");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    const auto before = text_.substr(0, std::min(position, text_.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto start = before.rfind('\n');
    const auto column = start == std::string_view::npos ? before.size() : before.size() - start - 1;
    wrong_.add("", "not_json", {{"line", line}, {"column", column}});
    return false;
  }

 private:
  struct level {
    bool array = false;
    std::size_t index = 0;
    std::string key;
    std::set<std::string> keys;
  };

  bool open(bool array) {
    if (levels_.size() >= file_limits::depth) {
      wrong_.add(place(), "too_deep", {{"most", file_limits::depth}});
      return false;
    }
    levels_.push_back({array, 0, {}, {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return value();
  }

  bool value() {
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }

  std::string place() const {
    std::string text;
    for (const auto& one : levels_) {
      if (one.array) {
        text += "[" + std::to_string(one.index) + "]";
      } else {
        const auto name = has_control(one.key) ? "?" : cut(one.key, file_limits::key);
        text += text.empty() ? name : "." + name;
      }
    }
    return text;
  }

  std::string_view text_;
  fault_list& wrong_;
  std::vector<level> levels_;
};

}  // namespace

json parse_bounded(std::string_view text, fault_list& wrong) {
  if (text.size() > file_limits::bytes) {
    wrong.add("", "too_large", {{"most", file_limits::bytes}});
    return {};
  }
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  scanner scan(text, wrong);
  if (!json::sax_parse(text, &scan)) return {};
  auto parsed = json::parse(text, nullptr, false);
  if (parsed.is_discarded()) wrong.add("", "not_json", {{"line", 1}, {"column", 1}});
  return parsed.is_discarded() ? json() : parsed;
}

}  // namespace zusage::events
