// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <nlohmann/json.hpp>

#include "events/event_file.hpp"
#include "events/registration.hpp"
#include "tests/support/database.hpp"

namespace zusage::tests {

/// An event file with one of everything: organiser `sit` (de, en), purposes `newsletter` (e-mail)
/// and `calls` (phone), and the event `kick-off`, a published conference on 2030-05-15 in
/// Europe/Berlin: `plenary` (booked with the event), `forum-1` and `forum-2` at the same time with
/// 25 places each, of which the choice `forums` takes exactly one; capacity 100 with waiting list;
/// questions of every type: `remark` text, `wishes` long_text, `diet` choice (none, vegan),
/// `topics` multiple (ai, data), `persons` number, `arrival` date, `hotel` yes_no, `mobile` phone,
/// and `diet-details` text, asked when `diet` is vegan. None is required. The form is one page.
nlohmann::json sample_event_file();

/// Imports the sample with its event changed by `changes`, a JSON merge patch (RFC 7396: null takes
/// a member away, lists are replaced whole). Another `slug` makes another event. The event as the
/// catalogue gives it.
std::shared_ptr<const events::event> add_event(
    test_database& db, const nlohmann::json& changes = nlohmann::json::object());

/// Imports a whole file; fails the test with all faults when it has any. With `places`, those who
/// are registered follow in the same transaction, as on the command line. Papers find their
/// documents in `documents`.
void import_file(test_database& db, const nlohmann::json& file,
                 const events::registrar* places = nullptr, instant at = now(),
                 const events::document_source& documents = {});

/// Changes that turn the sample's event into a paper of that address.
nlohmann::json as_paper(const std::string& slug = "kick-off");

}  // namespace zusage::tests
