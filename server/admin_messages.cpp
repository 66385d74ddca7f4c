// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_messages.hpp"

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/mail_kinds.hpp"
#include "events/own_events.hpp"
#include "mailer/health.hpp"
#include "mailer/retry.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using events::log_choice;
using events::logged_message;
using nlohmann::json;

constexpr std::int64_t per_page = 50;

struct shown_log {
  log_choice which;
  std::shared_ptr<const events::event> at;  ///< of one event
  std::string address;                      ///< as it was typed, when one was asked for
};

std::string here(const request& of, bool only_trouble) {
  auto path = messages_link(of);
  if (!only_trouble) return path;
  return path + (path.find('?') == std::string::npos ? "?" : "&") + "trouble=1";
}

void add_choices(json& data, const request& of, const shown_log& shown) {
  const auto& in = *of.language;
  data["choices"] = json::array();
  if (!shown.address.empty()) return;
  for (const bool trouble : {false, true}) {
    data["choices"].push_back({{"text", in.text(trouble ? "messages.trouble" : "messages.all")},
                               {"url", here(of, trouble)},
                               {"current", trouble == shown.which.only_trouble}});
  }
}

void add_rows(json& data, const request& of, const schema::reader& db, const shown_log& shown) {
  auto found = events::list_messages(db, *of.scope, shown.which, per_page + 1);
  const bool more = std::int64_t(found.size()) > per_page;
  if (more) found.pop_back();
  data["rows"] = json::array();
  for (const auto& one : found) data["rows"].push_back(message_row(of, one));
  const auto base = here(of, shown.which.only_trouble);
  const bool pages = shown.address.empty();
  const auto sign = base.find('?') == std::string::npos ? "?" : "&";
  data["next_url"] =
      more && pages ? base + sign + "before=" + encode_component(found.back().message_id) : "";
  data["first_url"] = pages && shown.which.before > 0 ? base : "";
  data["cut"] = more && !pages ? of.language->text("messages.cut", {{"count", per_page}}) : "";
}

response log_page(int status, const request& of, const schema::reader& db, services& with,
                  const shown_log& shown, const faults& wrong) {
  const auto& in = *of.language;
  auto data = admin_page(of, in.text("messages.title"));
  add_message_steps(data, of, db, shown.at.get());
  add_step(data, in.text("messages.title"));
  data["about"] = shown.at ? web::pick(shown.at->title, in.language()) : "";
  data["content_language"] = shown.at ? foreign_language(shown.at->title, in) : "";
  add_mail_flow(data, of, db);
  add_choices(data, of, shown);
  add_rows(data, of, db, shown);
  data["none"] = in.text(!shown.address.empty()     ? "messages.none_to"
                         : shown.which.only_trouble ? "messages.no_trouble"
                                                    : "messages.none");
  data["found_for"] =
      shown.address.empty() ? "" : in.text("messages.found_for", {{"address", shown.address}});
  data["all_url"] = here(of, false);
  show_faults(data, wrong, in);
  data["action"] = shown.at ? "" : messages_link(of);
  const auto& typed = of.form.get("email");
  data["email_field"] = text_input({"email", "email", "off", in.text("messages.find_hint")},
                                   is_utf8(typed) ? typed : "", wrong, in);
  return page(status, of, with, "admin_messages", std::move(data));
}

void read_query(shown_log& shown, const request& of, const schema::reader& db) {
  shown.which.only_trouble = of.query.get("trouble") == "1";
  const auto& before = of.query.get("before");
  if (!before.empty() && is_utf8(before))
    shown.which.before = events::id_of_message(db, *of.scope, before).value_or(0);
}

json flow_view(const request& of, const mailer::mail_health& health) {
  const auto& in = *of.language;
  const std::string how(to_text(health.how));
  const bool many = health.waiting >= mailer::mail_health::most_counted;
  return {{"title", in.text("messages.flow." + how)},
          {"is_stalled", health.how == mailer::mail_flow::stalled},
          {"since",
           in.text(many ? "messages.flow_since_many" : "messages.flow_since",
                   {{"since", in.date_time(health.since, home_zone)}, {"count", health.waiting}})},
          {"reply", health.reply},
          {"url", admin_link(of, "/mail")}};
}

}  // namespace

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
  if (one.state == mailer::message_state::queued && one.attempts > 0)
    return state + "; " +
           in.text("messages.next_try", {{"at", in.date_time(one.due_at, home_zone)}});
  return state;
}

void add_message_steps(nlohmann::json& data, const request& of, const schema::reader& db,
                       const events::event* at) {
  const auto& in = *of.language;
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  if (at) {
    add_organiser_step(data, of, *at);
    add_step(data, web::pick(at->title, in.language()), admin_link(of, "/events/" + at->slug));
  } else {
    add_step(data, web::pick(events::name_of_organiser(db, *of.scope), in.language()),
             admin_link(of, "/events"));
  }
}

std::string messages_link(const request& of) {
  const auto& slug = of.capture("slug");
  return admin_link(of, slug.empty() ? "/messages" : "/events/" + slug + "/messages");
}

nlohmann::json message_row(const request& of, const logged_message& one) {
  const auto& in = *of.language;
  const auto& slug = of.capture("slug");
  const auto area = slug.empty() ? std::string() : "/events/" + slug;
  const bool bad = one.state == mailer::message_state::failed ||
                   one.state == mailer::message_state::uncertain ||
                   one.returned != events::returned_as::nothing;
  return {
      {"kind", message_kind_words(one.kind, in)},
      {"url", admin_link(of, area + "/messages/" + encode_component(one.message_id))},
      {"at", in.short_date(one.created_at, home_zone) + ", " + in.time(one.created_at, home_zone)},
      {"recipient", one.recipient.empty() ? in.text("proof.erased") : one.recipient},
      {"state", message_state_words(one, in)},
      {"bad", bad},
      {"attempts", in.number(one.attempts)},
      // What became of a mail that left says nothing more; in a Maildir it is the file's path.
      {"reply", one.state == mailer::message_state::sent && !bad ? "" : one.reply}};
}

void add_mail_flow(nlohmann::json& data, const request& of, const schema::reader& db) {
  data["flow"] = nullptr;
  if (!may(of, organisers::permission::manage_events)) return;
  const auto health = mailer::look_at_mail(db, of.at);
  if (health.how != mailer::mail_flow::well) data["flow"] = flow_view(of, health);
}

// GET /admin/{organiser}/messages: may go through many rows, so not on the network's thread.
response show_messages(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    shown_log shown;
    read_query(shown, of, db);
    return log_page(200, of, db, with, shown, {});
  });
}

// POST /admin/{organiser}/messages: an address never stands in a URL.
response post_find_messages(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    shown_log shown;
    const auto& typed = of.form.get("email");
    if (typed.empty()) return log_page(422, of, db, with, shown, {{"email", "required_email"}});
    const auto address = normalised_email(typed);
    if (!address) return log_page(422, of, db, with, shown, {{"email", "not_an_email"}});
    shown.which.what = log_choice::list::to_address;
    shown.which.address = shown.address = *address;
    return log_page(200, of, db, with, shown, {});
  });
}

// GET /admin/{organiser}/events/{slug}/messages
response show_event_messages(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    shown_log shown;
    shown.at = find_own_event(of, db, with);
    if (!shown.at) return error_page(404, of, with, "error.not_found");
    shown.which.what = log_choice::list::of_event;
    shown.which.id = shown.at->id;
    read_query(shown, of, db);
    return log_page(200, of, db, with, shown, {});
  });
}

}  // namespace zusage::server
