// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string>
#include <vector>

#include "organisers/staff_list.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What the pages about the staff of an organiser and of a single event have in common; their
/// templates share `_staff_rows`, `_staff_invited` and `_staff_invite`.
namespace zusage::server {

/// The roles that a page gives, and where the texts that explain them begin (`people.role_note.`).
struct offered_roles {
  std::span<const organisers::role> roles;
  std::string notes;
};

std::string role_words(organisers::role r, const web::locale& in);

/// A row of `_staff_rows`.
nlohmann::json staff_row(const organisers::listed_staff& who, const offered_roles& offered,
                         const request& of, const services& with);

/// The rows of `_staff_invited`.
nlohmann::json invited_rows(const std::vector<organisers::staff_invitation>& all,
                            const web::locale& in);

/// Adds the fields of `_staff_invite`, with what was typed.
void add_invite_form(nlohmann::json& data, const offered_roles& offered, const request& of,
                     const faults& wrong);

/// A field of these forms; "" for what is no text.
std::string typed_of_staff(const request& of, const char* field);
/// Address and role as typed.
organisers::typed_invitation typed_invitation_in(const request& of);
/// The account that a row's form names; 0 for none.
std::int64_t staff_in(const request& of, const services& with);

}  // namespace zusage::server
