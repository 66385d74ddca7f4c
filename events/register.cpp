// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/email_address.hpp"
#include "base/timed_id.hpp"
#include "events/application.hpp"
#include "events/idempotency.hpp"
#include "events/mail_consents.hpp"
#include "events/phone_consent.hpp"
#include "events/places.hpp"
#include "events/register_steps.hpp"

namespace zusage::events {
namespace {

// The status that there is room for; nothing when the event is full and has no waiting list.
std::optional<registration_status> find_place(schema::transaction& tx, const event& to) {
  if (to.approval) return registration_status::applied;
  if (take_place(tx, to.id)) {
    return status_with_place(to);
  }
  // Who gives a place back now must see who waits, and the other way round.
  if (tx.is_shared()) {
    hold_event(tx, to.id);
    if (take_place(tx, to.id)) return status_with_place(to);
  }
  if (to.waiting_list) return registration_status::waiting;
  return {};
}

bool is_full(const schema::reader& db, std::int64_t session_id) {
  return db
      .value<std::int64_t>("SELECT id FROM event_session WHERE id = :1 AND taken >= capacity",
                           session_id)
      .has_value();
}

// The same for somebody who gets no booking because the address is known: what is full must be
// answered as to anybody else, or it would tell that the address is registered.
std::optional<std::string> find_full_session(const schema::reader& db, const event& to,
                                             const sign_up& form, registration_status status) {
  if (!holds_place(status)) return {};
  for (const auto& wish : form.sessions) {
    const bool first = !is_full(db, wish.session_id);
    const bool second = !first && wish.second_id && !is_full(db, *wish.second_id);
    if (places::choose(first, second, to.waiting_list) == places::booked::nowhere) {
      return key_of(to, wish.session_id);
    }
  }
  return {};
}

consent::evidence evidence_of(const sign_up& form, const origin& from) {
  consent::evidence by;
  by.email = form.email;
  by.name = form.given_name + " " + form.family_name;
  by.source = from.source;
  by.box = "ticked by the person";
  by.network_address = from.network_address;
  by.user_agent = from.user_agent;
  by.actor = "the person";
  return by;
}

mailer::new_message confirmation_of(const consent::requested& asked, std::int64_t purpose_id,
                                    const mail_subject& whom) {
  mailer::new_message message;
  message.organiser_id = whom.organiser_id;
  message.template_name = "consent-confirm";
  message.language = whom.language;
  message.recipient = whom.email;
  // No name: whether the address is theirs who typed it is what this mail asks.
  message.registration_id = whom.registration_id;
  message.data = {{"state", asked.public_id}};
  message.event_id = whom.event_id;
  message.principal_id = asked.principal_id;
  message.purpose_id = purpose_id;
  return message;
}

}  // namespace

registrar::registrar(const consent::ledger& consents, const mailer::outbox& mails)
    : consents_(consents), mails_(mails) {}

registered registrar::register_one(schema::transaction& tx, const event& to, const sign_up& form,
                                   const origin& from, instant now) const {
  if (!form.companions.empty()) return register_group(tx, to, form, from, now);
  registered result;
  result.public_id = new_timed_id(now);
  if (const auto earlier = note_or_repeat(tx, to, form, result.public_id, now)) return *earlier;

  // Seats that are kept, and applications of one municipality, are decided one after the other.
  if (!form.code.empty() || form.application) hold_event(tx, to.id);
  const auto invited = use_invitation(tx, to, form, now);
  if (!invited) {
    tx.undo();
    return {registered::what::code_refused, result.status, "", "", ""};
  }
  const auto place = invited->reserved ? std::optional(status_with_place(to)) : find_place(tx, to);
  std::optional<std::int64_t> id;
  if (place) {
    result.status = *place;
    id = insert_registration(tx, to, form, result, now, {{}, 1, *invited});
    if (!id && holds_place(*place) && !invited->reserved) give_place_back(tx, to.id);
  }
  if (!id && !find_known(tx, to, email_key(form.email)) && has_applied(tx, to, form)) {
    tx.undo();
    result.outcome = registered::what::applied_already;
    return result;
  }
  if (!id) {
    give_use_back(tx, *invited);
    const auto full = place ? find_full_session(tx, to, form, *place) : std::string();
    result.outcome = full ? registered::what::full : registered::what::known_already;
    result.full_session = full.value_or("");
    return answer_without_place(tx, to, form, result, now);
  }

  if (const auto full = book_sessions(tx, to, form, {*id, result.status}, now)) {
    tx.undo();
    return {registered::what::full, result.status, "", "", *full};
  }
  store_ring_people(tx, form, *id, now);
  const auto whom = subject_of(to, form, *id, form.given_name + " " + form.family_name);
  tell_and_ask(tx, form, {mail_for(result.status), whom}, from, now);
  return result;
}

// The mail about the registration stands before those that ask for a confirmation, and names what
// counts without one.
void registrar::tell_and_ask(schema::transaction& tx, const sign_up& form, welcome_mail mail,
                             const origin& from, instant now) const {
  auto& whom = mail.whom;
  auto by = evidence_of(form, from);
  const auto box = by.box;
  std::vector<consent::requested> asked;
  std::vector<std::int64_t> purposes;
  for (std::size_t i = 0; i < form.purpose_ids.size(); ++i) {
    // What stands for another number does not end here: anybody can type an address.
    if (stands_for_other_number(tx, consents_,
                                {whom.organiser_id, form.purpose_ids[i], form.purpose_channels[i]},
                                form.email, form.phone)) {
      continue;
    }
    purposes.push_back(form.purpose_ids[i]);
    by.box = box_with_number(box, form.purpose_channels[i], form.phone);
    asked.push_back(consents_.request(
        tx,
        {whom.organiser_id, form.purpose_ids[i], form.notice_ids[i], form.purpose_channels[i], by},
        now));
  }
  whom.data = named_consents(asked);
  tell(tx, mails_, mail.template_name, whom, now);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!asked[i].needs_confirmation) continue;
    mails_.enqueue(tx, confirmation_of(asked[i], purposes[i], whom), now);
  }
}

registered registrar::answer_without_place(schema::transaction& tx, const event& to,
                                           const sign_up& form, registered answer,
                                           instant now) const {
  const auto made = std::exchange(answer.public_id, "");
  answer.reference.clear();
  const auto known = find_known(tx, to, email_key(form.email));
  if (!known) {
    tx.undo();
    return answer;
  }
  // 'Full' is not noted for an unknown address either: a repetition must not tell them apart.
  if (answer.outcome == registered::what::full) {
    forget_key(tx, to, form.idempotency_key, made);
  } else {
    hide_result(tx, to, form.idempotency_key, made);
  }
  tell(tx, mails_, "registration-known", subject_of(to, form, *known, ""), now);
  return answer;
}

bool registrar::verify(schema::transaction& tx, std::string_view public_id, instant now) const {
  const auto id = tx.value<std::int64_t>(
      "UPDATE registration"
      " SET status = 'confirmed', updated_at = :1, proven_at = COALESCE(proven_at, :2)"
      " WHERE public_id = :3 AND status = 'unverified'"
      " RETURNING id",
      now, now, public_id);
  if (id) tell(tx, mails_, "registration-confirmed", *id, now);
  if (id) return true;
  const auto status =
      tx.value<std::string>("SELECT status FROM registration WHERE public_id = :1", public_id);
  return status && *status == "confirmed";
}

}  // namespace zusage::events
