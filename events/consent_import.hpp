// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consent/import_record.hpp"
#include "events/consent_file.hpp"
#include "mailer/outbox.hpp"
#include "organisers/scope.hpp"
#include "schema/database.hpp"

/// Taking over consents and revocations that other programs have kept. Not inside a transaction:
/// many small writes, so that others need not wait; what was done before an interruption stays, and
/// the same list again does the rest.
namespace zusage::events {

struct import_tools {
  schema::database& db;
  consent::person_keys keys;
  const consent::ledger& ledger;
  const mailer::outbox& mails;
  std::vector<std::string> languages;                   ///< that mails are written in
  std::function<void(std::size_t done)> progress = {};  ///< may be empty
};

/// Who imports, for the records and the audit trail.
struct importer {
  organisers::scope scope;
  std::string actor;
  std::string mail_language;  ///< of mails to people whose language the program does not speak
};

/// Of each kind of rows that changes nothing, this many lines of the file are named.
inline constexpr std::size_t most_lines_named = 20;

struct import_counts {
  std::map<consent::imported, std::int64_t> rows;
  std::map<consent::imported, std::vector<std::size_t>> lines;  ///< the first of each kind
  std::int64_t of(consent::imported what) const {
    const auto found = rows.find(what);
    return found == rows.end() ? 0 : found->second;
  }
};

/// Records every row of the list; whoever has to confirm gets one mail. Writes the beginning and
/// the counts into the audit trail (`consents.import_begun`, `consents.imported`).
import_counts import_consents(const import_tools& with, const importer& by,
                              const consent::import_target& to, const consent_list& list,
                              instant now);

/// What `import_consents` would do at this moment, without doing it.
import_counts preview_consents(const import_tools& with, const importer& by,
                               const consent::import_target& to, const consent_list& list,
                               instant now);

struct revocation_counts {
  std::int64_t ended = 0;       ///< consents and requests
  std::int64_t already = 0;     ///< addresses for whom nothing was left to end
  std::int64_t suppressed = 0;  ///< addresses that were not known and are not asked any more
  std::int64_t damaged = 0;     ///< of whom no record can be written, because their key is damaged
  /// Rows that did something: what ended, and addresses, known or not, that are not asked any more.
  std::int64_t changed = 0;
  std::vector<std::size_t> already_lines, damaged_lines;  ///< the first of them
};

/// Ends every consent and request of the addresses, for one purpose or for all of the organiser
/// (`purpose_id` empty), with the method `import`; messages that wait are cancelled. Writes the
/// beginning and the counts into the audit trail (`revocations.import_begun`,
/// `revocations.imported`).
revocation_counts import_revocations(const import_tools& with, const importer& by,
                                     std::optional<std::int64_t> purpose_id,
                                     const consent_list& list, instant now);

/// What that would do; nothing is kept.
revocation_counts preview_revocations(const import_tools& with, const importer& by,
                                      std::optional<std::int64_t> purpose_id,
                                      const consent_list& list, instant now);

}  // namespace zusage::events
