// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <optional>

#include "events/ring_people.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Somebody of a comparison ring at their own page.
namespace zusage::server {

struct own_membership {
  events::ring_person who;
  std::shared_ptr<const events::event> of;  ///< a ring
  request in;  ///< in the person's language unless `?lang=` says otherwise
};

/// The person behind the token in the path; nothing for a wrong token, and for whoever does not
/// stand for an approved member any more.
std::optional<own_membership> find_member(const request& of, const schema::reader& db,
                                          services& with);
/// What its link answers instead: that it has ended, or for a link that never was one, that there
/// is no such page.
response opens_no_membership(const request& of, services& with);

/// `/m/<token><rest>` with the chosen language.
std::string member_link(const own_membership& own, const std::string& rest);

/// Data of a page of the person: event, title, where it leads back to.
nlohmann::json member_page_data(const own_membership& own, const std::string& title);

}  // namespace zusage::server
