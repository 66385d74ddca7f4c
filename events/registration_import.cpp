// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_import.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/email_address.hpp"
#include "base/timed_id.hpp"
#include "events/event.hpp"
#include "events/import_writes.hpp"
#include "events/places.hpp"
#include "events/register_steps.hpp"
#include "events/registration_import_trail.hpp"
#include "events/staff_steps.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

using addresses = std::unordered_set<std::string>;

// All that are or were registered; the list itself has each address once.
addresses known_addresses(const schema::reader& db, const event& to) {
  addresses known;
  db.each<std::string>(
      "SELECT email_key FROM registration WHERE event_id = :1",
      [&](std::string key) { known.insert(std::move(key)); }, to.id);
  return known;
}

// As `known_addresses`, at this moment: another import of the list may run.
bool is_known(const schema::reader& db, const event& to, const std::string& key) {
  return db
      .one<std::int64_t>(
          "SELECT id FROM registration WHERE event_id = :1 AND email_key = :2"
          " AND status <> 'cancelled'"
          " UNION ALL SELECT id FROM registration WHERE event_id = :3 AND email_key = :4"
          " AND status = 'cancelled' LIMIT 1",
          to.id, key, to.id, key)
      .has_value();
}

struct free_places {
  std::int64_t at_event = 0;
  std::map<std::int64_t, std::int64_t> in_sessions;
};

free_places find_free(const schema::reader& db, const event& to) {
  free_places found{free_at_event(db, to.id), {}};
  for (const auto& one : to.sessions) found.in_sessions[one.id] = free_in_session(db, one.id);
  return found;
}

// The event as it is by now when that is not `read` any more. Nothing changes it behind hold_event.
std::shared_ptr<const event> changed_since(const schema::reader& db, const event& read) {
  const auto version =
      db.value<std::int64_t>("SELECT version FROM event WHERE id = :1", read.id).value_or(0);
  if (version == read.version) return {};
  return catalogue().find(db, read.id);
}

bool can_be_booked(const event& to, std::int64_t session_id) {
  return std::any_of(to.sessions.begin(), to.sessions.end(),
                     [&](const session& one) { return one.id == session_id && !one.cancelled; });
}

// Whether a row that was read earlier fits to the event as it is now.
bool still_fits(const event& to, const registration_row& row) {
  if (!takes_imports(to)) return false;
  // Who has ended books nothing.
  if (row.standing == foreign_standing::ended) return true;
  return std::all_of(row.form.sessions.begin(), row.form.sessions.end(),
                     [&](const session_wish& wish) { return can_be_booked(to, wish.session_id); });
}

// What becomes of rows, one after the other, as places go.
class decider {
 public:
  decider(const event& to, free_places free, bool over_capacity)
      : to_(to), free_(std::move(free)), over_capacity_(over_capacity) {}

  taken_as decide(const registration_row& row) const {
    if (row.standing == foreign_standing::ended) return taken_as::cancelled;
    if (row.standing == foreign_standing::open && to_.approval) return taken_as::applied;
    if (row.standing == foreign_standing::waits)
      return to_.waiting_list ? taken_as::waiting : taken_as::full;
    if (free_.at_event < 1 && !over_capacity_)
      return to_.waiting_list ? taken_as::waiting : taken_as::full;
    const bool session_full =
        std::any_of(row.form.sessions.begin(), row.form.sessions.end(),
                    [&](const session_wish& wish) { return !has_place(wish); });
    if (session_full && !over_capacity_ && !to_.waiting_list) return taken_as::full;
    const bool over = over_capacity_ && (free_.at_event < 1 || session_full);
    return over ? taken_as::over : taken_as::placed;
  }

  /// A row that was decided so is in.
  void take(const registration_row& row, taken_as what) {
    if (what != taken_as::placed && what != taken_as::over) return;
    --free_.at_event;
    for (const auto& wish : row.form.sessions) --free_.in_sessions.at(wish.session_id);
  }

 private:
  bool has_place(const session_wish& wish) const {
    return free_.in_sessions.at(wish.session_id) > 0;
  }

  const event& to_;
  free_places free_;
  bool over_capacity_;
};

void count(registration_counts& counts, taken_as what, std::size_t line) {
  const bool left =
      what == taken_as::already || what == taken_as::full || what == taken_as::outdated;
  ++counts.rows[what];
  if (left) counts.left.emplace_back(line, what);
  name_line(counts.lines[what], line);
}

registration_status status_of(taken_as what) {
  if (what == taken_as::cancelled) return registration_status::cancelled;
  if (what == taken_as::applied) return registration_status::applied;
  return what == taken_as::waiting ? registration_status::waiting : registration_status::confirmed;
}

// Rows of one transaction.
class registration_writer {
 public:
  registration_writer(schema::transaction& tx, const registration_import_tools& with,
                      const event& to, const registration_import_options& how,
                      const import_origin& origin)
      : tx_(tx), with_(with), to_(to), how_(how), origin_(origin), now_(origin.at) {}

  taken_as write(const registration_row& row, taken_as what) {
    registered made;
    made.public_id = new_timed_id(now_);
    made.status = status_of(what);
    const auto id = insert_registration(tx_, to_, row.form, made, now_);
    if (!id) return taken_as::already;  // signed up meanwhile
    set_origin(*id, row, what);
    if (what == taken_as::cancelled) return what;
    if (holds_place(made.status) && !take_place(tx_, to_.id)) force_place(tx_, to_.id);
    for (const auto& wish : row.form.sessions) book_one({*id, made.status}, wish);
    if (how_.tell) tell(tx_, with_.mails, mail_for(made.status), *id, now_);
    return what;
  }

 private:
  void set_origin(std::int64_t id, const registration_row& row, taken_as what) {
    const auto at = row.registered_at.value_or(now_);
    const auto ended = what == taken_as::cancelled ? std::optional(now_) : std::nullopt;
    tx_.execute(
        "UPDATE registration SET registered_at = :1, cancelled_at = :2, imported_at = :3,"
        " imported_from = :4 WHERE id = :5",
        at, ended, now_, origin_.from, id);
  }

  void book_one(const booker& who, const session_wish& wish) {
    const bool forced =
        how_.over_capacity && holds_place(who.status) && free_in_session(tx_, wish.session_id) < 1;
    if (!forced && book(tx_, to_, who, wish, now_)) return;
    force_session_place(tx_, wish.session_id);
    store_booking(tx_, who.registration_id,
                  {wish.session_id, std::string(booking::confirmed), {}, now_, {}});
  }

  schema::transaction& tx_;
  const registration_import_tools& with_;
  const event& to_;
  const registration_import_options& how_;
  const import_origin& origin_;
  instant now_;
};

// Rows of one transaction, as places go.
class piece_writer {
 public:
  piece_writer(schema::transaction& tx, const registration_import_tools& with, const event& to,
               const registration_import_options& how, const import_origin& origin)
      : tx_(tx),
        to_(to),
        rules_(to, find_free(tx, to), how.over_capacity),
        writer_(tx, with, to, how, origin) {}

  taken_as write(const registration_row& row) {
    if (is_known(tx_, to_, email_key(row.form.email))) return taken_as::already;
    if (!still_fits(to_, row)) return taken_as::outdated;
    const auto wanted = rules_.decide(row);
    if (wanted == taken_as::full) return wanted;
    const auto what = writer_.write(row, wanted);
    rules_.take(row, what);
    return what;
  }

 private:
  schema::transaction& tx_;
  const event& to_;
  decider rules_;
  registration_writer writer_;
};

void record(schema::transaction& tx, const registration_import_tools& with, const event& to,
            const char* action, nlohmann::json details, instant now) {
  organisers::record(
      tx, {with.whose.organiser_id(), with.whose.staff_id(), action, to.slug, std::move(details)},
      now);
}

}  // namespace

std::optional<import_origin> find_import_origin(const schema::reader& db,
                                                std::int64_t registration_id) {
  const auto row = db.one<std::optional<instant>, std::string>(
      "SELECT imported_at, imported_from FROM registration WHERE id = :1", registration_id);
  if (!row || !std::get<0>(*row)) return {};
  return import_origin{*std::get<0>(*row), std::get<1>(*row)};
}

bool takes_imports(const event& of) {
  return of.status != event_status::cancelled && of.kind != kind::paper && !of.ring;
}

bool can_tell_imported(const event& of, instant now) {
  return of.status == event_status::published && now < of.ends_at;
}

registration_counts preview_registrations(const schema::reader& db, const event& to,
                                          const registration_list& list, bool over_capacity) {
  const auto known = known_addresses(db, to);
  decider rules(to, find_free(db, to), over_capacity);
  registration_counts counts;
  for (const auto& row : list.rows) {
    const bool there = known.count(email_key(row.form.email)) > 0;
    const auto what = there ? taken_as::already : rules.decide(row);
    rules.take(row, what);
    counts.each.push_back(what);
    count(counts, what, row.line);
  }
  return counts;
}

registration_counts import_registrations(const registration_import_tools& with, const event& to,
                                         const registration_list& list, import_source from,
                                         const registration_import_options& how, instant now) {
  with.db.write([&](schema::transaction& tx) {
    record(tx, with, to, "registration.import_begun",
           {{"source", to_text(from)}, {"rows", list.rows.size()}, {"told", how.tell}}, now);
  });
  const import_origin origin{now, std::string(to_text(from))};
  return in_small_writes<registration_counts>(
      with.db, with.progress, list.rows.size(),
      [&](schema::transaction& tx, std::size_t begin, std::size_t end,
          registration_counts& counts) {
        hold_event(tx, to.id);
        const auto changed = changed_since(tx, to);
        piece_writer piece(tx, with, changed ? *changed : to, how, origin);
        for (auto i = begin; i < end; ++i)
          count(counts, piece.write(list.rows[i]), list.rows[i].line);
        if (end == list.rows.size())
          record(tx, with, to, "registration.imported",
                 import_details(counts, list, from, how.meanings), now);
      });
}

}  // namespace zusage::events
