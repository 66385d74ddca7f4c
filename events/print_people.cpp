// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/print_people.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "events/check_in.hpp"
#include "events/export_rows.hpp"

namespace zusage::events {
namespace {

using keys_by_person = std::unordered_map<std::int64_t, std::vector<std::string>>;

keys_by_person find_checked_in_sessions(const schema::reader& db, const event& of) {
  keys_by_person keys;
  db.each<std::int64_t, std::string>(
      "SELECT c.registration_id, s.key FROM check_in c"
      " JOIN event_session s ON s.id = c.session_id"
      " WHERE c.event_id = :1 AND c.undone_at IS NULL",
      [&](std::int64_t id, std::string key) { keys[id].push_back(std::move(key)); }, of.id);
  return keys;
}

std::vector<std::string> keys_of(const nlohmann::json& list) {
  std::vector<std::string> keys;
  for (const auto& one : list) {
    if (one.is_string()) keys.push_back(one.get<std::string>());
  }
  return keys;
}

printed_person person_of(const export_row& row) {
  printed_person who;
  who.id = row.id;
  who.reference = row.reference;
  who.given_name = row.given_name;
  who.family_name = row.family_name;
  who.organisation = row.organisation;
  who.municipality = row.municipality.empty() ? row.ags : row.municipality;
  who.sessions = keys_of(row.sessions);
  who.attended = keys_of(row.attended);
  return who;
}

std::vector<printed_person> sorted(std::vector<printed_person> people) {
  std::vector<std::pair<std::string, std::size_t>> order;
  order.reserve(people.size());
  for (std::size_t i = 0; i < people.size(); ++i)
    order.emplace_back(folded(people[i].family_name + " " + people[i].given_name), i);
  std::sort(order.begin(), order.end());
  std::vector<printed_person> made;
  made.reserve(people.size());
  for (const auto& [name, at] : order) made.push_back(std::move(people[at]));
  return made;
}

}  // namespace

std::vector<printed_person> list_for_print(const schema::reader& db, const organisers::scope& whose,
                                           const event& of, const consent::ledger& consents,
                                           const print_choice& wanted) {
  std::vector<printed_person> people;
  if (of.by.id != whose.organiser_id() || !whose.reaches(of.id)) return people;
  exported what{of, consents, false};
  what.who = wanted.filter.who;
  if (const auto* session = of.find_session(wanted.filter.session)) what.session_id = session->id;
  if (!wanted.reference.empty()) {
    const auto one = find_arrival(db, {whose, of}, wanted.reference);
    if (!one) return people;
    what.after = one->id - 1;
    what.at_a_time = 1;
  }
  auto checked_in = find_checked_in_sessions(db, of);
  each_export_row(db, what, [&](const export_row& row) {
    if (!wanted.reference.empty() && row.reference != wanted.reference) return false;
    auto who = person_of(row);
    auto& more = checked_in[row.id];
    who.attended.insert(who.attended.end(), more.begin(), more.end());
    people.push_back(std::move(who));
    return wanted.reference.empty();
  });
  return sorted(std::move(people));
}

std::vector<const session*> attended_sessions(const event& of, const printed_person& who) {
  std::vector<const session*> all;
  for (const auto& one : of.sessions) {
    const bool was_there =
        std::find(who.attended.begin(), who.attended.end(), one.key) != who.attended.end();
    if (was_there && !one.cancelled) all.push_back(&one);
  }
  return all;
}

}  // namespace zusage::events
