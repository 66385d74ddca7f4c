// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "consent/ledger.hpp"
#include "consent/people.hpp"

/// The parts of `verifier` (verify.hpp).
namespace zusage::consent {

// A row of the query in `check_records`, in its order. What comes from a joined table may be
// missing.
struct record_row {
  using text = std::optional<std::string>;
  using number = std::optional<std::int64_t>;
  std::int64_t id, sequence, purpose_id;
  std::string event, method;
  std::int64_t at;
  text personal;
  std::string commitment, previous_hash, hash;
  text person, lookup, secret;
  number erased_at, readable_from, person_organiser;
  text purpose_key;
  number purpose_organiser;
  text notice_hash, channel;
  number notice_purpose, notice_organiser;
  number state_record;
  text state;
  number changed_at;
  text answer;  // only of a request without personal part: what followed it
};

/// Takes the records of a chain in their order and says what does not fit.
class chain_check {
 public:
  chain_check(const key32& lookup, const key32& people, std::int64_t organiser_id)
      : lookup_(lookup), people_(people), organiser_id_(organiser_id) {}

  void named(std::string organiser_key);
  void record(const record_row& row);
  void head(std::int64_t sequence, const std::string& hash);
  void problem(const std::string& what);
  const std::string& organiser_key() const { return organiser_key_; }
  std::int64_t last_sequence() const { return last_sequence_; }
  verification finish();

 private:
  std::string name_of(const record_row& row) const {
    return "record " + std::to_string(row.sequence);
  }
  void place(const record_row& row);
  void content(const record_row& row);
  void person(const record_row& row);
  void personal(const record_row& row);
  void state(const record_row& row);

  key32 lookup_, people_;
  std::int64_t organiser_id_;
  std::string organiser_key_;
  verification found_;
  std::int64_t last_sequence_ = 0, last_id_ = 0;
  std::size_t more_problems_ = 0;
};

/// The next records of the chain, at most so many; how many there were.
std::int64_t check_records(const schema::reader& db, std::int64_t organiser_id, std::int64_t after,
                           std::int64_t most, chain_check& found);

/// Its end, as `consent_chain` names it.
void check_head(const schema::reader& db, std::int64_t organiser_id, chain_check& found);

/// States of persons with higher ids than `after` that no record of this organiser, person and
/// purpose stands behind; the id of the last person that was looked at, nothing at the end.
std::optional<std::int64_t> check_states(const schema::reader& db, std::int64_t organiser_id,
                                         std::int64_t after, std::int64_t most, chain_check& found);

/// The next head that was given away, by its number: it must be so for ever. Nothing at the end.
std::optional<std::int64_t> check_published(const schema::reader& db, std::int64_t organiser_id,
                                            std::int64_t after, chain_check& found);

void check_notices(const schema::reader& db, std::int64_t organiser_id, chain_check& found);

}  // namespace zusage::consent
