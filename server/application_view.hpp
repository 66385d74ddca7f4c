// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/application.hpp"
#include "server/registration_view.hpp"

/// What pages tell of an application.
namespace zusage::server {

/// For the applicant: people with their roles, fee, what the organiser wrote, the ways on; null for
/// an event that decides nothing.
nlohmann::json own_application_view(const own_registration& own, const schema::reader& db,
                                    const services& with);

/// For the organiser, lines {label, value}: where the municipality lies and how large it is, fee,
/// decision, people.
nlohmann::json application_facts(const events::registration& person, const events::event& at,
                                 const schema::reader& db, const web::locale& in);

/// `10.000 bis 19.999 Einwohner`.
std::string class_words(std::int64_t population, const events::event& at, const web::locale& in);

}  // namespace zusage::server
