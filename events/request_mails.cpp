// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/request_mails.hpp"

#include <algorithm>

#include "base/time_zone.hpp"
#include "events/json_members.hpp"
#include "events/load_event.hpp"
#include "events/mail_members.hpp"
#include "organisers/staff.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view to_person[] = {"data-done", "data-erased", "data-extended",
                                          "data-refused"};
constexpr std::string_view to_officers = "data-due";

struct due_request {
  std::int64_t organiser_id = 0;
  std::string reference;
  bool overdue = false;
};

std::vector<due_request> requests_due(const schema::reader& db, instant now, std::int64_t most) {
  std::vector<due_request> found;
  db.each<std::int64_t, std::string, instant>(
      "SELECT organiser_id, reference, due_at FROM data_request"
      " WHERE state = 'open'"
      "  AND ((due_at <= :1 AND overdue_told_at IS NULL)"
      "   OR (due_at <= :2 AND reminded_at IS NULL))"
      " ORDER BY due_at, id LIMIT :3",
      [&](std::int64_t organiser_id, std::string reference, instant due_at) {
        found.push_back({organiser_id, std::move(reference), due_at <= now});
      },
      now, now + reminded_before, most);
  return found;
}

// What is overdue has been told with that of its coming due.
void note_told(schema::transaction& tx, const due_request& what, instant now) {
  tx.execute(
      "UPDATE data_request SET reminded_at = COALESCE(reminded_at, :1),"
      " overdue_told_at = COALESCE(overdue_told_at, :2)"
      " WHERE reference = :3",
      now, what.overdue ? std::optional(now) : std::nullopt, what.reference);
}

void tell_officers(schema::transaction& tx, const mailer::outbox& mails, const due_request& what,
                   instant now) {
  const auto by = load_organiser(tx, what.organiser_id);
  for (const auto& email : organisers::officers_of(tx, what.organiser_id)) {
    mailer::new_message message;
    message.organiser_id = what.organiser_id;
    message.template_name = to_officers;
    message.language = by.languages.empty() ? "de" : by.languages.front();
    message.recipient = email;
    message.urgency = mailer::priority::service;
    message.data = {
        {"reference", what.reference}, {"organiser", by.key}, {"overdue", what.overdue}};
    mails.enqueue(tx, message, now);
  }
}

void add_kept(nlohmann::json& data, const nlohmann::json& message_data) {
  const auto kept = texts_of(member(message_data, "kept"));
  const auto has = [&](std::string_view what) {
    return std::find(kept.begin(), kept.end(), what) != kept.end();
  };
  data["keeps_proof"] = has("proof");
  data["keeps_hash"] = has("hash");
  data["keeps_contact"] = has("sole_contact");
  data["keeps_staff"] = has("staff");
  data["keeps_any"] = !kept.empty();
}

}  // namespace

void tell_person(schema::transaction& tx, const mailer::outbox& mails, const request_mail& what,
                 instant now) {
  mailer::new_message message;
  message.organiser_id = what.about.organiser_id;
  message.template_name = what.template_name;
  message.language = what.about.language;
  message.recipient = what.email;
  message.urgency = mailer::priority::service;
  message.data = what.data;
  message.data["reference"] = what.about.reference;
  mails.enqueue(tx, message, now);
}

std::int64_t remind_of_requests(schema::transaction& tx, const mailer::outbox& mails, instant now,
                                std::int64_t most) {
  const auto due = requests_due(tx, now, most);
  for (const auto& one : due) {
    tell_officers(tx, mails, one, now);
    note_told(tx, one, now);
  }
  return std::int64_t(due.size());
}

bool is_request_mail(std::string_view template_name) {
  return template_name == to_officers || std::find(std::begin(to_person), std::end(to_person),
                                                   template_name) != std::end(to_person);
}

std::optional<mailer::content> compose_request_mail(const schema::reader& db,
                                                    const mailer::message& message,
                                                    const links& with, const mail_texts& texts) {
  const auto asked = find_data_request(db, text_member(message.data, "reference"));
  if (!asked || asked->organiser_id != message.organiser_id) return {};
  const bool reminds = message.template_name == to_officers;
  if (reminds && !asked->open()) return {};
  // Those of an erasure are gone when this leaves.
  const auto words = open_data_request(db, with, asked->reference);
  if (!words && !reminds && message.template_name != "data-erased") return {};
  const auto by = load_organiser(db, message.organiser_id);
  mailer::content made;
  made.data = organiser_members(by, message.language, texts);
  if (reminds) made.data["organiser_contact"] = "";  // officers need not be told it
  made.data["is_paper"] = false;
  add_person(made.data, "", "", texts);
  made.data["reference"] = asked->reference;
  const auto kind = asked->kind;
  for (const auto* one : {"erase", "object", "rectify", "access"})
    made.data["is_" + std::string(one)] = kind == one;
  const auto time = [&](instant at) {
    return texts.date_time(at, std::string(home_zone), message.language);
  };
  made.data["asked_at"] = time(asked->asked_at);
  made.data["due_at"] = texts.date(asked->due_at, std::string(home_zone), message.language);
  made.data["answer"] = words ? words->answer : "";
  made.data["extension"] = words ? words->extension : "";
  const bool overdue = member(message.data, "overdue") == true;
  made.data["overdue"] = overdue;
  made.data["due_soon"] = overdue ? "" : "yes";
  made.data["requests_url"] =
      with.base_url() + "/admin/" + text_member(message.data, "organiser") + "/requests";
  add_kept(made.data, message.data);
  if (!reminds) made.reply_to = by.contact;
  return made;
}

}  // namespace zusage::events
