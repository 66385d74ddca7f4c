// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "consent/ledger.hpp"

/// A consent to calls is to one number: the one that stood in the form, or on the page, when it was
/// given. Its record says which, and a number that is typed later is not covered.
namespace zusage::events {

/// `box` with the number that the consent is for, as the evidence keeps it; other channels: `box`.
std::string box_with_number(std::string_view box, std::string_view channel, std::string_view phone);

/// The number that stands in the box of a record, if one does, and what stands before it.
std::optional<std::string_view> number_in(std::string_view box);
std::string_view without_number(std::string_view box);

/// Whether a consent with this evidence is to this number. Records of other channels, and of before
/// numbers were noted, name none and are not told apart.
bool covers_number(const consent::evidence& by, std::string_view phone);

/// How a number came to be changed, which decides what ends by it.
enum class number_changed_by {
  mailed_link,  ///< every consent to calls that is for `before`, or names no number
  /// By the link of whoever filled in a form: only what names `before` and was given in the form of
  /// this registration. Who typed a foreign address must not end what its owner agreed to, also not
  /// by typing the owner's number first.
  form,
  staff  ///< what names `before`: nobody knows what the person meant by the others
};

struct changed_number {
  std::int64_t organiser_id;
  consent::evidence by;  ///< whose consents, by address, and who changed it
  std::string before, after;
  number_changed_by how;
  /// Of this registration: a consent of its form was given at the same moment.
  instant registered_at;
};

/// Ends the consents to calls that `after` is not covered by, with the method `number-changed`; how
/// many. Nothing where the number stays.
std::int64_t end_for_changed_number(schema::transaction& tx, const consent::ledger& consents,
                                    const changed_number& what, instant now);

struct agreed_to {
  std::int64_t organiser_id = 0, purpose_id = 0;
  std::string_view channel;
};

/// Whether they have agreed to calls to another number than `phone`. False for other channels.
bool stands_for_other_number(const schema::reader& db, const consent::ledger& consents,
                             const agreed_to& which, std::string_view email,
                             std::string_view phone);

/// A consent to calls that stands for another number makes way for one to `phone` by the person of
/// `by`, with the method `number-changed`. Nothing for other channels. Only for pages that a mailed
/// link opens: in a form that anybody can fill in, what stands stays as it is, and the number that
/// was typed there is not covered by it.
void end_for_other_number(schema::transaction& tx, const consent::ledger& consents,
                          const agreed_to& which, consent::evidence by, std::string_view phone,
                          instant now);

/// Whether an organiser asks for consents to calls at all.
bool asks_for_calls(const schema::reader& db, std::int64_t organiser_id);

}  // namespace zusage::events
