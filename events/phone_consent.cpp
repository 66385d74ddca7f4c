// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/phone_consent.hpp"

#include <optional>

#include "mailer/outbox.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view calls = "phone", marker = ", for the number ";

// However it is written: `+49 30 1234` and `+49301234` are one.
std::string digits_of(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if ((c >= '0' && c <= '9') || (c == '+' && digits.empty())) digits += c;
  }
  return digits;
}

std::optional<consent::standing> find_for_other_number(const schema::reader& db,
                                                       const consent::ledger& consents,
                                                       const agreed_to& which,
                                                       std::string_view email,
                                                       std::string_view phone) {
  if (which.channel != calls) return {};
  auto found = consents.find_one(db, which.organiser_id, which.purpose_id, email);
  if (!found || !consent::permits(found->now) || covers_number(found->by, phone)) return {};
  return found;
}

bool ends(const consent::standing& one, const changed_number& what) {
  if (one.channel != calls || !consent::permits(one.now)) return false;
  using enum number_changed_by;
  if (what.how == form && one.changed_at != what.registered_at) return false;
  const auto number = number_in(one.by.box);
  return number ? digits_of(*number) == digits_of(what.before) : what.how == mailed_link;
}

}  // namespace

std::optional<std::string_view> number_in(std::string_view box) {
  const auto at = box.rfind(marker);
  if (at == std::string_view::npos) return {};
  return box.substr(at + marker.size());
}

std::string_view without_number(std::string_view box) {
  return box.substr(0, box.rfind(marker));
}

std::string box_with_number(std::string_view box, std::string_view channel,
                            std::string_view phone) {
  std::string text(box);
  if (channel == calls) text.append(marker).append(phone);
  return text;
}

bool covers_number(const consent::evidence& by, std::string_view phone) {
  const auto number = number_in(by.box);
  return !number || digits_of(*number) == digits_of(phone);
}

std::int64_t end_for_changed_number(schema::transaction& tx, const consent::ledger& consents,
                                    const changed_number& what, instant now) {
  if (digits_of(what.before) == digits_of(what.after)) return 0;
  std::int64_t ended = 0;
  for (const auto& one : consents.find_by_email(tx, what.organiser_id, what.by.email)) {
    if (!ends(one, what)) continue;
    auto by = what.by;
    by.reason = what.after.empty() ? "the number was removed" : "the number was changed";
    consents.withdraw(tx, one.public_id, "number-changed", by, now);
    mailer::outbox::cancel_queued(tx, one.principal_id, one.purpose_id, now);
    ++ended;
  }
  return ended;
}

bool stands_for_other_number(const schema::reader& db, const consent::ledger& consents,
                             const agreed_to& which, std::string_view email,
                             std::string_view phone) {
  return find_for_other_number(db, consents, which, email, phone).has_value();
}

void end_for_other_number(schema::transaction& tx, const consent::ledger& consents,
                          const agreed_to& which, consent::evidence by, std::string_view phone,
                          instant now) {
  const auto before = find_for_other_number(tx, consents, which, by.email, phone);
  if (!before) return;
  by.box.clear();
  by.reason = "another number was given";
  consents.withdraw(tx, before->public_id, "number-changed", by, now);
  mailer::outbox::cancel_queued(tx, before->principal_id, before->purpose_id, now);
}

bool asks_for_calls(const schema::reader& db, std::int64_t organiser_id) {
  return db
      .value<std::int64_t>(
          "SELECT id FROM purpose WHERE organiser_id = :1 AND channel = :2 LIMIT 1", organiser_id,
          calls)
      .has_value();
}

}  // namespace zusage::events
