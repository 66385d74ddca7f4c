// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <string>

#include "events/registration_import.hpp"
#include "tests/events/registration_fixture.hpp"

namespace zusage::tests {

inline const std::string own_head =
    "status,registered_at,given_name,family_name,email,sessions\r\n";

inline std::string own_row(const std::string& email, const std::string& status = "confirmed",
                           const std::string& sessions = "forum-1") {
  return status + ",2030-03-01T10:00:00+01:00,Ada,Muster," + email + "," + sessions + "\r\n";
}

struct importing : registration_fixture {
  using registration_fixture::registration_fixture;

  static constexpr auto at_noon = 2h;

  events::import_table table(const std::string& csv) const {
    return events::read_import_table(csv, *of, {}).value();
  }
  events::registration_list read(const events::import_table& of_file,
                                 const events::import_rules& rules = {}) {
    return db->read([&](const schema::reader& r) {
      return events::read_registrations(r, *of, of_file, rules, signing_up + at_noon);
    });
  }
  events::registration_list read(const std::string& csv, const events::import_rules& rules = {}) {
    return read(table(csv), rules);
  }
  events::registration_counts take(const events::registration_list& list,
                                   const events::registration_import_options& how = {},
                                   const std::function<void(std::size_t)>& progress = {}) {
    return events::import_registrations(
        {*db.operator->(), outbox, organisers::scope::of_operator(of->by.id), progress}, *of, list,
        events::import_source::zusage, how, signing_up + at_noon);
  }
  events::registration_counts preview(const std::string& csv, bool over = false) {
    const auto list = read(csv);
    return db->read(
        [&](const schema::reader& r) { return events::preview_registrations(r, *of, list, over); });
  }
  events::registration_counts take(const std::string& csv,
                                   const events::registration_import_options& how = {},
                                   const std::function<void(std::size_t)>& progress = {}) {
    return take(read(csv), how, progress);
  }
  texts faults_of_rows(const std::string& csv) {
    texts lines;
    for (const auto& one : read(csv).broken)
      lines.push_back(std::to_string(one.line) + " " + one.heading + ": " + one.what.code);
    return lines;
  }
  std::int64_t people(const std::string& status) {
    return number("SELECT COUNT(*) FROM registration WHERE status = :1", status);
  }
  std::string stored(const std::string& column, const std::string& email) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT " + column + " FROM registration WHERE email = :1", email)
          .value_or("");
    });
  }
};

inline std::string targets_of(const events::import_table& table) {
  std::string all;
  for (const auto& one : table.columns)
    all += (all.empty() ? "" : ",") + (one.target.empty() ? "-" : one.target);
  return all;
}

}  // namespace zusage::tests
