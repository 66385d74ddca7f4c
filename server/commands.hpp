// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "events/event_file.hpp"
#include "events/next_edition.hpp"
#include "events/registration.hpp"
#include "schema/database.hpp"
#include "server/configuration.hpp"

/// What the command line can do; each function is one command. Data go to standard output, all else
/// to standard error. They throw std::runtime_error or schema::error with one line, or
/// command_faults.
namespace zusage::server {

/// It may be done later, and whoever gave the work should keep it until then: exit status 75
/// (EX_TEMPFAIL, by which mail servers try again).
struct temporary_failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Several things are wrong with what was given; each is a line of its own.
struct command_faults {
  std::vector<std::string> lines;
};

void serve(const configuration& config);

/// A mail that came back, from standard input: kept for the running server, or written at once over
/// PostgreSQL. @throws temporary_failure for whatever goes wrong, so that the mail server keeps it.
void take_bounce(const std::function<configuration()>& config);

void run_mailer(const configuration& config);  ///< without pages, over PostgreSQL

struct demo_options {
  std::string listen = "127.0.0.1:8080";
  std::string directory = "demo-data";
};
void demonstrate(const demo_options& options);

void migrate_database(const configuration& config);
void check_database(const configuration& config);  ///< integrity, foreign keys, consent chains
void back_up(const configuration& config, const std::string& file);
void copy_installation(const configuration& config, const std::string& to);  ///< to another URL

void import_event_file(const configuration& config, const std::string& file);

/// Puts the official directory in place of the one that was there (events/municipality_file.hpp).
void import_municipality_file(const configuration& config, const std::string& file);

struct consent_import_options {
  std::string file, organiser, purpose;  ///< keys; purpose empty: all of them
  bool dry_run = false, only_good = false;
};

/// Subscribers of another program with their evidence, or without it, and revocations
/// (events/consent_import.hpp). Broken rows are all named, and then none is taken, unless only the
/// good ones are wanted.
void import_consent_list(const configuration& config, const consent_import_options& wanted);
void import_revocation_list(const configuration& config, const consent_import_options& wanted);

struct registration_import_wanted {
  std::string file, event, from;     ///< `from`: a source of registration_import_columns.hpp
  std::vector<std::string> columns;  ///< `HEADING=FIELD`
  bool dry_run = false, mail = false, only_good = false, over_capacity = false, with_open = false;
  bool with_outside = false;
};

/// Registrations that another system has kept (events/registration_import.hpp). Broken rows are all
/// named, and then none is taken, unless only the good ones are wanted.
void import_registration_list(const configuration& config,
                              const registration_import_wanted& wanted);

/// The next edition of an event, as a draft.
void copy_event(const configuration& config, const events::wanted_edition& wanted);

struct export_options {
  std::string event, format = "csv", file;  ///< file empty: standard output
  bool excel_de = false;
  std::vector<std::string> columns = {};  ///< empty: all
};
void export_event_registrations(const configuration& config, const export_options& options);

struct user_options {
  std::string email, organiser, role;
};
void add_staff(const configuration& config,
               const user_options& options);  ///< password on standard input

/// `kept`: heads that somebody kept, `KEY:NUMBER:HASH`, which must still be records.
void verify_consents(const configuration& config, const std::vector<std::string>& kept);
void prove_consent(const configuration& config, const std::string& email);
void revoke_consent(const configuration& config, const std::string& email,
                    const std::string& purpose);

/// Sends a test mail and prints what became of it; needs no database.
/// @throws std::runtime_error with what failed and how it is mended
void test_mail(const configuration& config, const std::string& address);

/// Prints what is due to be erased and erases it (events/retention.hpp); dry: prints alone, also
/// beside a server.
void run_retention(const configuration& config, bool dry_run);

/// What is stored of an address: in words, as the file of `/d/{token}/data.json`, or erased (with
/// `yes`; else what would go and stay is said).
struct data_options {
  std::string email, organiser;  ///< organiser empty: at all of them
  std::string language = "de";
  bool dry_run = false, yes = false;
};
void show_data(const configuration& config, const data_options& options);
void export_data(const configuration& config, const data_options& options);
void erase_data(const configuration& config, const data_options& options);

/// Sets the log up: to standard error, text or JSON lines.
void set_up_log(const configuration& config);

/// Imports the text of an event file in one transaction, gives places that it adds to who waits;
/// what it changed in words.
/// @throws command_faults with every fault and its place.
std::string import_events_text(schema::database& db, std::string_view text,
                               const events::registrar& places,
                               const events::document_source& documents = {});

}  // namespace zusage::server
