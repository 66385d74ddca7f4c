// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/personal_mails.hpp"

#include "base/time_zone.hpp"
#include "events/data_requests.hpp"
#include "events/json_members.hpp"
#include "events/mail_members.hpp"
#include "events/own_rows.hpp"
#include "events/registration.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

// Title, date, reference and link of a registration, in the list that it belongs to.
void add_registration(json& data, const schema::reader& db, std::int64_t id,
                      const std::string& language, const personal_mail_tools& use) {
  const auto row = find_registration(db, id);
  const auto of = row ? use.events.find(db, row->event_id) : nullptr;
  if (!of) return;
  const bool paper = of->kind == kind::paper;
  data[paper ? "papers" : "registrations"].push_back(
      {{"title", use.texts.pick(of->title, language)},
       {"period",
        paper ? "" : use.texts.period(of->starts_at, of->ends_at, of->time_zone, language)},
       {"reference", row->reference},
       {"url", use.with.url(link_purpose::registration, row->public_id)}});
}

// The contact of a municipality has its registration; delegates and substitutes their own page.
void add_position(json& data, const schema::reader& db, const ring_position& one,
                  const std::string& language, const personal_mail_tools& use) {
  if (one.ended || one.role == "contact") return;
  const auto who = find_ring_person(db, one.public_id);
  const auto of = who ? use.events.find(db, who->event_id) : nullptr;
  if (!of || of->status == event_status::draft) return;
  data["rings"].push_back({{"title", use.texts.pick(of->title, language)},
                           {"period", who->member},
                           {"reference", ""},
                           {"url", use.with.url(link_purpose::member, one.public_id)}});
}

void add_preferences(json& data, const schema::reader& db, const std::string& public_id,
                     const std::string& language, const personal_mail_tools& use) {
  const auto name = db.value<std::string>(
      "SELECT o.name FROM principal p JOIN organiser o ON o.id = p.organiser_id"
      " WHERE p.public_id = :1",
      public_id);
  if (!name) return;
  data["preferences"].push_back({{"title", use.texts.pick(from_stored(*name), language)},
                                 {"period", ""},
                                 {"reference", ""},
                                 {"url", use.with.url(link_purpose::preferences, public_id)}});
}

// From the site and not from an organiser.
json site_members(const personal_mail_tools& use) {
  const auto& base = use.with.base_url();
  const auto scheme = base.find("://");
  const auto host = scheme == std::string::npos ? base : base.substr(scheme + 3);
  return {{"organiser", {{"name", host}, {"contact", ""}}},
          {"organiser_name", host},
          {"organiser_contact", ""},
          {"is_paper", false},
          {"site_url", base},
          {"links_url", base + "/links"}};
}

std::optional<mailer::content> compose_links(const schema::reader& db,
                                             const mailer::message& message,
                                             const personal_mail_tools& use) {
  const auto& language = message.language;
  mailer::content made;
  made.data = site_members(use);
  add_person(made.data, "", "", use.texts);
  const char* const lists[] = {"registrations", "papers", "rings", "preferences"};
  for (const auto* one : lists) made.data[one] = json::array();
  auto rows = registrations_of(db, message.recipient, false);
  if (rows.size() > most_links) rows.resize(most_links);
  for (const auto& one : rows) add_registration(made.data, db, one.id, language, use);
  for (const auto& one : ring_positions_of(db, message.recipient))
    add_position(made.data, db, one, language, use);
  for (const auto& id : texts_of(member(message.data, "persons")))
    add_preferences(made.data, db, id, language, use);
  bool any = false;
  for (const auto* one : lists) {
    made.data["has_" + std::string(one)] = !made.data[one].empty();
    any = any || !made.data[one].empty();
  }
  if (!any) return {};
  return made;
}

std::optional<mailer::content> compose_data_link(const schema::reader& db,
                                                 const mailer::message& message,
                                                 const personal_mail_tools& use) {
  const auto id = text_member(message.data, "access");
  const auto until = data_access_until(db, id);
  if (!until || *until <= use.now) return {};
  mailer::content made;
  made.data = site_members(use);
  add_person(made.data, "", "", use.texts);
  made.data["data_url"] = use.with.url(link_purpose::data, id);
  made.data["data_until"] = use.texts.date_time(*until, std::string(home_zone), message.language);
  return made;
}

std::string request_url(const schema::reader& db, const personal_mail_tools& use,
                        const data_request& about) {
  const auto key =
      db.value<std::string>("SELECT key FROM organiser WHERE id = :1", about.organiser_id);
  return use.with.base_url() + "/admin/" + key.value() + "/requests/" + about.reference;
}

std::optional<mailer::content> compose_data_request(const schema::reader& db,
                                                    const mailer::message& message,
                                                    const personal_mail_tools& use) {
  const auto asked = find_data_request(db, text_member(message.data, "reference"));
  if (!asked || asked->organiser_id != message.organiser_id) return {};
  const auto words = open_data_request(db, use.with, asked->reference);
  if (!words) return {};
  mailer::content made;
  made.data = site_members(use);
  add_person(made.data, "", "", use.texts);
  made.data["reference"] = asked->reference;
  made.data["is_erase"] = asked->kind == "erase";
  made.data["is_object"] = asked->kind == "object";
  made.data["is_rectify"] = asked->kind == "rectify";
  made.data["address"] = words->email;
  made.data["wish"] = words->wish;
  made.data["request_url"] = request_url(db, use, *asked);
  made.data["asked_at"] =
      use.texts.date_time(asked->asked_at, std::string(home_zone), message.language);
  made.data["due_at"] = use.texts.date(asked->due_at, std::string(home_zone), message.language);
  made.reply_to = words->email;
  return made;
}

}  // namespace

void mail_personal_links(schema::transaction& tx, const consent::ledger& ledger,
                         const mailer::outbox& mails, const personal_mail_to& whom, instant now) {
  const auto keeper = keeper_of(tx, ledger, whom.email);
  if (!keeper) return;
  mailer::new_message message;
  message.organiser_id = *keeper;
  message.template_name = "personal-links";
  message.language = whom.language;
  message.recipient = whom.email;
  // Only the ledger's keys find a person by an address.
  auto ids = json::array();
  for (const auto& one : persons_of(tx, ledger, whom.email)) ids.push_back(one.public_id);
  message.data = {{"persons", std::move(ids)}};
  mails.enqueue(tx, message, now);
}

bool is_personal_mail(std::string_view template_name) {
  return template_name == "personal-links" || template_name == "data-link" ||
         template_name == "data-request";
}

std::optional<mailer::content> compose_personal_mail(const schema::reader& db,
                                                     const mailer::message& message,
                                                     const personal_mail_tools& use) {
  if (message.template_name == "personal-links") return compose_links(db, message, use);
  if (message.template_name == "data-link") return compose_data_link(db, message, use);
  return compose_data_request(db, message, use);
}

std::int64_t erase_finished_service_mails(schema::transaction& tx, instant now, std::int64_t most) {
  // The list is that of the index message_of_service.
  return tx.execute(
      "DELETE FROM message"
      " WHERE id IN ("
      "  SELECT id"
      "  FROM message"
      "  WHERE template IN ('barrier-report', 'data-done', 'data-due', 'data-extended', "
      "'data-link',"
      "                     'data-refused', 'data-request', 'personal-links')"
      "   AND state IN ('sent', 'failed', 'cancelled') AND finished_at <= :1"
      "  ORDER BY finished_at"
      "  LIMIT :2)",
      now - service_mails_kept, most);
}

}  // namespace zusage::events
