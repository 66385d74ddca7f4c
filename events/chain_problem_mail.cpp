// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/chain_problem_mail.hpp"

#include "base/time_zone.hpp"
#include "events/json_members.hpp"
#include "events/load_event.hpp"
#include "events/mail_members.hpp"
#include "organisers/staff.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_named = 20;  // problems in one mail

}  // namespace

std::int64_t mail_chain_problem(schema::transaction& tx, const mailer::outbox& mails,
                                std::int64_t organiser_id, const consent::verification& found,
                                instant now) {
  auto named = nlohmann::json::array();
  for (const auto& one : found.problems) {
    if (named.size() < most_named) named.push_back(one);
  }
  const auto by = load_organiser(tx, organiser_id);
  std::int64_t queued = 0;
  for (const auto& email : organisers::officers_of(tx, organiser_id)) {
    mailer::new_message message;
    message.organiser_id = organiser_id;
    message.template_name = "chain-problem";
    message.language = by.languages.empty() ? "de" : by.languages.front();
    message.recipient = email;
    message.data = {{"problems", named}, {"count", found.problems.size()}, {"at", to_micros(now)}};
    message.urgency = mailer::priority::service;
    mails.enqueue(tx, message, now);
    ++queued;
  }
  return queued;
}

std::optional<mailer::content> compose_chain_problem(const schema::reader& db,
                                                     const mailer::message& message,
                                                     const mail_texts& texts) {
  const auto count = integer_member(message.data, "count");
  const auto at = integer_member(message.data, "at");
  if (!count || !at) return {};
  mailer::content made;
  made.data = organiser_members(load_organiser(db, message.organiser_id), message.language, texts);
  made.data["organiser_contact"] = "";  // it would be told its own address
  made.data["is_paper"] = false;
  made.data["count"] = std::to_string(*count);
  made.data["verified_at"] =
      texts.date_time(from_micros(*at), std::string(home_zone), message.language);
  made.data["problems"] = nlohmann::json::array();
  for (const auto& one : texts_of(member(message.data, "problems")))
    made.data["problems"].push_back({{"problem", one}});
  return made;
}

}  // namespace zusage::events
