// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "consent/purposes.hpp"
#include "consent/renewal.hpp"
#include "consent/versions.hpp"
#include "organisers/scope.hpp"

/// What staff does with purposes. Everything stands in the audit trail, and from then on files
/// leave the purpose as it is (`by_page`).
namespace zusage::events {

/// A form as it was filled in. Texts by language.
struct purpose_form {
  std::string key, channel;  ///< only of a new one
  nlohmann::json title = nlohmann::json::object(), notice = nlohmann::json::object();
  std::vector<std::string> recipients;
  std::int64_t valid_months = 0;
  bool newsletter = false, mailings = false;  ///< only of a new one (purpose_use.hpp)
  std::string announces;  ///< only of a new one: slug of the paper that a single message tells of
};

/// Everything that is wrong with a new purpose, by field. Languages are those of the organiser; the
/// text in the first of them has to be there.
faults check_new_purpose(const schema::reader& db, const organisers::scope& of,
                         const purpose_form& form, const std::vector<std::string>& languages);

void create_purpose(schema::transaction& tx, const organisers::scope& of, const purpose_form& form,
                    instant now);

/// Of a new version: only its texts, recipients and months count.
faults check_new_version(const purpose_form& form, const std::vector<std::string>& languages);

/// Whether older consents have to be renewed, and by when; nothing: they stay.
using renewal_deadline = std::optional<instant>;

/// Writes a version after `base`, the one that the form was made from. Faults: `purpose_edited`
/// when there is a newer one, `purpose_same`, `purpose_over`.
faults write_version(schema::transaction& tx, const organisers::scope& of,
                     const consent::kept_purpose& purpose, const purpose_form& form,
                     std::int64_t base, renewal_deadline deadline, instant now);

/// The definition that a form makes of a purpose, as `store_purpose` takes it.
consent::purpose_definition definition_of(const schema::reader& db, const organisers::scope& of,
                                          const consent::kept_purpose& purpose,
                                          const purpose_form& form);

/// Decides it later, for the newest version. Faults: `purpose_edited`, `purpose_over`.
faults ask_to_renew(schema::transaction& tx, const organisers::scope& of,
                    const consent::kept_purpose& purpose, std::int64_t version, instant deadline,
                    instant now);

/// The old ones stay after all. False: no renewal runs any more.
bool keep_old_consents(schema::transaction& tx, const organisers::scope& of,
                       const consent::kept_purpose& purpose, instant now);

/// Nothing can be agreed to any more; with `and_standing` what stands ends too: no message is begun
/// by it after the commit (over PostgreSQL: but those that another process was about to begin at
/// that moment), its records follow in steps. One that is over can still be ended with what stands.
void end_purpose(schema::transaction& tx, const organisers::scope& of,
                 const consent::kept_purpose& purpose, bool and_standing, instant now);

/// Faults: those of `consent::why_kept`.
faults delete_purpose(schema::transaction& tx, const organisers::scope& of,
                      const consent::kept_purpose& purpose, instant now);

}  // namespace zusage::events
