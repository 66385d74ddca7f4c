// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/program.hpp"
#include "tests/support/text.hpp"

/// What the end-to-end tests of the scenarios have in common.
namespace zusage::tests {

/// A file of the demonstration as it is.
std::string demo_file(const std::string& name);

/// An event file of the demonstration (`s3.json`), its dates moved ahead of now as the
/// demonstration does it.
nlohmann::json scenario_file(const std::string& name);

/// Owner of an organiser of the installation, which must not be running; password
/// `staff_password`.
void add_owner(const installation& site, const std::string& email, const std::string& organiser);

/// The registrations of an event as the command line exports them, by family name.
std::map<std::string, nlohmann::json> exported_by_name(const installation& site,
                                                       const std::string& slug);

/// How often `part` stands in `text`.
std::size_t count_of(const std::string& text, const std::string& part);

/// The form with one field replaced; an empty value takes it away.
form with_field(form values, const std::string& name, const std::string& value);

}  // namespace zusage::tests
