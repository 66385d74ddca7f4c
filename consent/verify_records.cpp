// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/chain.hpp"
#include "consent/personal.hpp"
#include "consent/verify_parts.hpp"

namespace zusage::consent {
namespace {

// Problems that are told one by one; a broken file would otherwise fill the memory with them.
constexpr std::size_t most_problems = 1000;

}  // namespace

void chain_check::named(std::string organiser_key) {
  organiser_key_ = std::move(organiser_key);
  found_.head = no_previous_hash;
}

void chain_check::problem(const std::string& what) {
  if (found_.problems.size() < most_problems) {
    found_.problems.push_back(organiser_key_ + ": " + what);
  } else {
    ++more_problems_;
  }
}

verification chain_check::finish() {
  if (more_problems_ > 0) {
    found_.problems.push_back(organiser_key_ + ": and " + std::to_string(more_problems_) +
                              " more problems");
  }
  return std::move(found_);
}

void chain_check::record(const record_row& row) {
  place(row);
  content(row);
  person(row);
  state(row);
  ++found_.records;
  found_.head = row.hash;
  last_sequence_ = row.sequence;
  last_id_ = row.id;
}

void chain_check::place(const record_row& row) {
  const auto expected = last_sequence_ + 1;
  if (row.sequence == expected + 1) problem("record " + std::to_string(expected) + " is missing");
  if (row.sequence > expected + 1) {
    problem("records " + std::to_string(expected) + " to " + std::to_string(row.sequence - 1) +
            " are missing");
  }
  if (row.sequence < 1) problem(name_of(row) + ": its number is impossible");
  if (row.id <= last_id_)
    problem(name_of(row) + ": its row is older than that of the record before it");
  if (row.previous_hash != found_.head)
    problem(name_of(row) + ": it does not follow the record before it");
}

void chain_check::content(const record_row& row) {
  if (!row.person || !row.purpose_key || !row.notice_hash) {
    return problem(name_of(row) + ": its person, purpose or notice is missing");
  }
  const record_content recorded{row.previous_hash, organiser_key_, row.sequence,     *row.person,
                                *row.purpose_key,  *row.channel,   *row.notice_hash, row.event,
                                row.method,        row.at,         row.commitment};
  if (record_hash(recorded) != row.hash)
    problem(name_of(row) + ": its hash does not match its content");
  if (row.notice_purpose != row.purpose_id)
    problem(name_of(row) + ": its notice is of another purpose");
  if (row.person_organiser != organiser_id_ || row.purpose_organiser != organiser_id_ ||
      row.notice_organiser != organiser_id_) {
    problem(name_of(row) + ": its person, purpose or notice belongs to another organiser");
  }
}

void chain_check::person(const record_row& row) {
  if (!row.person) return;
  if (row.secret.has_value() == row.erased_at.has_value()) {
    problem(name_of(row) + ": its person is neither erased nor has a key, or both");
  }
  if (row.secret) return personal(row);
  if (row.personal) problem(name_of(row) + ": its personal part outlived the erasure");
}

void chain_check::personal(const record_row& row) {
  if (row.sequence <
      row.readable_from) {  // an earlier life of somebody who came back after erasure
    if (row.personal) problem(name_of(row) + ": its personal part outlived the erasure");
    return;
  }
  if (!row.personal) {
    // A request that nobody confirmed loses its personal part with the record of its end.
    const bool ran_out =
        row.event == "expired" || (row.event == "requested" && row.answer == "expired");
    if (!ran_out) problem(name_of(row) + ": its personal part is missing without an erasure");
    return;
  }
  const auto key = open_secret(people_, row.secret, *row.person);
  if (!key) return problem(name_of(row) + ": the key of its person cannot be opened");
  const record_place where{organiser_key_, row.sequence};
  const auto plain = unseal(*key, where, *row.personal);
  if (!plain) return problem(name_of(row) + ": its personal part was altered");
  if (commitment_of(salt_of(*key, where), *plain) != row.commitment) {
    problem(name_of(row) + ": its personal part does not match its commitment");
  }
  const auto by = evidence_from(*plain);
  if (!by.email.empty() && lookup_of(lookup_, organiser_id_, by.email) != row.lookup) {
    problem(name_of(row) + ": its person is filed under another address");
  }
}

void chain_check::state(const record_row& row) {
  if (!row.state_record)
    return problem(name_of(row) + ": there is no state for its person and purpose");
  if (*row.state_record < row.id) {
    return problem(name_of(row) + ": the state of its person and purpose is older");
  }
  if (*row.state_record == row.id && (row.state != row.event || row.changed_at != row.at)) {
    problem(name_of(row) + ": the state of its person and purpose says " +
            row.state.value_or("nothing") + " since " + std::to_string(row.changed_at.value_or(0)) +
            ", the record " + row.event + " since " + std::to_string(row.at));
  }
}

void chain_check::head(std::int64_t sequence, const std::string& hash) {
  if (sequence != last_sequence_) {
    problem("the chain ends with record " + std::to_string(last_sequence_) +
            ", its head names record " + std::to_string(sequence));
  } else if (hash != found_.head) {
    problem("record " + std::to_string(last_sequence_) +
            ": its hash is not that of the chain's head");
  }
}

std::int64_t check_records(const schema::reader& db, std::int64_t organiser_id, std::int64_t after,
                           std::int64_t most, chain_check& found) {
  using text = record_row::text;
  using number = record_row::number;
  std::int64_t count = 0;
  // The order is that of the index on (organiser_id, sequence): rows come as they are read.
  db.each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::int64_t, text,
          std::string, std::string, std::string, text, text, text, number, number, number, text,
          number, text, text, number, number, number, text, number, text>(
      "SELECT r.id, r.sequence, r.purpose_id, r.event, r.method, r.at, r.personal, r.commitment,"
      "       r.previous_hash, r.hash,"
      "       w.public_id, w.lookup, w.secret, w.erased_at, w.readable_from, w.organiser_id,"
      "       p.key, p.organiser_id, n.hash, n.channel, n.purpose_id, n.organiser_id, s.record_id,"
      "       s.state, s.changed_at,"
      "       CASE WHEN r.personal IS NULL AND r.event = 'requested' THEN"
      "        (SELECT a.event FROM consent_record a"
      "          WHERE a.principal_id = r.principal_id AND a.purpose_id = r.purpose_id"
      "           AND a.id > r.id AND a.event <> 'requested'"
      "          ORDER BY a.id LIMIT 1) END"
      " FROM consent_record r"
      " LEFT JOIN principal w ON w.id = r.principal_id"
      " LEFT JOIN purpose p ON p.id = r.purpose_id"
      " LEFT JOIN notice n ON n.id = r.notice_id"
      " LEFT JOIN consent_state s ON s.principal_id = r.principal_id AND s.purpose_id = "
      "r.purpose_id"
      " WHERE r.organiser_id = :1 AND r.sequence > :2"
      " ORDER BY r.sequence"
      " LIMIT :3",
      [&](auto&&... columns) {
        found.record({std::forward<decltype(columns)>(columns)...});
        ++count;
      },
      organiser_id, after, most);
  return count;
}

void check_head(const schema::reader& db, std::int64_t organiser_id, chain_check& found) {
  const auto head = db.one<std::int64_t, std::string>(
      "SELECT sequence, hash FROM consent_chain WHERE organiser_id = :1", organiser_id);
  found.head(head ? std::get<0>(*head) : 0,
             head ? std::get<1>(*head) : std::string(no_previous_hash));
}

}  // namespace zusage::consent
