// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

/// How JSON of unknown shape is read: nothing here throws, every fault is noted with its place.
namespace zusage::events {

/// Collects faults up to a limit.
class fault_list {
 public:
  void add(std::string place, std::string_view code,
           nlohmann::json arguments = nlohmann::json::object());
  bool empty() const { return all_.empty(); }
  faults take() { return std::move(all_); }

 private:
  faults all_;
};

/// JSON of bounded size and depth without repeated keys; what is wrong goes into `wrong`, and the
/// value is null then.
nlohmann::json parse_bounded(std::string_view text, fault_list& wrong);

enum class presence { optional, required };

/// What a text may be.
struct file_text_rule {
  std::size_t most = 0;  ///< code points
  bool multiline = false;
};

/// Reads the members of one object and, at its end, reports those that nobody asked for. A member
/// that is null counts as absent.
class object_reader {
 public:
  object_reader(const nlohmann::json& from, std::string place, fault_list& wrong);
  ~object_reader();
  object_reader(const object_reader&) = delete;
  object_reader& operator=(const object_reader&) = delete;

  /// `events[3].title` for the member `title`.
  std::string at(std::string_view key) const;

  /// The member; null pointer when absent (a fault when required).
  const nlohmann::json* find(const char* key, presence needed);

  /// Cleaned text; empty when absent or wrong. A required text must not be empty.
  std::string text(const char* key, presence needed, file_text_rule rule);

  /// Cleaned texts by language; a required one has at least one language.
  nlohmann::json texts(const char* key, presence needed, file_text_rule rule);

  /// `a–z 0–9 - _`, beginning with a letter or digit; in slugs no `_`.
  std::string key(const char* name, presence needed);
  std::string slug(const char* name);

  /// Absolute http or https URL.
  std::string url(const char* name, presence needed);

  std::optional<std::int64_t> integer(const char* name, std::int64_t least, std::int64_t most);
  bool flag(const char* name);

  /// Local time in `zone`, which must be one.
  std::optional<instant> time(const char* name, presence needed, std::string_view zone);

  /// One of a fixed set of words; `words` lists them for the reader. Nothing when absent or wrong.
  template <class Enum>
  std::optional<Enum> word(const char* name, presence needed,
                           std::optional<Enum> (*read)(std::string_view), std::string_view words) {
    const auto* value = find(name, needed);
    if (!value) return {};
    if (value->is_string()) {
      if (auto known = read(value->get_ref<const std::string&>())) return known;
    }
    wrong_.add(at(name), "unknown_word", {{"known", words}});
    return {};
  }

  /// Calls `each(element, place)`; more than `most` elements are a fault and not read.
  using element_action = std::function<void(const nlohmann::json&, std::string)>;
  void list(const char* name, presence needed, std::size_t most, const element_action& each);

  /// A list of texts without repetition, as `element` makes them of what stands there.
  using text_action = std::function<std::string(const std::string&, const std::string& place)>;
  std::vector<std::string> text_list(const char* name, presence needed, std::size_t most,
                                     const text_action& element);

  fault_list& wrong() { return wrong_; }

 private:
  const nlohmann::json& from_;
  std::string place_;
  fault_list& wrong_;
  std::set<std::string_view> asked_;
};

/// Notes keys that come a second time.
class unique_keys {
 public:
  explicit unique_keys(fault_list& wrong) : wrong_(wrong) {}
  void add(const std::string& key, std::string place);
  bool has(const std::string& key) const { return seen_.contains(key); }

 private:
  fault_list& wrong_;
  std::set<std::string> seen_;
};

/// Notes a text that is too long or has control characters; what is left is cleaned.
std::string checked_text(const std::string& text, const std::string& place, file_text_rule rule,
                         fault_list& wrong);

bool is_key(std::string_view text);
bool is_slug(std::string_view text);
bool is_language(std::string_view text);  ///< `de`, `nl`, `de-CH` (BCP 47)
bool is_web_address(std::string_view text);
bool is_file_name(std::string_view text);  ///< a plain name: no folder, not hidden

}  // namespace zusage::events
