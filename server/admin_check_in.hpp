// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "events/check_in.hpp"
#include "server/admin_view.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Check-in on site: by code, reference or name, at an event or one of its sessions.
namespace zusage::server {

std::span<const route> check_in_routes();

/// A desk, as the address or a form says it.
struct desk {
  std::shared_ptr<const events::event> at;
  std::int64_t session_id = 0;  ///< 0: the event as a whole
  std::string session;          ///< its key, "" for the event as a whole
  std::string name;             ///< "" while it has none
  /// Who is there for the check-in alone sees names only.
  events::check_in_place place(const request& of) const {
    return {*of.scope, *at, session_id, !may(of, organisers::permission::see_attendees)};
  }
};

/// What came of a code or reference.
struct desk_answer {
  events::check_in_result done;
  std::string reference;  ///< "" where none could be read
};

// admin_check_in_view.cpp

/// What happened, in words: `outcome`, `kind` (success, warning, danger: colour, icon and sound),
/// `title`, `text`, `undo` (the reference whose check-in can be taken back, or ""), `anyway` (the
/// reference of who can be let in without a booking, or ""), `name` and `reference`.
nlohmann::json check_in_words(const request& of, const schema::reader& db, services& with,
                              const desk& at, const desk_answer& what);

/// `[{"session": "", "here": 3, "expected": 10}]`, the event first.
nlohmann::json check_in_figures(const request& of, const schema::reader& db, const desk& at);

/// What the page shows besides choice, field and figures.
struct check_in_shown {
  const desk& at;
  nlohmann::json result = nullptr;          ///< check_in_words
  std::string typed = {};                   ///< what was searched for
  std::vector<events::arrival> found = {};  ///< by it
  faults wrong = {};
};
response check_in_page(int status, const request& of, const schema::reader& db, services& with,
                       const check_in_shown& shown);

/// The page of a desk, and below it.
std::string desk_link(const request& of, const desk& at, const std::string& below = {},
                      const std::string& more = {});

/// For printing: who is expected, by family name.
response check_in_list_page(const request& of, const schema::reader& db, services& with,
                            const desk& at);

}  // namespace zusage::server
