// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "events/application.hpp"
#include "events/check_group.hpp"
#include "events/form_input.hpp"
#include "events/municipalities.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_shown_name = 60;  // of a field that does not exist

bool is_of_people(std::string_view name) {
  return name.starts_with("delegate.") || name.starts_with("substitute.");
}

// The fields of one of them, without `delegate.1.`.
typed_fields fields_of(const typed_fields& typed, std::string_view prefix) {
  typed_fields own;
  for (const auto& [name, value] : typed) {
    if (name.starts_with(prefix)) own.emplace_back(name.substr(prefix.size()), value);
  }
  return own;
}

named_person read_person(const form_input& form, ring_role role, faults& wrong) {
  named_person who;
  who.role = role;
  who.given_name = read_text(form, "given_name", {field_limits::name, true}, wrong);
  who.family_name = read_text(form, "family_name", {field_limits::name, true}, wrong);
  who.email = read_email(form, wrong);
  who.phone = read_text(form, "phone", {field_limits::phone}, wrong);
  who.job_function = read_text(form, "function", {field_limits::function}, wrong);
  if (!who.phone.empty() && !is_phone_number(who.phone)) wrong.push_back({"phone", "not_a_phone"});
  return who;
}

bool is_field(std::string_view name) {
  return name == "given_name" || name == "family_name" || name == "email" || name == "phone" ||
         name == "function";
}

// Fields that were left empty name nobody.
bool names_somebody(const form_input& form) {
  const auto says = [](const std::string& value) {
    return !is_utf8(value) || !cleaned(value).empty();
  };
  return std::any_of(form.begin(), form.end(), [&](const auto& one) {
    return std::any_of(one.second.begin(), one.second.end(), says);
  });
}

// What belongs to nobody whom the ring has room for.
void check_names(const typed_fields& typed, const std::set<std::string>& prefixes, faults& wrong) {
  for (const auto& [name, value] : typed) {
    if (!is_of_people(name)) continue;
    const auto dot = name.find('.', name.find('.') + 1);
    const auto prefix = dot == std::string::npos ? "" : name.substr(0, dot + 1);
    const bool known = prefixes.contains(prefix) && is_field(name.substr(prefix.size()));
    if (!known) wrong.push_back({is_utf8(name) ? cut(name, most_shown_name) : "", "unknown_field"});
  }
}

}  // namespace

std::vector<named_person> check_ring_people(const ring& by, const typed_fields& typed,
                                            std::vector<std::string> addresses, faults& wrong) {
  std::vector<named_person> people;
  std::set<std::string> prefixes;
  const auto read = [&](ring_role role, std::int64_t count) {
    for (std::int64_t number = 1; number <= count; ++number) {
      const auto prefix = std::string(to_text(role)) + "." + std::to_string(number) + ".";
      prefixes.insert(prefix);
      const auto form = grouped(fields_of(typed, prefix));
      if (!names_somebody(form)) continue;
      faults theirs;
      auto who = read_person(form, role, theirs);
      const auto key = who.email.empty() ? std::string() : email_key(who.email);
      if (std::find(addresses.begin(), addresses.end(), key) != addresses.end()) {
        theirs.push_back({"email", "same_address"});
      }
      if (!key.empty()) addresses.push_back(key);
      for (auto& one : theirs) {
        one.field.insert(0, prefix);
        wrong.push_back(std::move(one));
      }
      people.push_back(std::move(who));
    }
  };
  read(ring_role::delegate, by.delegates);
  read(ring_role::substitute, by.substitutes);
  check_names(typed, prefixes, wrong);
  return people;
}

std::vector<named_person> check_ring_contact(const typed_fields& typed, faults& wrong) {
  faults theirs;
  auto who = read_person(grouped(typed), ring_role::contact, theirs);
  for (const auto& [name, value] : typed) {
    if (!is_field(name))
      theirs.push_back({is_utf8(name) ? cut(name, most_shown_name) : "", "unknown_field"});
  }
  for (auto& one : theirs) {
    one.field.insert(0, "contact.");
    wrong.push_back(std::move(one));
  }
  return {std::move(who)};
}

checked<sign_up> check_application(const event& to, const typed_fields& typed, bool invited) {
  if (!to.ring) return check_group_sign_up(to, typed, invited);
  typed_fields first, of_people;
  std::string fee;
  for (const auto& [name, value] : typed) {
    if (name == "fee") {
      fee = value;
    } else {
      (is_of_people(name) ? of_people : first).emplace_back(name, value);
    }
  }
  auto made = check_sign_up(to, first, invited);
  faults wrong = made.has_error() ? made.error() : faults();
  const auto form = grouped(first);
  const bool named = !values_of(form, "municipality").empty();
  const bool said = std::any_of(wrong.begin(), wrong.end(),
                                [](const fault& one) { return one.field == "municipality"; });
  if (!named && !said) wrong.push_back({"municipality", "required"});
  std::vector<std::string> addresses;
  if (made) addresses.push_back(email_key(made->email));
  auto apply = std::make_shared<application>();
  apply->people = check_ring_people(*to.ring, of_people, std::move(addresses), wrong);
  if (to.ring->fee && fee != "yes") wrong.push_back({"fee", "must_be_yes"});
  if (!wrong.empty()) return wrong;
  if (to.ring->fee) apply->fee = text_in(to.ring->fee->text, made->language);
  made->application = std::move(apply);
  return made;
}

std::string applicant_of(const sign_up& form) {
  if (!form.application) return {};
  return form.ags.empty() ? municipality_name_key(form.municipality) : form.ags;
}

}  // namespace zusage::events
