// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "events/ring.hpp"
#include "events/sign_up_drafts.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_address = 254;    // RFC 5321 4.5.3.1
constexpr std::size_t most_utf8_length = 4;  // bytes of a code point, RFC 3629 3

// How often a field may come, and how long it may be in code points.
struct field_rule {
  std::size_t values = 1, longest = field_limits::text;
};

std::optional<field_rule> rule_of_somebody(std::string_view name) {
  if (name == "given_name" || name == "family_name") return field_rule{1, field_limits::name};
  if (name == "email") return field_rule{1, most_address};
  if (name == "function") return field_rule{1, field_limits::function};
  if (name == "phone") return field_rule{1, field_limits::phone};
  return {};
}

std::optional<field_rule> rule_of_answer(const event& to, std::string_view key) {
  const auto* asked = to.find_question(key);
  if (!asked || asked->after_approval) return {};
  const bool is_long = asked->type == question_type::long_text;
  const bool several = asked->type == question_type::multiple;
  return field_rule{several ? asked->options.size() : 1,
                    is_long ? field_limits::long_text : field_limits::text};
}

// What everybody is asked, colleagues too.
std::optional<field_rule> rule_of_person(const event& to, std::string_view name) {
  if (name == "organisation" || name == "municipality") {
    return field_rule{1, field_limits::organisation};
  }
  if (name == "code" || name == "package") return field_rule{};
  if (name == "session") return field_rule{to.sessions.size()};
  if (name.starts_with("second.")) {
    const auto* group = to.find_choice(name.substr(name.find('.') + 1));
    return group && group->second_choice ? std::optional(field_rule{}) : std::nullopt;
  }
  if (name.starts_with("answer.")) return rule_of_answer(to, name.substr(name.find('.') + 1));
  return rule_of_somebody(name);
}

bool is_offered(const event& to, std::string_view key) {
  return std::any_of(to.offers.begin(), to.offers.end(), [&](const auto& in) {
    return std::any_of(in.second.begin(), in.second.end(),
                       [&](const consent::offer& one) { return one.key == key; });
  });
}

// `<who>N.field` with N from `first` to `last`: the field, else nothing.
std::string_view field_of(std::string_view name, std::string_view who, std::int64_t first,
                          std::int64_t last) {
  if (!name.starts_with(who)) return {};
  name.remove_prefix(who.size());
  std::int64_t number = 0;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
  const auto digits = std::size_t(read.ptr - name.data());
  const bool as_written = read.ec == std::errc() && std::to_string(number).size() == digits;
  if (!as_written || number < first || number > last) return {};
  return digits < name.size() && name[digits] == '.' ? name.substr(digits + 1) : "";
}

std::optional<field_rule> rule_of_people(const event& to, std::string_view name) {
  if (to.ring) {
    if (name == "fee") return to.ring->fee ? std::optional(field_rule{}) : std::nullopt;
    const auto delegate = field_of(name, "delegate.", 1, to.ring->delegates);
    if (!delegate.empty()) return rule_of_somebody(delegate);
    return rule_of_somebody(field_of(name, "substitute.", 1, to.ring->substitutes));
  }
  if (to.max_group < 2) return {};
  if (name == "takes_fewer" || name == "people" || name == "without") return field_rule{};
  // One person more than are allowed, so that the check can say that they are too many.
  return rule_of_person(to, field_of(name, "person.", 2, to.max_group + 1));
}

// Nothing: the form has no such field.
std::optional<field_rule> rule_of(const event& to, std::string_view name) {
  if (name.starts_with("consent.") || name.starts_with("notice.")) {
    const bool known = is_offered(to, name.substr(name.find('.') + 1));
    return known ? std::optional(field_rule{}) : std::nullopt;
  }
  if (auto found = rule_of_person(to, name)) return found;
  return rule_of_people(to, name);
}

// Enough of a text for the check to see that it is too long. Not cut() of text.hpp: what was typed
// need not be UTF-8.
std::string enough_of(const std::string& value, std::size_t longest) {
  auto size = most_utf8_length * (longest + 1);
  if (value.size() <= size) return value;
  const auto is_inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(value[at]) & 0xc0U) == 0x80U;
  };
  for (std::size_t back = 1; back < most_utf8_length && is_inside(size); ++back) --size;
  return value.substr(0, size);
}

}  // namespace

typed_fields fit_for_draft(const event& to, const typed_fields& typed) {
  typed_fields kept;
  std::map<std::string, std::set<std::string>, std::less<>> seen;
  for (const auto& [name, value] : typed) {
    const auto rule = rule_of(to, name);
    if (!rule) continue;
    auto text = enough_of(value, rule->longest);
    auto& others = seen[name];
    const bool has_room = text.empty() || others.size() - others.count("") < rule->values;
    if (has_room && others.insert(text).second) kept.emplace_back(name, std::move(text));
  }
  return kept;
}

}  // namespace zusage::events
