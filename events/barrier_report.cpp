// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/barrier_report.hpp"

#include "base/crypto.hpp"
#include "events/json_members.hpp"
#include "events/mail_members.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

json as_json(const barrier_report& report) {
  return {{"what", report.what}, {"page", report.page}, {"email", report.email}};
}

// The key belongs to whoever used it first; another report with it is one of its own.
bool is_repeated(schema::transaction& tx, const organiser_pages& whose, const std::string& request,
                 const std::string& form_key, instant now) {
  const auto scope = "barrier:" + std::to_string(whose.by.id);
  const bool is_new = tx.execute(
                          "INSERT INTO idempotency (scope, key, request, subject, created_at)"
                          " VALUES (:1, :2, :3, '', :4)"
                          " ON CONFLICT DO NOTHING",
                          scope, form_key, request, now) == 1;
  if (is_new) return false;
  return tx.value<std::string>("SELECT request FROM idempotency WHERE scope = :1 AND key = :2",
                               scope, form_key) == request;
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

bool report_barrier(schema::transaction& tx, const mailer::outbox& mails,
                    const organiser_pages& whose, const barrier_report& report,
                    const std::string& form_key, instant now) {
  auto data = as_json(report);
  const auto request = sha256_hex(data.dump(-1, ' ', false, json::error_handler_t::replace));
  if (is_repeated(tx, whose, request, form_key.empty() ? request : form_key, now)) return false;
  mailer::new_message message;
  message.organiser_id = whose.by.id;
  message.template_name = "barrier-report";
  message.language = whose.by.languages.empty() ? "de" : whose.by.languages.front();
  message.recipient = barrier_contact(whose);
  message.data = std::move(data);
  message.urgency = mailer::priority::service;  // never held back for another's
  mails.enqueue(tx, message, now);
  return true;
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
