// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/verify.hpp"

#include <limits>

namespace zusage::consent {
namespace {

constexpr auto before_all = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t records_in_a_step = 10'000;

}  // namespace

bool verifier::step(const schema::reader& db, std::int64_t most) {
  const auto from = after_.value_or(before_all);
  const auto go_on = [&](std::optional<std::int64_t> last, part next) {
    after_ = last;
    if (!last) at_ = next;
  };
  switch (at_) {
    case part::notices: {
      auto key = db.value<std::string>("SELECT key FROM organiser WHERE id = :1", organiser_id_);
      if (!key) {
        at_ = part::done;
        break;
      }
      found_.named(std::move(*key));
      check_notices(db, organiser_id_, found_);
      at_ = part::records;
      break;
    }
    case part::records: {
      const auto count = check_records(db, organiser_id_, from, most, found_);
      const bool more = count == most;
      // Read with the last records, so that nothing was appended in between.
      if (!more) check_head(db, organiser_id_, found_);
      go_on(more ? std::optional(found_.last_sequence()) : std::nullopt, part::states);
      break;
    }
    case part::states:
      go_on(check_states(db, organiser_id_, from, most, found_), part::published);
      break;
    case part::published:
      go_on(check_published(db, organiser_id_, from, found_), part::done);
      break;
    case part::done:
      break;
  }
  return at_ != part::done;
}

verification verifier::finish() {
  if (found_.organiser_key().empty()) {
    return {0, {}, {"organiser " + std::to_string(organiser_id_) + ": there is none"}};
  }
  return found_.finish();
}

verification ledger::verify(const schema::reader& db, std::int64_t organiser_id) const {
  verifier all(lookup_key_, people_key_, organiser_id);
  while (all.step(db, records_in_a_step)) {
  }
  return all.finish();
}

}  // namespace zusage::consent
