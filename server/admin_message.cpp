// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "mailer/retry.hpp"
#include "organisers/audit.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using events::message_details;
using nlohmann::json;

std::string own_link(const request& of, const std::string& rest) {
  const auto& slug = of.capture("slug");
  const auto area = slug.empty() ? std::string() : "/events/" + slug;
  return admin_link(of, area + "/messages/" + encode_component(of.capture("message")) + rest);
}

void add_fact(json& facts, const std::string& label, const std::string& value,
              const std::string& url = {}) {
  if (!value.empty()) facts.push_back({{"label", label}, {"value", value}, {"url", url}});
}

json facts_of(const request& of, const message_details& found) {
  const auto& in = *of.language;
  const auto& row = found.row;
  auto facts = json::array();
  const auto receiver =
      found.name.empty() ? row.recipient : found.name + " <" + row.recipient + ">";
  add_fact(facts, in.text("messages.recipient"),
           row.recipient.empty() ? in.text("proof.erased") : receiver);
  add_fact(facts, in.text("admin.status"), message_state_words(row, in));
  add_fact(facts, in.text("messages.made_at"), in.date_time(row.created_at, home_zone));
  if (row.finished_at)
    add_fact(facts, in.text("messages.finished_at"), in.date_time(*row.finished_at, home_zone));
  add_fact(facts, in.text("admin.language"), web::language_name(in, found.language));
  if (!row.reference.empty() && !row.event_slug.empty()) {
    add_fact(facts, in.text("messages.registration"), row.reference,
             admin_link(of, "/events/" + row.event_slug + "/attendees/" + row.reference));
  }
  if (!found.permitted_by.empty() && may(of, organisers::permission::see_consents)) {
    add_fact(facts, in.text("messages.permitted_by"), found.purpose_key,
             admin_link(of, "/consents/" + found.permitted_by + "/" + found.purpose_key));
  }
  add_fact(facts, "Message-ID", "<" + row.message_id + ">");
  return facts;
}

// Of a Maildir: where the folder lies is the operator's business.
std::string file_name(const std::string& path) {
  return path.rfind('/') == std::string::npos ? path : path.substr(path.rfind('/') + 1);
}

json attempts_of(const request& of, const message_details& found) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& one : found.attempts) {
    const bool report = one.phase == "report";
    rows.push_back({{"at", in.date_time(one.at, home_zone)},
                    {"outcome", in.text("messages.outcome." + one.outcome)},
                    {"phase", report ? "" : in.text("mail_check.phase." + one.phase)},
                    {"reply", one.phase == "file" ? file_name(one.reply) : one.reply}});
  }
  return rows;
}

// Below an event stand its own messages alone.
bool is_of_the_path(const request& of, const message_details& found) {
  const auto& slug = of.capture("slug");
  return slug.empty() || found.row.event_slug == slug;
}

// What sending it again would do, as the key of a text; "" where it cannot be sent again.
std::string again_words(const message_details& found) {
  const auto& row = found.row;
  if (found.is_newsletter || row.recipient.empty()) return "";
  if (row.state == mailer::message_state::sent) return "messages.again_sent";
  if (row.state == mailer::message_state::queued) return "messages.again_queued";
  if (row.state == mailer::message_state::failed) return "messages.again_failed";
  if (row.state == mailer::message_state::uncertain) return "messages.again_uncertain";
  return "";
}

// What a state means where that is not clear by itself.
std::string explanation(const message_details& found) {
  const auto& row = found.row;
  if (row.returned == events::returned_as::for_good) return "messages.explain_for_good";
  if (row.returned == events::returned_as::complaint) return "messages.explain_complaint";
  if (row.state == mailer::message_state::cancelled) return "messages.explain_cancelled";
  if (row.state != mailer::message_state::uncertain) return "";
  return found.is_newsletter ? "messages.explain_uncertain_newsletter"
                             : "messages.explain_uncertain";
}

std::string done_words(const request& of) {
  const auto& done = of.query.get("done");
  const bool known =
      done == "queued" || done == "copied" || done == "too_soon" || done == "not_this";
  return known ? of.language->text("messages.done." + done) : "";
}

std::string outcome_of(mailer::sent_again what) {
  switch (what) {
    case mailer::sent_again::queued:
      return "queued";
    case mailer::sent_again::copied:
      return "copied";
    case mailer::sent_again::too_soon:
      return "too_soon";
    case mailer::sent_again::not_this:
      break;
  }
  return "not_this";
}

}  // namespace

// GET /admin/{organiser}/messages/{message}
// GET /admin/{organiser}/events/{slug}/messages/{message}
response show_message(const request& of, const schema::reader& db, services& with) {
  const auto found = events::find_message(db, *of.scope, of.capture("message"));
  if (!found || !is_of_the_path(of, *found)) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto kind = message_kind_words(found->row.kind, in);
  auto data = admin_page(of, kind);
  add_message_steps(data, of, db, find_own_event(of, db, with).get());
  add_step(data, in.text("messages.title"), messages_link(of));
  add_step(data, kind);
  data["facts"] = facts_of(of, *found);
  data["attempts"] = attempts_of(of, *found);
  const auto why = explanation(*found);
  data["explanation"] = why.empty() ? "" : in.text(why);
  const bool can_act = may(of, organisers::permission::manage_events);
  const auto again = can_act ? again_words(*found) : "";
  data["again"] = again.empty() ? "" : in.text(again);
  data["again_url"] = own_link(of, "/again");
  data["done"] = done_words(of);
  return page(200, of, with, "admin_message", std::move(data));
}

// POST …/messages/{message}/again
decision post_message_again(const request& of, const schema::reader& db, services& with) {
  const auto found = events::find_message(db, *of.scope, of.capture("message"));
  if (!found || !is_of_the_path(of, *found)) return error_page(404, of, with, "error.not_found");
  return action([of, id = found->row.id, &with](schema::transaction& tx) {
    const auto done = with.outbox.send_again(tx, id, of.at);
    const auto words = outcome_of(done);
    if (done == mailer::sent_again::queued || done == mailer::sent_again::copied) {
      organisers::record(tx,
                         {of.scope->organiser_id(),
                          of.scope->staff_id(),
                          "message.sent_again",
                          of.capture("message"),
                          {{"as", words}}},
                         of.at);
    }
    return see_other(own_link(of, "?done=" + words));
  });
}

}  // namespace zusage::server
