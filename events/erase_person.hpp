// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/data_requests.hpp"
#include "events/registration.hpp"

/// Erases a person at an organiser (GDPR 17). What goes and what stays is looked up and carried out
/// by one table (person_parts.hpp), so that nobody is told anything else than what is done.
namespace zusage::events {

/// Whose data, where, and who erases them.
struct person_at {
  std::int64_t organiser_id = 0;
  std::string email;
  std::optional<std::int64_t> staff_id = {};  ///< nothing: the operator
};

/// A kind of data of which something is stored.
struct stored_part {
  std::string_view what;  ///< key of its texts: `ahead`, `papers`, `past`, `proof` …
  bool goes = true;
  std::int64_t count = 0;
  /// What they are about: a title by language, or a name that is the same in each.
  std::vector<nlohmann::json> names;
};

/// What is stored of the address at this organiser, in the order in which it is told; kinds of
/// which there is nothing are left out. Cheap enough for a page.
std::vector<stored_part> stored_parts(const schema::reader& db, const consent::ledger& consents,
                                      const person_at& who, instant now);

/// What there will be to erase once it has been asked for: the request itself is stored as well,
/// and the address as a hash by which nobody asks it again.
std::vector<stored_part> parts_once_asked(std::vector<stored_part> now);

/// The same for the same parts: sent with the button, so that it does what stood above it.
std::string fingerprint_of(const std::vector<stored_part>& parts);

struct erase_tools {
  const registrar& places;
  catalogue& events;
  data_tools requests;
};

/// Erases everything that goes; what it was. All in one transaction: a person has few rows, and
/// half an erasure must neither be seen nor be taken for one; the end of the consents in the chain
/// belongs to it. Registrations for events to come are cancelled first, so that their places move
/// on; what that would have mailed to the person goes with the rest.
/// @throws std::logic_error when something of it would be left: then nothing is erased.
std::vector<stored_part> erase_person(schema::transaction& tx, const erase_tools& with,
                                      const person_at& who, instant now);

enum class erasure_outcome {
  done,
  answered_already,  ///< somebody else was faster
  changed            ///< something else is stored than what was shown
};

/// Answers the request for erasure with this reference by carrying it out: erases the person, takes
/// the personal parts of all their requests there away, and queues `data-erased`, whose row goes as
/// soon as it has left (`forget_erasure_mails`). `seen` is the fingerprint of what was shown.
/// Recorded in the audit trail by the reference and numbers alone.
struct erasure_order {
  std::string reference, seen;
};
erasure_outcome carry_out_erasure(schema::transaction& tx, const erase_tools& with,
                                  const organisers::scope& whose, const erasure_order& order,
                                  instant now);

/// Erases the rows of `data-erased` that have ended, at most so many; how many.
std::int64_t forget_erasure_mails(schema::transaction& tx, std::int64_t most);

}  // namespace zusage::events
