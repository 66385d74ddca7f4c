// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/staff_mails.hpp"

#include "base/time_zone.hpp"
#include "events/json_members.hpp"
#include "events/load_event.hpp"
#include "events/mail_members.hpp"
#include "events/personal_mails.hpp"
#include "organisers/event_staff.hpp"
#include "organisers/staff.hpp"

namespace zusage::events {
namespace {

struct staff_mail {
  std::string_view template_name;
  std::int64_t organiser_id;
  std::string recipient;
  nlohmann::json data;
};

void enqueue(schema::transaction& tx, const mailer::outbox& mails, const staff_mail& what,
             const std::string& language, instant now) {
  mailer::new_message message;
  message.organiser_id = what.organiser_id;
  message.template_name = what.template_name;
  message.language = language;
  message.recipient = what.recipient;
  message.data = what.data;
  // Whoever signs the address up for something must not use up its cap for a way back into the
  // account, or for the news that its password or second factor changed.
  const bool invites = what.template_name == "staff-invitation";
  if (!invites) message.urgency = mailer::priority::service;
  mails.enqueue(tx, message, now);
}

nlohmann::json site_members(const links& with, const mail_texts& texts) {
  const auto& base = with.base_url();
  const auto scheme = base.find("://");
  const auto host = scheme == std::string::npos ? base : base.substr(scheme + 3);
  nlohmann::json data = {{"organiser", {{"name", host}, {"contact", ""}}},
                         {"organiser_name", host},
                         {"organiser_contact", ""},
                         {"is_paper", false},
                         {"site", host},
                         {"sign_in_url", base + "/admin/sign-in"},
                         {"forgotten_url", base + "/admin/forgotten"}};
  add_person(data, "", "", texts);
  return data;
}

bool add_link(nlohmann::json& data, const schema::reader& db, const mailer::message& message,
              const links& with, const mail_texts& texts, instant now) {
  const bool invites = message.template_name == "staff-invitation";
  const auto id = text_member(message.data, "link");
  const auto until = organisers::token_until(db, id, now);
  if (!until) return false;
  const auto token = with.token(invites ? organisers::invitation_link : organisers::reset_link, id);
  data["staff_url"] = with.base_url() + (invites ? "/admin/invitation/" : "/admin/reset/") + token;
  data["staff_until"] = texts.date_time(*until, std::string(home_zone), message.language);
  if (!invites) return true;
  const auto what = organisers::find_invitation(db, id, now);
  if (!what) return false;
  data["works_for"] = texts.pick(what->organiser_name, message.language);
  data["at_event"] = what->event.has_value();
  data["event_title"] = what->event ? texts.pick(what->event->title, message.language) : "";
  using organisers::role;
  data["is_owner"] = what->role == role::owner;
  data["is_organiser"] = what->role == role::organiser;
  data["is_check_in"] = what->role == role::check_in;
  data["is_dpo"] = what->role == role::dpo;
  return true;
}

}  // namespace

void mail_invitation(schema::transaction& tx, const mailer::outbox& mails,
                     const organisers::staff_invitation& what, const std::string& language,
                     instant now) {
  enqueue(tx, mails,
          {"staff-invitation", what.organiser_id, what.email, {{"link", what.public_id}}}, language,
          now);
}

void mail_reset(schema::transaction& tx, const mailer::outbox& mails,
                const organisers::asked_reset& what, const std::string& language, instant now) {
  enqueue(tx, mails, {"staff-reset", what.organiser_id, what.email, {{"link", what.public_id}}},
          language, now);
}

void mail_new_password(schema::transaction& tx, const mailer::outbox& mails, std::int64_t staff_id,
                       const std::string& language, bool by_link, instant now) {
  const auto who = organisers::find_staff(tx, staff_id);
  const auto works_for = organisers::organisers_of(tx, staff_id);
  if (!who || works_for.empty()) return;
  enqueue(tx, mails,
          {"staff-password",
           works_for.front(),
           who->email,
           {{"at", to_micros(now)}, {"by_link", by_link}}},
          language, now);
}

void mail_second_factor(schema::transaction& tx, const mailer::outbox& mails, std::int64_t staff_id,
                        const std::string& language, bool on, instant now) {
  const auto who = organisers::find_staff(tx, staff_id);
  const auto works_for = organisers::organisers_of(tx, staff_id);
  if (!who || works_for.empty()) return;
  enqueue(tx, mails,
          {"staff-factor", works_for.front(), who->email, {{"at", to_micros(now)}, {"on", on}}},
          language, now);
}

bool is_staff_mail(std::string_view template_name) {
  return template_name == "staff-factor" || template_name == "staff-invitation" ||
         template_name == "staff-reset" || template_name == "staff-password";
}

std::optional<mailer::content> compose_staff_mail(const schema::reader& db,
                                                  const mailer::message& message, const links& with,
                                                  const mail_texts& texts, instant now) {
  mailer::content made;
  made.data = site_members(with, texts);
  const bool tells =
      message.template_name == "staff-password" || message.template_name == "staff-factor";
  if (!tells) {
    if (!add_link(made.data, db, message, with, texts, now)) return {};
    return made;
  }
  const auto at = integer_member(message.data, "at");
  made.data["changed_at"] =
      texts.date_time(from_micros(at.value_or(0)), std::string(home_zone), message.language);
  made.data["by_link"] = member(message.data, "by_link") == true;
  made.data["factor_on"] = member(message.data, "on") == true;
  return made;
}

std::int64_t erase_finished_staff_mails(schema::transaction& tx, instant now, std::int64_t most) {
  // The list is that of the index message_to_staff.
  return tx.execute(
      "DELETE FROM message"
      " WHERE id IN ("
      "  SELECT id"
      "  FROM message"
      "  WHERE template IN ('staff-factor', 'staff-invitation', 'staff-password', 'staff-reset')"
      "   AND state IN ('sent', 'failed', 'cancelled') AND finished_at <= :1"
      "  ORDER BY finished_at"
      "  LIMIT :2)",
      now - service_mails_kept, most);
}

}  // namespace zusage::events
