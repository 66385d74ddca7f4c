// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "consent/purposes.hpp"
#include "events/event.hpp"
#include "events/look.hpp"
#include "events/purpose_use.hpp"

/// The event file (docs/event-file.md): organisers, purposes, series and events as JSON.
namespace zusage::events {

/// The most that a file may hold; texts in code points.
namespace file_limits {
inline constexpr std::size_t bytes = 64 * 1024 * 1024, depth = 12, faults = 1000;
inline constexpr std::size_t organisers = 1000, purposes = 10'000, events = 20'000;
inline constexpr std::size_t series = 5000;
inline constexpr std::size_t sessions = 500, choices = 50, questions = 100, options = 200;
inline constexpr std::size_t event_organisers = 10, event_purposes = 50, recipients = 100,
                             speakers = 50, languages = 20;
inline constexpr std::size_t municipalities = 12'000, email_domains = 1000;
inline constexpr std::size_t key = 64, slug = 100, url = 2000, title = 200, name = 200;
inline constexpr std::size_t summary = 1000, label = 500, text = 20'000;
inline constexpr std::int64_t capacity = 1'000'000, group = 100, retention_days = 3650,
                              offer_hours = 240, ring_people = 10, link_days = 365,
                              downloads = 1000, join_minutes = 7 * 24 * 60,
                              mail_minutes = 90 * 24 * 60;
inline constexpr std::size_t class_limits = 20, invitations = 5000, planned_mails = 20;
/// Of a paper's document, and of all documents of one file.
inline constexpr std::size_t document = 50 * 1024 * 1024, all_documents = 500 * 1024 * 1024;
inline constexpr std::size_t ring_groups = 200, indicators = 50, periods = 20, period = 20;
inline constexpr std::int64_t figure = 1'000'000'000'000;
}  // namespace file_limits

struct purpose_entry {
  std::string organiser;             ///< key
  consent::purpose_definition what;  ///< without controller, which the import adds
  purpose_use use;
};

struct organiser_entry {
  organiser what;
  std::shared_ptr<events::look> look;  ///< null: that of KERN
  std::string definition;              ///< the entry as canonical JSON: equal when nothing changed
};

struct series_entry {
  std::string organiser, key;
  nlohmann::json title, summary, description;  ///< texts by language
  std::string definition;  ///< the entry as canonical JSON: equal when nothing changed
};

/// The document of a paper as it was read beside the event file (event_file_documents.cpp).
struct document_entry {
  std::string name, media_type;
  std::string hash;  ///< SHA-256, 64 hex digits
  std::shared_ptr<const std::string> content;
};

struct event_entry {
  std::string organiser;              ///< key
  std::vector<std::string> also_by;   ///< keys of organisers who run it together with that one
  std::string series;                 ///< key, or empty
  event what;                         ///< without ids and offers
  std::vector<std::string> purposes;  ///< keys
  std::string definition;             ///< the entry as canonical JSON: equal when nothing changed
  std::string document_name;          ///< the file that a paper names
  std::optional<document_entry> document;  ///< set by read_documents
};

/// A file without faults.
struct event_file {
  std::vector<organiser_entry> organisers;
  std::vector<purpose_entry> purposes;
  std::vector<series_entry> series;
  std::vector<event_entry> events;
};

/// What a file may refer to without holding it, because it is stored already.
struct known_keys {
  std::set<std::string, std::less<>> organisers;
  std::set<std::pair<std::string, std::string>> purposes;  ///< organiser's key, purpose's key
  std::set<std::pair<std::string, std::string>> series;    ///< organiser's key, series' key
};

known_keys find_known_keys(const schema::reader& db);

/// Reads and checks a whole event file; either all of it is right or every fault comes back with
/// its place (`events[3].sessions[0].ends_at`), at most `file_limits::faults` of them. Throws for
/// no input whatsoever.
checked<event_file> parse_event_file(std::string_view text, const known_keys& stored = {});

/// Gives the content of a file that lies beside the event file, or nothing when there is none.
/// Reads no more than one byte beyond `most`.
using document_source =
    std::function<std::shared_ptr<const std::string>(const std::string& name, std::size_t most)>;

/// The files of this folder.
document_source documents_in(const std::string& folder);

/// Reads the documents that the papers of a file name and lets them count as a part of their
/// entries. Faults at `events[3].paper.file`: `no_such_document`, `document_too_large` {most},
/// `empty_document`, `not_what_it_is_called` (the content is of another type than the name says).
faults read_documents(event_file& file, const document_source& from);

/// The same for the logos of organisers; read_documents calls it. Faults at
/// `organisers[3].look.logo.file` or `….dark_file`: `no_such_document`, `document_too_large`
/// {most}, `empty_document`, and those of recognise_image (look.hpp).
faults read_logos(event_file& file, const document_source& from);

/// A fault of an event file or its import as an English line for the command line:
/// `events[3].sessions[0].ends_at: lies before starts_at`.
std::string describe(const fault& wrong);

}  // namespace zusage::events
