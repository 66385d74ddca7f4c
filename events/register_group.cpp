// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <stdexcept>

#include "base/email_address.hpp"
#include "base/timed_id.hpp"
#include "events/group_bookings.hpp"
#include "events/idempotency.hpp"
#include "events/places.hpp"
#include "events/register_steps.hpp"

namespace zusage::events {
namespace {

struct newcomers {
  std::vector<const sign_up*> fresh;
  std::vector<std::pair<const sign_up*, std::int64_t>> known;  // with their registration
};

newcomers tell_apart(const schema::reader& db, const event& to, const sign_up& form) {
  newcomers found;
  const auto add = [&](const sign_up& one) {
    const auto id = find_known(db, to, email_key(one.email));
    if (id) {
      found.known.emplace_back(&one, *id);
    } else {
      found.fresh.push_back(&one);
    }
  };
  add(form);
  for (const auto& one : form.companions) add(one);
  return found;
}

// How many of them get a place; nothing when they do not all, and nobody may wait.
std::optional<std::int64_t> places_for(const schema::reader& db, const event& to,
                                       const sign_up& form, std::int64_t count) {
  if (to.approval) return 0;
  const auto by = form.code.empty() ? std::nullopt : find_invitation(db, to.id, form.code);
  const auto free = std::max<std::int64_t>(0, free_at_event(db, to.id));
  const auto given = places::given(count, form.takes_fewer, free + (by ? by->seats_left : 0));
  if (given < count && !to.waiting_list) return {};
  return given;
}

std::optional<std::int64_t> store_group(schema::transaction& tx, const event& to, bool takes_fewer,
                                        std::size_t count, instant now) {
  if (count < 2) return {};
  return tx.value<std::int64_t>(
      "INSERT INTO registration_group (organiser_id, event_id, takes_fewer, created_at)"
      " VALUES (:1, :2, :3, :4)"
      " RETURNING id",
      to.by.id, to.id, takes_fewer, now);
}

// Who has to wait takes none of the seats that are kept.
void keep_seat_again(schema::transaction& tx, invited& who) {
  if (!who.reserved) return;
  tx.execute("UPDATE invitation SET seats_left = seats_left + 1 WHERE id = :1", *who.id);
  who.reserved = false;
}

registration_status status_of(const event& to, bool has_place) {
  if (to.approval) return registration_status::applied;
  return has_place ? status_with_place(to) : registration_status::waiting;
}

registered refused(schema::transaction& tx, registered::what why, const std::string& session = {}) {
  tx.undo();
  return {why, registration_status::confirmed, "", "", session};
}

// Somebody new of the group, with a place at the event or without.
struct candidate {
  const sign_up* form = nullptr;
  bool has_place = false;
  std::string public_id;
};

struct newcomer {
  const sign_up* form = nullptr;
  std::int64_t id = 0;
  registered made;
};

// Nothing: the code in `form`, which goes for all, cannot be used any more.
std::optional<newcomer> store_one(schema::transaction& tx, const event& to, const sign_up& form,
                                  const candidate& who, membership in, instant now) {
  newcomer stored{who.form, 0, {}};
  stored.made.public_id = who.public_id;
  stored.made.status = status_of(to, who.has_place);
  const auto invited = use_invitation(tx, to, form, now);
  if (!invited) return {};
  in.invited = *invited;
  if (!who.has_place) keep_seat_again(tx, in.invited);
  const bool takes = who.has_place && !in.invited.reserved;
  if (takes && !take_place(tx, to.id)) throw std::logic_error("a place was not free");
  const auto id = insert_registration(tx, to, *who.form, stored.made, now, in);
  if (!id) throw std::logic_error("an address was registered meanwhile");
  stored.id = *id;
  return stored;
}

}  // namespace

registered registrar::register_group(schema::transaction& tx, const event& to, const sign_up& form,
                                     const origin& from, instant now) const {
  const auto first_id = new_timed_id(now);
  if (const auto earlier = note_or_repeat(tx, to, form, first_id, now)) return *earlier;
  hold_event(tx, to.id);
  const auto people = tell_apart(tx, to, form);
  const auto count = std::int64_t(people.fresh.size());
  const auto given = places_for(tx, to, form, count);
  if (!given) return refused(tx, registered::what::full);
  membership in{store_group(tx, to, form.takes_fewer, people.fresh.size(), now)};
  in.needs = places::needed(count - *given, form.takes_fewer);

  std::vector<newcomer> stored;
  for (const auto* one : people.fresh) {
    const bool has_place = std::int64_t(stored.size()) < *given;
    auto made = store_one(tx, to, form,
                          {one, has_place, one == &form ? first_id : new_timed_id(now)}, in, now);
    if (!made) return refused(tx, registered::what::code_refused);
    stored.push_back(std::move(*made));
  }
  std::vector<group_booker> members;
  members.reserve(stored.size());
  for (const auto& one : stored)
    members.push_back({{one.id, one.made.status}, &one.form->sessions});
  if (const auto full = book_group(tx, to, members, form.takes_fewer, now))
    return refused(tx, registered::what::full, key_of(to, *full));

  for (const auto& one : stored) {
    const auto whom =
        subject_of(to, *one.form, one.id, one.form->given_name + " " + one.form->family_name);
    const auto name = mail_for(one.made.status);
    if (one.form == &form) {
      tell_and_ask(tx, form, {name, whom}, from, now);
    } else {
      tell(tx, mails_, name, whom, now);
    }
  }
  for (const auto& [one, id] : people.known) {
    tell(tx, mails_, "registration-known", subject_of(to, *one, id, ""), now);
  }
  const bool booker_is_known = stored.empty() || stored.front().form != &form;
  if (!booker_is_known) {
    if (in.group_id)
      tx.execute("UPDATE registration_group SET booked_by = :1 WHERE id = :2", stored.front().id,
                 *in.group_id);
    return stored.front().made;
  }
  hide_result(tx, to, form.idempotency_key, first_id);
  return {registered::what::known_already, registration_status::confirmed, "", "", ""};
}

}  // namespace zusage::events
