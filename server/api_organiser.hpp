// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "events/event_file.hpp"
#include "events/registration.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What programs with a token do for its organiser, under `/api/v1/organiser` (docs/api.md).
namespace zusage::server {

// api_organiser.cpp
response api_organiser(const request&, const schema::reader&, services&);
response api_own_events(const request&, const schema::reader&, services&);
response api_own_event(const request&, const schema::reader&, services&);

// api_organiser_event.cpp
decision api_put_event(const request&, const schema::reader&, services&);
decision api_post_event(const request&, const schema::reader&, services&);

/// Writes the entry of `file` in the name of the token: its slug and version with the new ETag, or
/// what is wrong with it, and then nothing was written.
response store_entry(schema::transaction& tx, const request& of, services& with,
                     const events::event_file& file, int status);

// api_organiser_document.cpp
response api_put_document(const request&, services&);

// api_organiser_registrations.cpp
response api_registrations(const request&, const schema::reader&, services&);
response api_registration(const request&, const schema::reader&, services&);

// api_organiser_changes.cpp
decision api_patch_registration(const request&, const schema::reader&, services&);

// api_organiser_acts.cpp
decision api_cancel_registration(const request&, const schema::reader&, services&);
decision api_decide_registration(const request&, const schema::reader&, services&);
decision api_check_in(const request&, const schema::reader&, services&);

/// The registration of the route's `{reference}` at `at`, if it is one of that event.
std::optional<events::registration> find_named_registration(const request& of,
                                                            const schema::reader& db,
                                                            const events::event& at);

/// What opens a registration to whoever acts for its organiser, without saying that its address was
/// proven: as the mailed link where that has been used already, else as the browser's.
events::registration_link link_without_proof(const events::registration& row);

/// A registration as the interface shows it. Its entity tag is of this without consents, so that
/// every token that may read it sees the same.
nlohmann::json registration_json(const schema::reader& db, services& with, const events::event& at,
                                 std::int64_t id, bool with_consents);

/// The entity tag of an event.
std::string event_etag(std::int64_t version);

std::span<const route> api_organiser_routes();

}  // namespace zusage::server
