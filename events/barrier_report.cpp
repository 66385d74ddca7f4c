// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/barrier_report.hpp"

#include "base/crypto.hpp"
#include "base/email_address.hpp"
#include "events/json_members.hpp"
#include "events/mail_members.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

json as_json(const barrier_report& report) {
  return {{"what", report.what}, {"page", report.page}, {"email", report.email}};
}

std::string scope_of(const organiser_pages& whose) {
  return "barrier:" + std::to_string(whose.by.id);
}

bool is_repeated(const schema::reader& db, const organiser_pages& whose, const std::string& key) {
  return db
      .value<std::string>("SELECT request FROM idempotency WHERE scope = :1 AND key = :2",
                          scope_of(whose), key)
      .has_value();
}

// Whether another process was not faster.
bool note(schema::transaction& tx, const organiser_pages& whose, const std::string& key,
          const std::string& request, instant now) {
  return tx.execute(
             "INSERT INTO idempotency (scope, key, request, subject, created_at)"
             " VALUES (:1, :2, :3, '', :4)"
             " ON CONFLICT DO NOTHING",
             scope_of(whose), key, request, now) == 1;
}

std::int64_t reports_of_last_hour(const schema::reader& db, const std::string& contact,
                                  instant now) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*)"
          " FROM message"
          " WHERE recipient_key = :1 AND created_at > :2 AND template = 'barrier-report'",
          email_key(contact), now - std::chrono::hours(1))
      .value();
}

// Paragraphs stay apart in HTML too.
json lines_of(const std::string& text) {
  auto lines = json::array();
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.push_back({{"line", text.substr(begin, end - begin)}});
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::string barrier_contact(const organiser_pages& whose) {
  const auto own = text_member(whose.page("accessibility"), "contact");
  return own.empty() ? whose.by.contact : own;
}

checked<report_outcome> report_barrier(schema::transaction& tx, const mailer::outbox& mails,
                                       const organiser_pages& whose, const barrier_report& report,
                                       const std::string& form_key, instant now) {
  auto data = as_json(report);
  const auto request = sha256_hex(data.dump(-1, ' ', false, json::error_handler_t::replace));
  // The same key with another report is one of its own.
  const auto key = form_key + ":" + request;
  if (is_repeated(tx, whose, key)) return report_outcome::repeated;
  const auto contact = barrier_contact(whose);
  if (reports_of_last_hour(tx, contact, now) >= report_limits::an_hour)
    return faults{{"", "too_many_reports", {{"contact", contact}}}};
  if (!note(tx, whose, key, request, now)) return report_outcome::repeated;
  mailer::new_message message;
  message.organiser_id = whose.by.id;
  message.template_name = "barrier-report";
  message.language = whose.by.languages.empty() ? "de" : whose.by.languages.front();
  message.recipient = contact;
  message.data = std::move(data);
  message.urgency = mailer::priority::service;  // never held back for another's
  mails.enqueue(tx, message, now);
  return report_outcome::sent;
}

std::optional<mailer::content> compose_barrier_report(const schema::reader& db,
                                                      const mailer::message& message,
                                                      const links& with, const mail_texts& texts) {
  const auto row = db.one<std::string, std::string>(
      "SELECT name, contact FROM organiser WHERE id = :1", message.organiser_id);
  if (!row) return {};
  organiser by;
  by.name = from_stored(std::get<0>(*row));
  by.contact = std::get<1>(*row);
  const auto page = text_member(message.data, "page");
  mailer::content made;
  made.data = organiser_members(by, message.language, texts);
  made.data["organiser_contact"] = "";  // it would be told its own address
  made.data["is_paper"] = false;
  made.data["report_lines"] = lines_of(text_member(message.data, "what"));
  made.data["report_page"] = page.empty() ? "" : with.base_url() + page;
  made.data["report_email"] = made.reply_to = text_member(message.data, "email");
  return made;
}

}  // namespace zusage::events
