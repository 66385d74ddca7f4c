// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/online_view.hpp"

#include "events/online.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

// Where the address is what admits, only who has opened the mailbox is let in.
bool is_admitted(const own_registration& own) {
  return own.of->audience.email_domains.empty() || own.by.by_mail;
}

// The time alone where the day is that of the start, which stands beside it.
std::string from_words(const own_registration& own, const std::optional<instant>& from,
                       const std::optional<instant>& starts_at) {
  if (!from || !is_admitted(own)) return {};
  const auto& in = *own.in.language;
  const auto& zone = own.of->time_zone;
  const bool same_day = starts_at && in.date(*from, zone) == in.date(*starts_at, zone);
  const auto words = same_day ? in.time(*from, zone) : in.date_time(*from, zone);
  return in.text("registration.join_from", {{"from", words}});
}

nlohmann::json recordings(const own_registration& own, const events::mail_case& known) {
  auto list = nlohmann::json::array();
  if (!is_admitted(own)) return list;
  for (const auto& one : events::recordings_of(known)) {
    const auto& title = one.of ? one.of->title : own.of->title;
    list.push_back({{"title", web::pick(title, own.in.language->language())},
                    {"title_language", foreign_language(title, *own.in.language)},
                    {"url", one.url}});
  }
  return list;
}

}  // namespace

void add_session_links(nlohmann::json& to, const own_registration& own,
                       const events::mail_case& known, const events::session& one) {
  to["join_url"] = is_admitted(own) ? events::join_url_of(known, one) : "";
  to["join_from"] = from_words(own, events::join_from(known, one), one.starts_at);
}

void add_online(nlohmann::json& to, const own_registration& own, const events::mail_case& known) {
  const auto& in = *own.in.language;
  const bool paper = own.of->kind == events::kind::paper;
  // A paper comes by the link in its mail alone.
  to["join_text"] = in.text("registration.join");
  to["join_url"] = !paper && is_admitted(own) ? events::event_join_url_of(known) : "";
  to["join_from"] = from_words(own, events::event_join_from(known), {});
  to["recordings"] = recordings(own, known);
  to["has_recordings"] = !to["recordings"].empty();
}

}  // namespace zusage::server
