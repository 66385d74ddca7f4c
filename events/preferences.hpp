// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/ask.hpp"
#include "mailer/outbox.hpp"

/// Everything that one address and one organiser have agreed on, and may: what the page of
/// preferences shows. Its link names the person (`principal.public_id`), who is another one at
/// every organiser, so that it opens nothing of anybody else.
namespace zusage::events {

/// One purpose of the organiser.
struct preference {
  consent::offer offer;   ///< with the notice of today
  std::string public_id;  ///< of the consent's state; "" when nothing was ever asked for
  consent::state now = consent::state::requested;  ///< only with a public id
  instant changed_at{};
  std::string title, text, language;  ///< as agreed to, or asked for; else as of today
  std::vector<std::string> recipients;
  bool askable = false;            ///< can be asked for here (ask_anew.hpp)
  std::optional<instant> ends_at;  ///< of what stands, when it ends by itself
  bool renewable = false;          ///< stands, and can be agreed to anew (renewal_mail.hpp)

  /// Stands, or waits for its confirmation (for 14 days): can be taken back.
  bool is_open(instant at) const;
};

struct preferences {
  std::int64_t principal_id = 0, organiser_id = 0;
  std::string public_id, organiser_key, contact;
  nlohmann::json organiser_name;  ///< by language
  std::string email;              ///< "" when it was erased: then nothing can be asked for
  std::vector<preference> purposes;
};

/// Nothing: there is no such person.
std::optional<preferences> find_preferences(const schema::reader& db, const consent::ledger& ledger,
                                            std::string_view public_id, std::string_view language,
                                            instant now);

/// The public id of the person with this address at this organiser; nothing is known of others.
std::optional<std::string> find_person_id(const schema::reader& db, const consent::ledger& ledger,
                                          std::int64_t organiser_id, std::string_view email);

/// The same of a person that a mail names.
std::optional<std::string> find_person_id(const schema::reader& db, std::int64_t principal_id);

}  // namespace zusage::events
