// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

#include "organisers/audit_search.hpp"
#include "server/handler.hpp"

/// What entries of the audit trail are about.
namespace zusage::server {

/// As people know it; `url` "" where no page shows it, or none that the signed-in person may see.
struct named_subject {
  std::string text, url;
};

/// An event by its title, a registration by its number and event, a newsletter or a message to
/// attendees by its subject line, a purpose by its title (`purposes`: titles by key), an account or
/// an invitation by its address; what is gone by what the entry says.
named_subject subject_of(const request& of, const schema::reader& db,
                         const organisers::found_entry& one,
                         const std::map<std::string, std::string>& purposes);

/// The slug of the organiser's newest event whose title has this in it, since that is how entries
/// show it; "" for none.
std::string event_titled(const schema::reader& db, const organisers::scope& whose,
                         const std::string& text);

}  // namespace zusage::server
