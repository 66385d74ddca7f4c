// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/message_log.hpp"

#include <limits>
#include <utility>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "events/message_rows.hpp"

namespace zusage::events {
namespace {

bool is_of_organiser(log_choice::list what) {
  return what == log_choice::list::all || what == log_choice::list::to_part;
}

std::string only(const log_choice& which) {
  using part = log_choice::part;
  // As the partial index says it (message_in_trouble).
  std::string trouble = " AND (m.state IN ('failed', 'uncertain') OR m.returned > 0)";
  if (which.only == part::trouble) return trouble;
  if (which.only == part::returned) return trouble + " AND m.returned > 0";
  if (which.only == part::all) return "";
  // Few wait, and each state has an index of its own.
  if (is_of_organiser(which.what))
    return " AND m.id IN (SELECT q.id FROM message q WHERE q.state = 'queued'"
           " UNION ALL SELECT s.id FROM message s WHERE s.state = 'sending')";
  return " AND m.state IN ('queued', 'sending')";
}

// With the sign the index of the list's own key is taken, and not that of all messages.
std::string sign_of(const log_choice& which) {
  const bool by_id = which.only == log_choice::part::waiting;
  return is_of_organiser(which.what) && !by_id ? "" : "+";
}

std::string key_of(const log_choice& which) {
  using list = log_choice::list;
  if (which.what == list::of_event) return " AND m.event_id = :2";
  if (which.what == list::of_registration) return " AND m.registration_id = :2";
  if (which.what == list::to_address) return " AND m.recipient_key = :2";
  if (which.what == list::to_part) return " AND m.recipient_key LIKE :2 ESCAPE '!'";
  return " AND " + sign_of(which) + "m.organiser_id = :2";
}

// `a_b` as `%a!_b%`.
std::string pattern_of(std::string_view piece) {
  std::string pattern = "%";
  for (const char one : lower_ascii(piece)) {
    if (one == '%' || one == '_' || one == '!') pattern += '!';
    pattern += one;
  }
  return pattern + "%";
}

// Whether the scope is of one event alone, and which that is not.
bool is_within(const organisers::scope& of, const log_choice& which, const schema::reader& db) {
  if (of.reaches_everything()) return true;
  if (which.what == log_choice::list::of_event) return of.reaches(which.id);
  if (which.what != log_choice::list::of_registration) return false;
  const auto event =
      db.value<std::int64_t>("SELECT event_id FROM registration WHERE id = :1", which.id);
  return event && of.reaches(*event);
}

std::string choosing(const organisers::scope& of, const log_choice& which) {
  return " WHERE " + sign_of(which) + "m.organiser_id = :1" + key_of(which) + only(which) +
         visible_to(of) + " AND m.id < :3 AND m.id > :4 ORDER BY m.id DESC LIMIT :5";
}

}  // namespace

bool said::is_our_own() const {
  if (phase == "compose" || phase == "file") return true;
  return code == 0 && phase != "report";
}

std::string log_statement(const organisers::scope& of, const log_choice& which) {
  return message_columns + choosing(of, which);
}

std::vector<logged_message> list_messages(const schema::reader& db, const organisers::scope& of,
                                          const log_choice& which, std::int64_t most) {
  using list = log_choice::list;
  if (!is_within(of, which, db)) return {};
  const auto before = which.before > 0 ? which.before : std::numeric_limits<std::int64_t>::max();
  const auto rest = choosing(of, which);
  if (which.what == list::to_address || which.what == list::to_part) {
    const auto key =
        which.what == list::to_part ? pattern_of(which.address) : email_key(which.address);
    return message_rows(db, rest, of.organiser_id(), key, before, which.after, most);
  }
  const auto id = which.what == list::all ? of.organiser_id() : which.id;
  return message_rows(db, rest, of.organiser_id(), id, before, which.after, most);
}

std::int64_t end_of_search(const schema::reader& db, const organisers::scope& of,
                           std::int64_t most) {
  return db
      .value<std::int64_t>(
          "SELECT id FROM message WHERE organiser_id = :1 ORDER BY id DESC LIMIT 1 OFFSET :2",
          of.organiser_id(), most)
      .value_or(0);
}

}  // namespace zusage::events
