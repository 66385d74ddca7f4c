// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <unistd.h>

#include <iostream>

#include "consent/purposes.hpp"
#include "events/consent_import.hpp"
#include "events/load_event.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/given_file.hpp"
#include "web/locale.hpp"

namespace zusage::server {
namespace {

using consent::imported;

std::int64_t organiser_of(const schema::reader& db, const std::string& key) {
  const auto id = db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key);
  if (!id) throw std::runtime_error("there is no organiser " + key);
  return *id;
}

std::string language_of(const schema::reader& db, std::int64_t organiser_id) {
  const auto by = events::load_organiser(db, organiser_id);
  return by.languages.empty() ? "de" : by.languages.front();
}

const char* in_words(consent::import_refusal why) {
  switch (why) {
    case consent::import_refusal::for_calls:
      return "is for calls, which are agreed to for one number";
    case consent::import_refusal::purpose_ended:
      return "is over";
    case consent::import_refusal::ends_once_used:
      return "is for a single message";
    case consent::import_refusal::no_purpose:
      break;
  }
  return "does not exist";
}

std::string in_words(const std::string& code) {
  if (code == "required") return "is missing";
  if (code == "not_an_email") return "is no e-mail address";
  if (code == "time_unreadable") return "is no time that can be read (ISO 8601)";
  if (code == "time_ahead") return "lies in the future";
  if (code == "language_unknown") return "is no language (de, en, …)";
  if (code == "no_network_address") return "is no IP address";
  if (code == "twice") return "stands in a row above";
  if (code == "text_is_personal") return "names the person; it must be the wording shown to all";
  if (code == "too_many_texts") return "is the 51st wording of the list";
  return "is too long";
}

// What is wrong with the file as a whole (events/upload_table.hpp).
std::string in_words(const fault& wrong) {
  if (wrong.code == "file_empty") return "is empty";
  if (wrong.code == "file_encoding") return "is neither UTF-8 nor UTF-16";
  if (wrong.code == "file_too_large") return "is larger than 8 MiB";
  if (wrong.code == "file_no_heading") return "has no line of headings with a column email";
  const auto line = wrong.arguments.value("line", nlohmann::json());
  return "cannot be read as CSV" + (line.is_null() ? "" : ", line " + line.dump()) + " (" +
         wrong.code + ")";
}

// Throws unless everything is good, or only what is good was asked for.
void look_at_broken(const consent_import_options& wanted, const events::consent_list& list) {
  command_faults wrong;
  for (const auto& one : list.broken) {
    wrong.lines.push_back(wanted.file + ": line " + std::to_string(one.line) + ", " + one.column +
                          ": " + (one.shown.empty() ? "" : "'" + one.shown + "' ") +
                          in_words(one.code));
  }
  if (wrong.lines.empty()) return;
  if (wanted.only_good) {
    for (const auto& line : wrong.lines) std::cerr << line << "\n";
    return;
  }
  wrong.lines.push_back("nothing was imported; --only-good takes the other " +
                        std::to_string(list.rows.size()) + " rows");
  throw wrong;
}

events::consent_list good_list(const consent_import_options& wanted,
                               const checked<events::consent_list>& read) {
  if (!read) {
    const auto wrong = read.error();
    throw std::runtime_error(wanted.file + " " + in_words(wrong.front()));
  }
  look_at_broken(wanted, *read);
  return *read;
}

// The installation's parts that an import works with.
struct workshop {
  explicit workshop(const configuration& config)
      : keys(secrets::from_existing_file(config.key_file)),
        db(database_options(config)),
        ledger(keys.lookup, keys.people),
        outbox(config.host()) {}

  events::import_tools tools(std::size_t rows) {
    const auto spoken = web::languages();
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    return {db,
            {keys.lookup, keys.people},
            ledger,
            outbox,
            {spoken.begin(), spoken.end()},
            [terminal, rows](std::size_t done) {
              if (terminal) std::cerr << done << " of " << rows << "\r" << std::flush;
            }};
  }

  secrets keys;
  schema::database db;
  consent::ledger ledger;
  mailer::outbox outbox;
};

}  // namespace

void import_consent_list(const configuration& config, const consent_import_options& wanted) {
  workshop in(config);
  const auto at = now();
  const auto organiser =
      in.db.read([&](const schema::reader& db) { return organiser_of(db, wanted.organiser); });
  const auto language =
      in.db.read([&](const schema::reader& db) { return language_of(db, organiser); });
  consent::import_refusal why{};
  const auto target = in.db.read([&](const schema::reader& db) {
    return consent::find_import_target(db, organiser, wanted.purpose, why);
  });
  if (!target)
    throw std::runtime_error("the purpose " + wanted.purpose + " of " + wanted.organiser + " " +
                             in_words(why));
  const auto list =
      good_list(wanted, events::read_consent_list(read_given_file(wanted.file), language, at));
  const events::importer by{organisers::scope::of_operator(organiser), "the operator", language};
  const auto with = in.tools(list.rows.size());
  const auto counts = wanted.dry_run ? events::preview_consents(with, by, *target, list, at)
                                     : events::import_consents(with, by, *target, list, at);
  std::cerr << (wanted.dry_run ? "nothing is changed; it would be: " : "")
            << counts.of(imported::given) << " given, " << counts.of(imported::asked)
            << " asked to confirm, " << counts.of(imported::stands) << " stand already, "
            << counts.of(imported::waits) << " wait already, " << counts.of(imported::asked_before)
            << " were asked before, " << counts.of(imported::withdrawn)
            << " have withdrawn or are suppressed, " << counts.of(imported::too_old)
            << " are too old, " << counts.of(imported::purpose_over)
            << " came too late, since the purpose has changed, " << counts.of(imported::damaged)
            << " cannot be written, since their key is damaged\n";
}

void import_revocation_list(const configuration& config, const consent_import_options& wanted) {
  workshop in(config);
  const auto [organiser, purpose] = in.db.read([&](const schema::reader& db) {
    const auto id = organiser_of(db, wanted.organiser);
    std::optional<std::int64_t> only;
    if (!wanted.purpose.empty()) {
      only = consent::find_purpose(db, id, wanted.purpose);
      if (!only)
        throw std::runtime_error("the purpose " + wanted.purpose + " of " + wanted.organiser +
                                 " does not exist");
    }
    return std::pair(id, only);
  });
  const auto list = good_list(wanted, events::read_revocation_list(read_given_file(wanted.file)));
  if (wanted.dry_run) {
    std::cerr << "nothing is changed; " << list.rows.size() << " addresses would be revoked\n";
    return;
  }
  const events::importer by{organisers::scope::of_operator(organiser), "the operator", "de"};
  const auto counts =
      events::import_revocations(in.tools(list.rows.size()), by, purpose, list, now());
  std::cerr << counts.ended << " consents and requests ended, " << counts.already
            << " addresses had nothing left to end, " << counts.suppressed
            << " addresses were not known and are suppressed, " << counts.damaged
            << " have a damaged key and are suppressed without a record\n";
}

}  // namespace zusage::server
