// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/answer_request.hpp"

#include "events/request_mails.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

std::optional<std::int64_t> staff_of(const organisers::scope& whose) {
  return whose.staff_id() == 0 ? std::optional<std::int64_t>() : whose.staff_id();
}

void note(schema::transaction& tx, const organisers::scope& whose, const char* action,
          std::string_view reference, instant now) {
  organisers::record(tx, {whose.organiser_id(), whose.staff_id(), action, std::string(reference)},
                     now);
}

struct own_request {
  data_request row;
  std::string email;
};

std::optional<own_request> find_own(const schema::reader& db, const data_tools& with,
                                    const organisers::scope& whose, std::string_view reference) {
  auto row = find_data_request(db, reference);
  const auto words = open_data_request(db, with.with, reference);
  if (!row || !words || row->organiser_id != whose.organiser_id()) return {};
  return own_request{std::move(*row), words->email};
}

}  // namespace

bool answer_request(schema::transaction& tx, const data_tools& with, const organisers::scope& whose,
                    const request_answer& what, instant now) {
  const auto own = find_own(tx, with, whose, what.reference);
  if (!own) return false;
  const auto changed = tx.execute(
      "UPDATE data_request SET state = :1, answered_at = :2, answered_by = :3, answer = :4"
      " WHERE organiser_id = :5 AND reference = :6 AND state = 'open'",
      what.refused ? "refused" : "done", now, staff_of(whose),
      sealed_in_request(with.with, what.reference, "answer", what.text), whose.organiser_id(),
      what.reference);
  if (changed == 0) return false;
  note(tx, whose, what.refused ? "request.refused" : "request.done", what.reference, now);
  tell_person(tx, with.mails, {own->row, own->email, what.refused ? "data-refused" : "data-done"},
              now);
  return true;
}

bool extend_request(schema::transaction& tx, const data_tools& with, const organisers::scope& whose,
                    std::string_view reference, const std::string& reason, instant now) {
  const auto own = find_own(tx, with, whose, reference);
  if (!own) return false;
  const auto changed = tx.execute(
      "UPDATE data_request SET extended_at = :1, extended_by = :2, extension = :3, due_at = :4,"
      " reminded_at = NULL, overdue_told_at = NULL"
      " WHERE organiser_id = :5 AND reference = :6 AND state = 'open' AND extended_at IS NULL"
      "  AND due_at > :7",
      now, staff_of(whose), sealed_in_request(with.with, reference, "extension", reason),
      months_after(own->row.due_at, extension_period), whose.organiser_id(), reference, now);
  if (changed == 0) return false;
  note(tx, whose, "request.extended", reference, now);
  tell_person(tx, with.mails, {own->row, own->email, "data-extended"}, now);
  return true;
}

}  // namespace zusage::events
