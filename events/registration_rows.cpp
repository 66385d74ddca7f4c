// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_rows.hpp"

#include "base/text.hpp"
#include "events/mail_name.hpp"
#include "events/paper.hpp"
#include "events/places.hpp"

namespace zusage::events {

void hold_event(schema::transaction& tx, std::int64_t event_id) {
  if (!tx.is_shared()) return;
  tx.value<std::int64_t>("SELECT id FROM event WHERE id = :1 FOR NO KEY UPDATE", event_id);
}

void hold_event_of(schema::transaction& tx, std::string_view public_id) {
  if (!tx.is_shared()) return;
  tx.value<std::int64_t>(
      "SELECT id FROM event WHERE id = (SELECT event_id FROM registration WHERE public_id = :1)"
      " FOR NO KEY UPDATE",
      public_id);
}

std::int64_t free_at_event(const schema::reader& db, std::int64_t event_id) {
  const auto row = db.one<std::optional<std::int64_t>, std::int64_t>(
      "SELECT capacity, taken FROM event WHERE id = :1", event_id);
  return row ? places::free_places(std::get<0>(*row), std::get<1>(*row)) : 0;
}

bool take_place(schema::transaction& tx, std::int64_t event_id) {
  const bool taken = tx.execute(
                         "UPDATE event SET taken = taken + 1"
                         " WHERE id = :1 AND (capacity IS NULL OR taken < capacity)",
                         event_id) == 1;
  if (taken) tx.announce(topic_of_event(event_id));
  return taken;
}

void give_place_back(schema::transaction& tx, std::int64_t event_id) {
  tx.execute("UPDATE event SET taken = taken - 1 WHERE id = :1 AND taken > 0", event_id);
  tx.announce(topic_of_event(event_id));
}

namespace {

// Only who holds the link to a registration, or its organiser, causes these. The browser's link may
// be a stranger's, who typed a foreign address and could flood it: only once the mailed one has
// been used are they free of the limit for what anybody can cause.
bool is_caused_by_link_holder(std::string_view template_name) {
  return template_name == "registration-promoted" || template_name == "registration-changed" ||
         template_name == "registration-cancelled" || template_name == "registration-offer" ||
         template_name == "registration-lapsed";
}

// The organiser alone causes these.
bool is_about_event(std::string_view template_name) {
  return template_name.starts_with("event-");
}

// Who confirms the address of a registration for an event that was cancelled meanwhile is told so.
std::string name_for(std::string_view template_name, const mail_subject& whom) {
  if (whom.paper) return mail_name_for_paper(template_name);
  if (whom.event_cancelled && template_name == "registration-confirmed") return "event-cancelled";
  return std::string(template_name);
}

}  // namespace

void tell(schema::transaction& tx, const mailer::outbox& mails, std::string_view template_name,
          const mail_subject& whom, instant now) {
  mailer::new_message message;
  message.organiser_id = whom.organiser_id;
  message.template_name = name_for(template_name, whom);
  message.language = whom.language;
  message.recipient = whom.email;
  message.recipient_name = whom.name;
  message.registration_id = whom.registration_id;
  message.event_id = whom.event_id;
  message.data = whom.data;
  const bool gets_paper =
      template_name == "registration-confirmed" || template_name == "registration-promoted";
  if (whom.paper && gets_paper) make_paper_link(tx, whom.registration_id, now);
  if (template_name == "registration-verify") message.expires_at = now + verification_period;
  if (is_about_event(message.template_name) ||
      (whom.proven && is_caused_by_link_holder(template_name)))
    message.urgency = mailer::priority::service;
  mails.enqueue(tx, message, now);
}

mail_subject find_mail_subject(const schema::reader& db, std::int64_t registration_id) {
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::string, std::string,
                          std::string, std::optional<instant>, std::string, std::string>(
      "SELECT r.event_id, r.organiser_id, r.language, r.email, r.given_name, r.family_name,"
      " r.proven_at, e.kind, e.status"
      " FROM registration r"
      " JOIN event e ON e.id = r.event_id"
      " WHERE r.id = :1",
      registration_id);
  const auto& [event_id, organiser_id, language, email, given, family, proven_at, kind, status] =
      row.value();
  mail_subject whom{registration_id, event_id, organiser_id, language, email, given + " " + family};
  whom.paper = kind == to_text(kind::paper);
  whom.proven = proven_at.has_value();
  whom.event_cancelled = status == to_text(event_status::cancelled);
  return whom;
}

void tell(schema::transaction& tx, const mailer::outbox& mails, std::string_view template_name,
          std::int64_t registration_id, instant now) {
  tell(tx, mails, template_name, find_mail_subject(tx, registration_id), now);
}

void tell_promoted(schema::transaction& tx, const mailer::outbox& mails,
                   std::int64_t registration_id, const std::vector<std::int64_t>& session_ids,
                   instant now) {
  auto whom = find_mail_subject(tx, registration_id);
  if (!session_ids.empty()) whom.data = {{"moved_to", session_ids}};
  tell(tx, mails, "registration-promoted", whom, now);
}

std::string search_text(const sign_up& form, std::string_view reference) {
  std::string all;
  for (const auto* part : {&form.given_name, &form.family_name, &form.email, &form.organisation,
                           &form.municipality, &form.ags}) {
    if (!part->empty()) all += *part + " ";
  }
  return folded(all.append(reference));
}

std::string stored_json(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace zusage::events
