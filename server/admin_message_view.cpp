// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/mail_kinds.hpp"
#include "mailer/retry.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "server/message_token.hpp"

namespace zusage::server {

using events::logged_message;

std::string message_kind_words(std::string_view kind, const web::locale& in) {
  const bool has_own_words = events::find_mail_kind(kind) != nullptr;
  return in.text((has_own_words ? "mail_texts.kind." : "messages.kind.") + std::string(kind));
}

std::string message_state_words(const logged_message& one, const web::locale& in) {
  auto state = in.text("data_request.mail_state." + one.state);
  switch (one.returned) {
    case events::returned_as::for_now:
      return state + "; " + in.text("messages.returned_for_now");
    case events::returned_as::for_good:
      return state + "; " + in.text("messages.returned_for_good");
    case events::returned_as::complaint:
      return state + "; " + in.text("messages.returned_complaint");
    case events::returned_as::nothing:
      break;
  }
  if (one.state != mailer::message_state::queued) return state;
  const auto at = in.date_time(one.due_at, home_zone);
  if (one.was_tried) return state + "; " + in.text("messages.next_try", {{"at", at}});
  const bool held_back = one.due_at > one.created_at;
  return held_back ? state + "; " + in.text("messages.due", {{"at", at}}) : state;
}

bool may_know_message_ids(const request& of) {
  return of.scope->reaches_everything() && may(of, organisers::permission::manage_consents);
}

std::string without_message_ids(std::string_view text, std::string_view domain) {
  constexpr std::string_view around = " \t<>()[],;:\"'=";
  const auto ours = "@" + std::string(domain);
  std::string shown;
  std::size_t from = 0;
  for (auto at = text.find(ours); at != text.npos; at = text.find(ours, from)) {
    const auto before = text.substr(from, at - from).find_last_of(around);
    const auto begin = before == text.npos ? from : from + before + 1;
    shown.append(text, from, begin - from);
    shown += "…" + ours;
    from = at + ours.size();
  }
  return shown.append(text, from);
}

std::string said_words(const events::said& what, const request& of, const services& with) {
  if (what.phase == "file") return what.text.substr(what.text.rfind('/') + 1);
  return may_know_message_ids(of) ? what.text : without_message_ids(what.text, with.config.host());
}

std::string said_by_words(const events::said& what, const web::locale& in) {
  if (what.phase == "report") return in.text("messages.by_report");
  return in.text(what.is_our_own() ? "messages.by_program" : "messages.by_server");
}

std::string message_link(const request& of, std::int64_t id, const services& with,
                         const std::string& rest) {
  const auto& slug = of.capture("slug");
  const auto area = slug.empty() ? std::string() : "/events/" + slug;
  return admin_link(of, area + "/messages/" + message_token(with.keys.links, id) + rest);
}

nlohmann::json message_row(const request& of, const logged_message& one, const services& with) {
  const auto& in = *of.language;
  const bool bad = one.state == mailer::message_state::failed ||
                   one.state == mailer::message_state::uncertain ||
                   one.returned != events::returned_as::nothing;
  const auto& last = one.last;
  // What became of a mail that left says nothing more; in a Maildir it is the file's name.
  const bool quiet = last.text.empty() || (one.state == mailer::message_state::sent && !bad);
  return {
      {"kind", message_kind_words(one.kind, in)},
      {"url", message_link(of, one.id, with)},
      {"at", in.short_date(one.created_at, home_zone) + ", " + in.time(one.created_at, home_zone)},
      {"recipient", one.recipient.empty() ? in.text("proof.erased") : one.recipient},
      {"state", message_state_words(one, in)},
      {"bad", bad},
      {"attempts", in.number(one.attempts)},
      {"reply", quiet ? "" : said_words(last, of, with)},
      {"said_by", quiet ? "" : said_by_words(last, in)}};
}

}  // namespace zusage::server
