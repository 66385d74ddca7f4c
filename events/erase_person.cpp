// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/erase_person.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/crypto.hpp"
#include "events/person_parts.hpp"
#include "events/request_mails.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

std::optional<std::int64_t> staff_of(const organisers::scope& whose) {
  return whose.staff_id() == 0 ? std::optional<std::int64_t>() : whose.staff_id();
}

bool claim(schema::transaction& tx, const organisers::scope& whose, std::string_view reference,
           instant now) {
  return tx.execute(
             "UPDATE data_request SET state = 'done', answered_at = :1, answered_by = :2"
             " WHERE organiser_id = :3 AND reference = :4 AND kind = 'erase' AND state = 'open'",
             now, staff_of(whose), whose.organiser_id(), reference) == 1;
}

// Numbers name nobody.
nlohmann::json as_details(const std::vector<stored_part>& parts) {
  auto details = nlohmann::json::object();
  for (const auto& one : parts) details[std::string(one.what)] = one.count;
  return details;
}

}  // namespace

std::vector<stored_part> stored_parts(const schema::reader& db, const consent::ledger& consents,
                                      const person_at& who, instant now) {
  std::vector<stored_part> found;
  for (const auto& one : person_parts()) {
    auto part = one.find({db, consents, who, now});
    if (part.count == 0) continue;
    found.push_back({one.what, one.erase != nullptr, part.count, std::move(part.names)});
  }
  return found;
}

std::vector<stored_part> parts_once_asked(std::vector<stored_part> now) {
  const auto at = [&](std::string_view what) {
    return std::find_if(now.begin(), now.end(),
                        [&](const stored_part& one) { return one.what == what; });
  };
  if (const auto known = at("requests"); known != now.end()) {
    ++known->count;
  } else {
    now.insert(std::find_if(now.begin(), now.end(), [](const auto& one) { return !one.goes; }),
               {"requests", true, 1, {}});
  }
  if (at("hash") == now.end()) now.insert(at("staff"), {"hash", false, 1, {}});
  return now;
}

std::string fingerprint_of(const std::vector<stored_part>& parts) {
  std::string all;
  for (const auto& one : parts) {
    // Mails come and go by themselves; that there are some is enough.
    const auto count = one.what == "messages" ? 1 : one.count;
    all += std::string(one.what) + " " + std::to_string(count);
    for (const auto& name : one.names) all += " " + name.dump();
    all += "\n";
  }
  return sha256_hex(all);
}

std::vector<stored_part> erase_person(schema::transaction& tx, const erase_tools& with,
                                      const person_at& who, instant now) {
  auto before = stored_parts(tx, with.requests.ledger, who, now);
  for (const auto& one : person_parts()) {
    if (one.erase) one.erase({tx, with, who, now});
  }
  for (const auto& one : stored_parts(tx, with.requests.ledger, who, now)) {
    if (one.goes)
      throw std::logic_error("an erasure left something of the kind " + std::string(one.what));
  }
  return before;
}

erasure_outcome carry_out_erasure(schema::transaction& tx, const erase_tools& with,
                                  const organisers::scope& whose, const erasure_order& order,
                                  instant now) {
  const auto asked = find_data_request(tx, order.reference);
  const auto words = open_data_request(tx, with.requests.with, order.reference);
  if (!asked || !words || asked->organiser_id != whose.organiser_id())
    return erasure_outcome::answered_already;
  const person_at who{whose.organiser_id(), words->email, staff_of(whose)};
  if (fingerprint_of(stored_parts(tx, with.requests.ledger, who, now)) != order.seen)
    return asked->open() ? erasure_outcome::changed : erasure_outcome::answered_already;
  if (!claim(tx, whose, order.reference, now)) return erasure_outcome::answered_already;
  const auto parts = erase_person(tx, with, who, now);
  organisers::record(tx,
                     {whose.organiser_id(), whose.staff_id(), "request.erased", order.reference,
                      as_details(parts)},
                     now);
  auto kept = nlohmann::json::array();
  for (const auto& one : parts) {
    if (!one.goes) kept.push_back(std::string(one.what));
  }
  tell_person(tx, with.requests.mails,
              {*asked, words->email, "data-erased", {{"kept", std::move(kept)}}}, now);
  return erasure_outcome::done;
}

std::int64_t forget_erasure_mails(schema::transaction& tx, std::int64_t most) {
  return tx.execute(
      "DELETE FROM message"
      " WHERE id IN (SELECT id FROM message WHERE template = 'data-erased'"
      "  AND state IN ('sent', 'uncertain', 'failed', 'cancelled') ORDER BY finished_at LIMIT :1)",
      most);
}

}  // namespace zusage::events
