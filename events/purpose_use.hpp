// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "consent/versions.hpp"
#include "organisers/scope.hpp"

/// What a purpose is for besides the events that ask for it: whether people can subscribe to it on
/// the organiser's page, and whether newsletters may go to who consented.
///
/// A purpose that is not by e-mail, ends once used, or shows people to a comparison ring
/// (`ring.contact_purpose`) is for neither: who agreed to it has agreed to no mail. Of the others,
/// newsletters are for those of which the organiser said so; where nothing was said, for those that
/// can be subscribed to, and for those without recipients: one that names recipients is mostly
/// about passing data on.
namespace zusage::events {

/// A purpose that a newsletter can be for.
struct issue_purpose {
  std::int64_t id = 0;
  std::string key;
  nlohmann::json title;  ///< by language
};
/// By key.
std::vector<issue_purpose> list_issue_purposes(const schema::reader& db,
                                               const organisers::scope& of);

/// The keys of the purposes that show people to a comparison ring of the organiser.
std::set<std::string> purposes_of_contact_lists(const schema::reader& db,
                                                std::int64_t organiser_id);

/// Whether newsletters may be for it now.
bool takes_newsletters(const schema::reader& db, const organisers::scope& of,
                       std::string_view purpose_key);

/// Why it is for neither, as a fault: `use_by_mail_only`, `use_single_message`,
/// `use_contact_list`; "" when it may be.
std::string why_only_events(const schema::reader& db, const organisers::scope& of,
                            const consent::kept_purpose& purpose);

struct purpose_use {
  bool subscribable = false;          ///< at `/newsletter/<organiser>`
  std::optional<bool> mailings = {};  ///< nothing: by the rule
};

/// Whether anything was changed.
bool store_use(schema::transaction& tx, std::int64_t purpose_id, const purpose_use& use);

/// Staff decides it; from then on files leave the purpose as it is. What can be subscribed to takes
/// newsletters. Faults: those of `why_only_events`, `purpose_over`, `use_newsletter_open` when a
/// newsletter for it is planned or goes out.
faults decide_use(schema::transaction& tx, const organisers::scope& of,
                  const consent::kept_purpose& purpose, const purpose_use& use, instant now);

}  // namespace zusage::events
