// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/timed_id.hpp"
#include "events/idempotency.hpp"
#include "events/register_steps.hpp"
#include "events/staff_steps.hpp"

namespace zusage::events {
namespace {

// A place at the event, whether or not there is one.
struct taken_place {
  std::optional<registration_status> status;  ///< nothing: full, and nobody may wait
  bool over = false;
};

taken_place place_for(const staff_act& by, bool over_capacity) {
  if (take_place(by.tx, by.of.id)) return {registration_status::confirmed};
  if (over_capacity) {
    force_place(by.tx, by.of.id);
    return {registration_status::confirmed, true};
  }
  if (by.of.waiting_list) return {registration_status::waiting};
  return {};
}

// The key of a session that is full and that nobody may wait for; `over` is set where one was
// booked all the same.
std::optional<std::string> book_all(const staff_act& by, const staff_entry& what, const booker& who,
                                    bool& over) {
  for (const auto& wish : what.form.sessions) {
    const bool full = free_in_session(by.tx, wish.session_id) < 1;
    if (what.over_capacity && full && holds_place(who.status)) {
      force_session_place(by.tx, wish.session_id);
      store_booking(by.tx, who.registration_id,
                    {wish.session_id, std::string(booking::confirmed), {}, by.now, {}});
      over = true;
    } else if (!book(by.tx, by.of, who, wish, by.now)) {
      return key_of(by.of, wish.session_id);
    }
  }
  return {};
}

registered refused(const staff_act& by, registered::what why, std::string session = {}) {
  by.tx.undo();
  return {why, registration_status::confirmed, "", "", std::move(session)};
}

}  // namespace

registered add_by_staff(const staff_act& by, const staff_entry& what) {
  using outcome = registered::what;
  auto form = what.form;
  form.purpose_ids.clear();
  form.notice_ids.clear();
  form.purpose_channels.clear();
  hold_event(by.tx, by.of.id);
  registered made;
  made.public_id = new_timed_id(by.now);
  if (const auto earlier = note_or_repeat(by.tx, by.of, form, made.public_id, by.now))
    return *earlier;
  auto place = place_for(by, what.over_capacity);
  if (!place.status) return refused(by, outcome::full);
  made.status = *place.status;
  const auto id = insert_registration(by.tx, by.of, form, made, by.now);
  if (!id) return refused(by, outcome::known_already);
  if (const auto full = book_all(by, what, {*id, made.status}, place.over))
    return refused(by, outcome::full, *full);
  record_act(by, "registration.added_by_staff", made.reference,
             {{"source", "/admin"}, {"told", what.tell_person}, {"over_capacity", place.over}});
  if (what.tell_person) tell(by.tx, by.mails, mail_for(made.status), *id, by.now);
  return made;
}

}  // namespace zusage::events
