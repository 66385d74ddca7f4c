// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/purpose_acts.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// The pages on which an organiser keeps its purposes.
namespace zusage::server {

// admin_purposes.cpp
response show_purposes(const request&, services&);
response show_purpose(const request&, services&);

// admin_purpose_form.cpp
response show_new_purpose(const request&, const schema::reader&, services&);
decision post_new_purpose(const request&, const schema::reader&, services&);
response show_new_version(const request&, const schema::reader&, services&);
response post_new_version(const request&, services&);

// admin_purpose_acts.cpp
response post_purpose_use(const request&, services&);
response post_purpose_renewal(const request&, services&);
response post_end_purpose(const request&, services&);
response post_delete_purpose(const request&, services&);

// admin_purpose_people.cpp
response show_purpose_people(const request&, services&);
response export_purpose_people(const request&, services&);

// admin_person_acts.cpp
response show_person_act(const request&, services&);
decision post_person_act(const request&, const schema::reader&, services&);

/// What all of them have; `at` is the purpose where it is about one.
nlohmann::json purposes_page(const request& of, const schema::reader& db, const std::string& title,
                             const consent::kept_purpose* at = nullptr);

/// `/admin/<organiser>/purposes/<key><rest>`
std::string purpose_link(const request& of, const std::string& key, const std::string& rest = {});

/// The purpose of the route.
std::optional<consent::kept_purpose> purpose_of(const request& of, const schema::reader& db);

/// The page of the route's purpose, with what was wrong with a form on it.
response purpose_page(int status, const request& of, const schema::reader& db, services& with,
                      const consent::kept_purpose& at, const faults& wrong);

/// The languages of a purpose's texts: the organiser's, and others in which it has some. The first
/// is the one that has to be there.
std::vector<std::string> purpose_languages(const request& of, const schema::reader& db,
                                           const consent::kept_purpose* at);

/// The end of the day in the field `deadline`; nothing, with a fault, when it is none or does not
/// lie ahead.
std::optional<instant> read_deadline(const request& of, faults& wrong);

/// The field itself.
nlohmann::json deadline_field(const request& of);

}  // namespace zusage::server
