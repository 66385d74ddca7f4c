// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_mail.hpp"

#include <mutex>

#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "mailer/imap_place.hpp"
#include "mailer/probe.hpp"
#include "mailer/settings.hpp"
#include "organisers/audit.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/shared_rate_limit.hpp"

namespace zusage::server {
namespace {

using mailer::destination;

constexpr std::int64_t tests_per_minute = 1;  // of each person

// While a mail server hangs, a test holds one of the few threads that sign-in needs as well.
std::mutex one_test;

void add_fact(nlohmann::json& facts, const web::locale& in, const char* label,
              const std::string& value) {
  facts.push_back({{"label", in.text(label)}, {"value", value.empty() ? "–" : value}});
}

std::string server_words(const destination& to, const web::locale& in) {
  if (to.what == destination::kind::maildir)
    return in.text("mail_check.folder", {{"path", to.path}});
  return in.text("mail_check.server", {{"host", to.host}, {"port", std::to_string(to.port)}});
}

std::string encryption_words(const destination& to, bool required, const web::locale& in) {
  if (to.what == destination::kind::smtps) return in.text("mail_check.tls_from_start");
  return in.text(required ? "mail_check.tls_required" : "mail_check.tls_none");
}

std::string limit_words(std::int64_t most, const web::locale& in) {
  return most == 0 ? in.text("mail_check.no_limit") : in.number(most);
}

// Of the URL only what is known not to be a secret.
std::string mailbox_words(const std::string& url, const web::locale& in) {
  const auto at = mailer::read_imap_url(url);
  if (!at) return {};
  return in.text(
      "mail_check.mailbox",
      {{"mailbox", at->mailbox}, {"host", at->host}, {"port", std::to_string(at->port)}});
}

// Neither the user name nor the password: who organises need not know them.
nlohmann::json settings_shown(const configuration& config, const web::locale& in) {
  const auto& mail = config.mail;
  auto facts = nlohmann::json::array();
  const auto to = mailer::read_transport(mail.transport);
  add_fact(facts, in, "mail_check.transport", to ? server_words(*to, in) : "");
  if (to && to->what != destination::kind::maildir)
    add_fact(facts, in, "mail_check.encryption", encryption_words(*to, mail.tls_required, in));
  add_fact(facts, in, "mail_check.sender", mail.from);
  add_fact(facts, in, "mail_check.returned_to", mail.bounce_address);
  add_fact(facts, in, "mail_check.returned_mailbox", mailbox_words(config.bounce_imap, in));
  add_fact(facts, in, "mail_check.connections", in.number(mail.connections));
  add_fact(facts, in, "mail_check.per_address", in.number(config.limits.mails_per_hour));
  add_fact(facts, in, "mail_check.newsletters", limit_words(mail.newsletters_per_minute, in));
  add_fact(facts, in, "mail_check.newsletters_per_domain",
           limit_words(mail.newsletters_per_domain_and_minute, in));
  return facts;
}

nlohmann::json mail_check_page(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  const auto title = in.text("mail_check.title");
  auto data = organiser_page(of, db, title);
  add_step(data, title);
  add_mail_flow(data, of, db, with);
  if (data.at("flow").is_object()) data["flow"]["url"] = "";  // it is here
  data["facts"] = settings_shown(with.config, in);
  data["action"] = admin_link(of, "/mail/test");
  data["send"] = in.text("mail_check.send", {{"address", of.staff_email}});
  return data;
}

// The server's own words, or what went wrong before it said anything.
const char* message_label(const mailer::probe_result& found, bool is_file) {
  if (is_file) return "mail_check.file";
  return mailer::is_reply_line(found.how.reply) ? "mail_check.reply" : "mail_check.happened";
}

nlohmann::json result_shown(const mailer::probe_result& found, const request& of) {
  using mailer::finding;
  const auto& in = *of.language;
  const bool is_good = found.what == finding::accepted;
  const bool is_file = is_good && found.how.at == mailer::phase::file;
  const std::string name(to_text(found.what)), step(to_text(found.how.at));
  return {{"good", is_good && !is_file},
          {"written", is_file},
          {"failed", !is_good},
          {"words", in.text(is_file ? "mail_check.finding.written" : "mail_check.finding." + name)},
          {"may_have_arrived", found.how.what == mailer::outcome::uncertain},
          {"step", in.text("mail_check.phase." + step)},
          {"message_label", in.text(message_label(found, is_file))},
          {"message", found.how.reply},
          {"when", in.date_time(of.at, home_zone)}};
}

// The mailer's own settings, with the marks by which it knows what comes back.
mailer::probe_result send_to_staff(const request& of, services& with) {
  const auto& in = *of.language;
  auto settings = with.config.mail;
  settings.back = mailer::bounce_marks(settings.bounce_address, with.keys.links);
  const mailer::test_mail what{of.staff_email, std::string(in.language()),
                               in.text("mail_check.subject"),
                               in.text("mail_check.text", {{"address", with.config.base_url}})};
  return mailer::send_test(settings, what, of.at);
}

response answer(int status, const request& of, services& with, const nlohmann::json& more) {
  auto data = with.db.read([&](const schema::reader& db) { return mail_check_page(of, db, with); });
  data.update(more);
  return page(status, of, with, "admin_mail", std::move(data));
}

response not_now(const request& of, services& with, const char* why, std::int64_t seconds) {
  return answer(429, of, with, {{"not_now", of.language->text(why)}})
      .with("Retry-After", std::to_string(seconds));
}

}  // namespace

// GET /admin/{organiser}/mail
response show_mail_check(const request& of, const schema::reader& db, services& with) {
  return page(200, of, with, "admin_mail", mail_check_page(of, db, with));
}

// POST /admin/{organiser}/mail/test: to the person's own address alone; waits for the mail server
response post_mail_check(const request& of, services& with) {
  const std::unique_lock turn(one_test, std::try_to_lock);
  if (!turn) return not_now(of, with, "mail_check.busy", mailer::longest_probe.count());
  // Kept in the database: a limit for all processes, however short this object lives.
  shared_rate_limit limit(with.db, with.keys.sessions, "mail-test", tests_per_minute);
  if (const auto wait = limit.take(of.staff_email, of.at); wait > 0)
    return not_now(of, with, "mail_check.too_soon", wait);
  const auto found = send_to_staff(of, with);
  with.db.write([&](schema::transaction& tx) {
    organisers::record(tx,
                       {of.scope->organiser_id(),
                        of.scope->staff_id(),
                        "mail.tested",
                        "",
                        {{"finding", to_text(found.what)}}},
                       of.at);
  });
  return answer(200, of, with, {{"result", result_shown(found, of)}});
}

}  // namespace zusage::server
