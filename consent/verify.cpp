// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <string>
#include <utility>

#include "consent/chain.hpp"
#include "consent/ledger.hpp"
#include "consent/people.hpp"
#include "consent/personal.hpp"

namespace zusage::consent {
namespace {

// Problems that are told one by one; a broken file would otherwise fill the memory with them.
constexpr std::size_t most_problems = 1000;

using text = std::optional<std::string>;
using number = std::optional<std::int64_t>;

// A row of the query in `check_records`, in its order. What comes from a joined table may be
// missing.
struct record_row {
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
  number notice_purpose;
  number state_record;
  text state;
  number changed_at;
  text answer;  // only of a request without personal part: what followed it
};

class check {
 public:
  check(const person_keys& keys, std::int64_t organiser_id, std::string organiser_key)
      : keys_(keys), organiser_id_(organiser_id), organiser_key_(std::move(organiser_key)) {
    found_.head = no_previous_hash;
  }

  void record(const record_row& row);
  void head(std::int64_t sequence, const std::string& hash);
  void problem(const std::string& what);
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

  person_keys keys_;
  std::int64_t organiser_id_;
  std::string organiser_key_;
  verification found_;
  std::int64_t last_sequence_ = 0, last_id_ = 0;
  std::size_t more_problems_ = 0;
};

void check::problem(const std::string& what) {
  if (found_.problems.size() < most_problems) {
    found_.problems.push_back(organiser_key_ + ": " + what);
  } else {
    ++more_problems_;
  }
}

verification check::finish() {
  if (more_problems_ > 0) {
    found_.problems.push_back(organiser_key_ + ": and " + std::to_string(more_problems_) +
                              " more problems");
  }
  return std::move(found_);
}

void check::record(const record_row& row) {
  place(row);
  content(row);
  person(row);
  state(row);
  ++found_.records;
  found_.head = row.hash;
  last_sequence_ = row.sequence;
  last_id_ = row.id;
}

void check::place(const record_row& row) {
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

void check::content(const record_row& row) {
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
  if (row.person_organiser != organiser_id_ || row.purpose_organiser != organiser_id_) {
    problem(name_of(row) + ": its person or purpose belongs to another organiser");
  }
}

void check::person(const record_row& row) {
  if (!row.person) return;
  if (row.secret.has_value() == row.erased_at.has_value()) {
    problem(name_of(row) + ": its person is neither erased nor has a key, or both");
  }
  if (row.secret) return personal(row);
  if (row.personal) problem(name_of(row) + ": its personal part outlived the erasure");
}

void check::personal(const record_row& row) {
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
  const auto key = open_secret(keys_.people, row.secret, *row.person);
  if (!key) return problem(name_of(row) + ": the key of its person cannot be opened");
  const record_place where{organiser_key_, row.sequence};
  const auto plain = unseal(*key, where, *row.personal);
  if (!plain) return problem(name_of(row) + ": its personal part was altered");
  if (commitment_of(salt_of(*key, where), *plain) != row.commitment) {
    problem(name_of(row) + ": its personal part does not match its commitment");
  }
  const auto by = evidence_from(*plain);
  if (!by.email.empty() && lookup_of(keys_.lookup, organiser_id_, by.email) != row.lookup) {
    problem(name_of(row) + ": its person is filed under another address");
  }
}

void check::state(const record_row& row) {
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

void check::head(std::int64_t sequence, const std::string& hash) {
  if (sequence != last_sequence_) {
    problem("the chain ends with record " + std::to_string(last_sequence_) +
            ", its head names record " + std::to_string(sequence));
  } else if (hash != found_.head) {
    problem("record " + std::to_string(last_sequence_) +
            ": its hash is not that of the chain's head");
  }
}

void check_records(const schema::reader& db, std::int64_t organiser_id, check& found) {
  // The order is that of the index on (organiser_id, sequence): rows come as they are read.
  db.each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::int64_t, text,
          std::string, std::string, std::string, text, text, text, number, number, number, text,
          number, text, text, number, number, text, number, text>(
      "SELECT r.id, r.sequence, r.purpose_id, r.event, r.method, r.at, r.personal, r.commitment,"
      "       r.previous_hash, r.hash,"
      "       w.public_id, w.lookup, w.secret, w.erased_at, w.readable_from, w.organiser_id,"
      "       p.key, p.organiser_id, n.hash, n.channel, n.purpose_id, s.record_id, s.state, "
      "s.changed_at,"
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
      " WHERE r.organiser_id = :1"
      " ORDER BY r.sequence",
      [&](auto&&... columns) { found.record({std::forward<decltype(columns)>(columns)...}); },
      organiser_id);
  const auto head = db.one<std::int64_t, std::string>(
      "SELECT sequence, hash FROM consent_chain WHERE organiser_id = :1", organiser_id);
  found.head(head ? std::get<0>(*head) : 0,
             head ? std::get<1>(*head) : std::string(no_previous_hash));
}

// States that no record of this organiser, person and purpose stands behind.
void check_states(const schema::reader& db, std::int64_t organiser_id, check& found) {
  db.each<std::string, std::string, std::int64_t>(
      "SELECT w.public_id, COALESCE(p.key, '?'), s.record_id"
      " FROM principal w"
      " JOIN consent_state s ON s.principal_id = w.id"
      " LEFT JOIN purpose p ON p.id = s.purpose_id"
      " LEFT JOIN consent_record r ON r.id = s.record_id AND r.principal_id = s.principal_id"
      "   AND r.purpose_id = s.purpose_id AND r.organiser_id = s.organiser_id"
      " WHERE w.organiser_id = :1 AND (r.id IS NULL OR s.organiser_id <> w.organiser_id)",
      [&](const std::string& person, const std::string& purpose, std::int64_t record_id) {
        found.problem("the state of person " + person + " and purpose " + purpose +
                      " rests on row " + std::to_string(record_id) +
                      ", which is no record of theirs");
      },
      organiser_id);
}

// What was given away once must be so for ever.
void check_published(const schema::reader& db, std::int64_t organiser_id, check& found) {
  db.each<std::int64_t>(
      "SELECT h.sequence"
      " FROM published_head h"
      " LEFT JOIN consent_record r"
      "  ON r.organiser_id = h.organiser_id AND r.sequence = h.sequence AND r.hash = h.hash"
      " WHERE h.organiser_id = :1 AND r.id IS NULL"
      " ORDER BY h.sequence",
      [&](std::int64_t sequence) {
        found.problem("record " + std::to_string(sequence) +
                      ": it is not the one whose hash was published");
      },
      organiser_id);
}

// A row of the query in `check_notices`, in its order.
struct notice_row {
  std::int64_t id;
  text purpose_key;
  std::int64_t version;
  std::string language, channel, title, shown, controller, recipients, hash;
  std::int64_t created_at;
  std::string ends;
};

void check_notices(const schema::reader& db, std::int64_t organiser_id,
                   const std::string& organiser_key, check& found) {
  const auto check_one = [&](const notice_row& n) {
    const auto purpose = n.purpose_key.value_or("?");
    if (notice_hash({organiser_key, purpose, n.version, n.language, n.channel, n.title, n.shown,
                     n.controller, n.recipients, n.created_at, n.ends}) == n.hash) {
      return;
    }
    const auto first = db.value<number>(
        "SELECT MIN(sequence) FROM consent_record WHERE organiser_id = :1 AND notice_id = :2",
        organiser_id, n.id);
    const bool used = first && *first;
    found.problem("notice " + purpose + " version " + std::to_string(n.version) + " (" +
                  n.language + "): its hash does not match its content" +
                  (used ? "; shown first for record " + std::to_string(**first) : std::string()));
  };
  db.each<std::int64_t, text, std::int64_t, std::string, std::string, std::string, std::string,
          std::string, std::string, std::string, std::int64_t, std::string>(
      "SELECT n.id, p.key, n.version, n.language, n.channel, n.title, n.text, n.controller, "
      "n.recipients,"
      "       n.hash, n.created_at, n.ends"
      " FROM notice n"
      " LEFT JOIN purpose p ON p.id = n.purpose_id"
      " WHERE n.organiser_id = :1"
      " ORDER BY n.id",
      [&](auto&&... columns) { check_one({std::forward<decltype(columns)>(columns)...}); },
      organiser_id);
}

}  // namespace

verification ledger::verify(const schema::reader& db, std::int64_t organiser_id) const {
  const auto key = db.value<std::string>("SELECT key FROM organiser WHERE id = :1", organiser_id);
  if (!key) return {0, {}, {"organiser " + std::to_string(organiser_id) + ": there is none"}};
  check found({lookup_key_, people_key_}, organiser_id, *key);
  check_notices(db, organiser_id, *key, found);
  check_records(db, organiser_id, found);
  check_states(db, organiser_id, found);
  check_published(db, organiser_id, found);
  return found.finish();
}

}  // namespace zusage::consent
