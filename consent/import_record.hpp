// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "consent/append.hpp"
#include "consent/people.hpp"

/// Consents that were given elsewhere, one at a time, with the evidence that came with them.
namespace zusage::consent {

/// The purpose that is imported into. Not for calls, which are agreed to for one number, and not
/// for purposes that are over or end with one message.
struct import_target {
  std::int64_t organiser_id = 0, purpose_id = 0;
  std::string organiser_key, purpose_key, channel;
  std::int64_t valid_months = 0;      ///< of the newest notice; 0: without end
  std::optional<instant> renew_by{};  ///< consents under other wordings than today's end then
};

enum class import_refusal { no_purpose, for_calls, purpose_ended, ends_once_used };

/// Nothing, with the reason in `why`, for a purpose that cannot be imported into.
std::optional<import_target> find_import_target(const schema::reader& db, std::int64_t organiser_id,
                                                std::string_view purpose_key, import_refusal& why);

struct imported_row {
  std::string email, name;
  std::string language;             ///< of `text`, and of a mail
  std::optional<instant> given_at;  ///< when they agreed
  std::string given_at_as_typed;
  std::string source;  ///< where: a form, a paper, another system
  std::string text;    ///< the wording that was shown
  std::string network_address;
  std::string actor;  ///< who imports

  /// At least when, where and to what; else they have to confirm it.
  bool has_evidence() const { return given_at && !source.empty() && !text.empty(); }
};

enum class imported {
  given,   ///< with evidence: permits sending from now on, under the wording that came with it
  asked,   ///< recorded as `requested`: the caller mails the question
  stands,  ///< has a consent of their own, or of an earlier import; nothing is changed
  waits,   ///< was asked and can still confirm
  asked_before,  ///< was asked by an import once; never again
  withdrawn,     ///< took it back, or was erased: only their own new consent brings them back
  too_old,       ///< its time would be over: `valid_months` after it was given
  purpose_over,  ///< the purpose has ended, or changed, since the import began
  damaged        ///< their key cannot be opened, so that nothing can be written of them
};

struct import_result {
  imported what = imported::stands;
  std::int64_t principal_id = 0;
  std::string state_public_id;  ///< of `given` and `asked`
};

/// Records `row` with the method `import`, unless something of the person's own stands against it.
/// The same row again changes nothing. Calls `hold_chain`.
/// @throws std::invalid_argument when `row.email` is no address
import_result import_one(schema::transaction& tx, const person_keys& keys, const import_target& to,
                         const imported_row& row, instant now);

/// Whether its time would be over, had it been given here.
bool is_over(const import_target& to, const imported_row& row, instant now);

/// The notice that an imported consent was given under: an immutable one of its own for each
/// wording, with a version below zero, so that it never stands beside a box. Its id.
std::int64_t imported_notice(schema::transaction& tx, const import_target& to,
                             const imported_row& row, instant now);

}  // namespace zusage::consent
