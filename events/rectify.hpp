// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "consent/ledger.hpp"
#include "organisers/scope.hpp"

/// Rectifying what is stored of a person (GDPR 16): names, organisation, function and telephone
/// number of their registrations and positions in comparison rings. The address is by what all of
/// it is theirs, and stays: who has another one registers with that.
namespace zusage::events {

/// What can be rectified of one row.
struct contact_data {
  std::string given_name, family_name, organisation, job_function, phone;
  bool operator==(const contact_data&) const = default;
};

/// A registration, or a position in a ring beside one.
struct contact_row {
  std::string key;       ///< `r-<reference>` or `p-<public id>`
  nlohmann::json title;  ///< of the event, by language
  std::string member;    ///< of a position: the municipality
  bool has_organisation = true;
  contact_data now;
  std::string version;  ///< of `now`: sent with the form, so that nobody overwrites what they
                        ///< have not seen
};

/// Those of an address at the organiser, also ended ones. The contact of a municipality has the
/// registration; its position follows that and is not named.
std::vector<contact_row> contact_rows(const schema::reader& db, const organisers::scope& whose,
                                      std::string_view email);

struct rectification {
  std::string reference;  ///< of the request, in the audit trail
  std::string email;      ///< whose it is
  std::string key, version;
  contact_data wanted;                       ///< as typed
  std::string action = "request.rectified";  ///< in the audit trail
};

/// What is wrong with it: the faults of `rectify`.
faults check_rectification(const schema::reader& db, const organisers::scope& whose,
                           const rectification& what);

struct rectified {
  std::int64_t fields = 0;  ///< how many changed
};

/// Checks and stores. Consents to calls to a number that is not theirs any more end
/// (phone_consent.hpp). Recorded in the audit trail by the request's reference and the names of the
/// fields. Faults: those of check_sign_up at `given_name` and so on;
/// without field `unknown_row`, `row_changed` (somebody else was faster).
checked<rectified> rectify(schema::transaction& tx, const consent::ledger& consents,
                           const organisers::scope& whose, const rectification& what, instant now);

}  // namespace zusage::events
