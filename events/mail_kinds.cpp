// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_kinds.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "events/json_members.hpp"

namespace zusage::events {
namespace {

using names = std::vector<std::string_view>;

struct placeholder {
  std::string_view name, member;
  bool is_link = false, typed_by_strangers = false;
};

// Names are shortened and without links already when they come into the data (mail_members.hpp).
constexpr placeholder all_placeholders[] = {
    {"given_name", "person_given_name", false, true},
    {"family_name", "person_family_name", false, true},
    {"organiser", "organiser_name"},
    {"organiser_contact", "organiser_contact"},
    {"event_title", "event_title"},
    {"event_period", "event_period"},
    {"event_place", "event_place"},
    {"event_url", "event_url", true},
    {"reference", "reference"},
    {"municipality", "municipality"},
    {"ring_member", "ring_member"},
    {"offer_until", "offer_until"},
    {"lapsed_title", "lapsed_title"},
    {"about_title", "about_title"},
};

const placeholder& find_placeholder(std::string_view name) {
  const auto found = std::find_if(std::begin(all_placeholders), std::end(all_placeholders),
                                  [&](const placeholder& one) { return one.name == name; });
  if (found == std::end(all_placeholders))
    throw std::out_of_range("no placeholder " + std::string(name));
  return *found;
}

// What every mail about an event says; `more` only some.
names of_event(names more) {
  names all = {"organiser",    "organiser_contact", "event_title",
               "event_period", "event_place",       "event_url"};
  all.insert(all.begin(), more.begin(), more.end());
  return all;
}

names of_person(names more) {
  names all = {"given_name", "family_name", "reference"};
  all.insert(all.end(), more.begin(), more.end());
  return of_event(all);
}

// A paper takes place nowhere and at no time.
names of_paper() {
  return {"given_name",        "family_name", "reference", "organiser",
          "organiser_contact", "event_title", "event_url"};
}

}  // namespace

std::span<const mail_kind> mail_kinds() {
  static const std::vector<mail_kind> all = {
      {"registration-confirmed", "registration", true, of_person({})},
      {"registration-waiting", "registration", false, of_person({})},
      {"registration-offer", "registration", false, of_person({"offer_until"})},
      {"registration-promoted", "registration", true, of_person({})},
      {"registration-lapsed", "registration", false, of_person({"lapsed_title"})},
      {"registration-changed", "registration", true, of_person({})},
      {"registration-cancelled", "registration", false, of_person({})},
      {"registration-applied", "registration", true, of_person({})},
      {"registration-approved", "registration", false, of_person({})},
      {"registration-declined", "registration", false, of_person({})},
      {"registration-withdrawn", "registration", false, of_person({})},
      {"event-reminder", "event", true, of_person({"about_title"})},
      {"event-changed", "event", false, of_person({})},
      {"event-cancelled", "event", false, of_person({})},
      {"event-recording", "event", true, of_person({})},
      {"event-certificate", "event", true, of_person({})},
      {"ring-assigned", "ring", false, of_person({"ring_member"})},
      {"ring-person", "ring", false, of_person({"municipality"})},
      {"ring-contact", "ring", false, of_person({"municipality"})},
      // The row names who came after, not whom this mail goes to.
      {"ring-person-ended", "ring", false, of_event({"municipality"})},
      {"ring-contact-ended", "ring", false, of_event({"municipality"})},
      {"paper-confirmed", "paper", true, of_paper()},
      {"paper-promoted", "paper", true, of_paper()},
      {"paper-link", "paper", true, of_paper()},
      {"paper-changed", "paper", true, of_paper()},
      {"paper-cancelled", "paper", false, of_paper()},
      {"paper-announced",
       "paper",
       false,
       {"organiser", "organiser_contact", "event_title", "event_url"}},
  };
  return all;
}

const mail_kind* find_mail_kind(std::string_view name) {
  const auto all = mail_kinds();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const mail_kind& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<known_placeholder> known_placeholders(const mail_kind& kind) {
  std::vector<known_placeholder> known;
  for (const auto name : kind.placeholders) {
    known.push_back({name, find_placeholder(name).typed_by_strangers});
  }
  return known;
}

placeholder_values values_in_mail(const mail_kind& kind, const nlohmann::json& data) {
  placeholder_values values;
  for (const auto name : kind.placeholders) {
    const auto& one = find_placeholder(name);
    // Of the person the names stand in an object of their own.
    constexpr std::string_view of_person = "person_";
    const auto value = one.member.starts_with(of_person)
                           ? text_member(member(data, "person"),
                                         std::string(one.member.substr(of_person.size())).c_str())
                           : text_member(data, std::string(one.member).c_str());
    values.emplace(name, placeholder_value{value, one.is_link});
  }
  return values;
}

std::string_view member_of_placeholder(std::string_view name) {
  return find_placeholder(name).member;
}

}  // namespace zusage::events
