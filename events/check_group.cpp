// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_group.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/email_address.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view person = "person.";

struct numbered {
  std::int64_t number = 0;
  std::string field;  // without `person.N.`
};

// Nothing: not a field of a companion.
std::optional<numbered> of_companion(std::string_view name) {
  if (!name.starts_with(person)) return {};
  name.remove_prefix(person.size());
  numbered found;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), found.number);
  const auto rest = name.substr(std::size_t(read.ptr - name.data()));
  if (read.ec != std::errc() || !rest.starts_with('.') || found.number < 2) return {};
  found.field = rest.substr(1);
  return found;
}

bool is_of_group(std::string_view name) {
  return of_companion(name) || name == "takes_fewer" || name == "people" || name == "without";
}

std::string field_of_person(std::int64_t number, std::string_view field) {
  return std::string(person) + std::to_string(number) + "." + std::string(field);
}

std::int64_t number_in(const typed_fields& typed, std::string_view button) {
  std::int64_t number = 0;
  for (const auto& [name, value] : typed) {
    if (name == button) std::from_chars(value.data(), value.data() + value.size(), number);
  }
  return number;
}

// Those after the person who goes move up.
typed_fields without_person(const typed_fields& typed, std::int64_t number) {
  typed_fields kept;
  for (const auto& one : typed) {
    const auto of = of_companion(one.first);
    if (one.first == "without" || one.first == "people" || (of && of->number == number)) continue;
    kept.push_back(one);
    if (of && of->number > number) kept.back().first = field_of_person(of->number - 1, of->field);
  }
  return kept;
}

// Whether the form has a place for this person, filled in or not.
bool is_named(const typed_fields& typed, std::int64_t number) {
  return std::any_of(typed.begin(), typed.end(), [&](const auto& one) {
    const auto of = of_companion(one.first);
    return of && of->number == number;
  });
}

bool is_programme(std::string_view name) {
  return name == "session" || name == "package" || name == "lang" || name == "code" ||
         name.starts_with("second.");
}

// What goes for everybody unless something else is named.
bool is_shared(std::string_view name) {
  return name == "organisation" || name == "municipality" || is_programme(name);
}

void add_faults(const faults& theirs, std::int64_t number, faults& wrong) {
  for (auto one : theirs) {
    if (is_programme(one.field)) continue;
    one.field = field_of_person(number, one.field);
    wrong.push_back(std::move(one));
  }
}

fault empty_person(std::int64_t number) {
  return {field_of_person(number, "given_name"), "empty_person", {{"number", number}}};
}

checked<sign_up> check_companion(const event& to, const typed_fields& typed, std::int64_t number,
                                 bool invited) {
  for (const auto& [name, value] : typed) {
    const auto of = of_companion(name);
    const bool theirs = of && of->number == number;
    if (theirs && (of->field.starts_with("consent.") || of->field.starts_with("notice.") ||
                   of->field == "idempotency_key")) {
      return faults{{of->field, "unknown_field"}};
    }
  }
  return check_sign_up(to, fields_of_person(typed, number), invited);
}

}  // namespace

std::int64_t last_person(const typed_fields& typed) {
  std::int64_t last = 1;
  for (const auto& [name, value] : typed) {
    if (const auto of = of_companion(name)) last = std::max(last, of->number);
  }
  return last;
}

std::optional<typed_fields> with_people(const typed_fields& typed, const event& to) {
  if (const auto goes = number_in(typed, "without"); goes > 1) return without_person(typed, goes);
  auto wanted = number_in(typed, "people");
  if (wanted < 1) return {};
  wanted = std::min(wanted, to.max_group);
  typed_fields kept;
  for (const auto& one : typed) {
    const bool beyond = last_person({one}) > wanted;
    if (one.first != "people" && !beyond) kept.push_back(one);
  }
  if (wanted > 1) kept.emplace_back(field_of_person(wanted, "given_name"), "");
  return kept;
}

typed_fields fields_of_person(const typed_fields& typed, std::int64_t number) {
  typed_fields own;
  std::set<std::string, std::less<>> named;
  for (const auto& [name, value] : typed) {
    const auto of = of_companion(name);
    if (!of || of->number != number || value.empty()) continue;
    own.emplace_back(of->field, value);
    named.insert(of->field);
  }
  if (own.empty()) return own;
  for (const auto& [name, value] : typed) {
    if (is_shared(name) && !named.contains(name)) own.emplace_back(name, value);
  }
  return own;
}

checked<sign_up> check_group_sign_up(const event& to, const typed_fields& typed, bool invited) {
  typed_fields first;
  bool takes_fewer = false;
  for (const auto& [name, value] : typed) {
    if (name == "takes_fewer") takes_fewer = value == "yes";
    if (!is_of_group(name)) first.emplace_back(name, value);
  }
  auto made = check_sign_up(to, first, invited);
  faults wrong = made.has_error() ? made.error() : faults();
  std::vector<sign_up> companions;
  std::set<std::string> addresses;
  if (made) addresses.insert(email_key(made->email));
  // A number beyond what is allowed is one fault, however large it is.
  const auto last = std::min(last_person(typed), to.max_group + 1);
  if (last > to.max_group) {
    wrong.push_back({"people", "too_many_people", {{"maximum", to.max_group}}});
  }
  for (std::int64_t number = 2; number <= std::min(last, to.max_group); ++number) {
    if (fields_of_person(typed, number).empty()) {
      if (is_named(typed, number)) wrong.push_back(empty_person(number));
      continue;
    }
    auto one = check_companion(to, typed, number, invited);
    if (!one) {
      add_faults(one.error(), number, wrong);
    } else if (!addresses.insert(email_key(one->email)).second) {
      wrong.push_back({field_of_person(number, "email"), "same_address"});
    } else {
      companions.push_back(std::move(*one));
    }
  }
  if (!wrong.empty()) return wrong;
  made->companions = std::move(companions);
  made->takes_fewer = takes_fewer && !made->companions.empty();
  return made;
}

}  // namespace zusage::events
