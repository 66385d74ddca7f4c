// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_messages.hpp"

#include <algorithm>
#include <array>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "mailer/delivery.hpp"
#include "mailer/health.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/message_token.hpp"

namespace zusage::server {
namespace {

using events::log_choice;
using nlohmann::json;

constexpr std::int64_t per_page = 50;

constexpr std::size_t longest_part = 100;

struct shown_log {
  log_choice which;
  std::shared_ptr<const events::event> at;  ///< of one event
  std::string address;                      ///< what was asked for: one, or a piece of one
};

// A part of the messages: in the query, as its link, and what is said when there are none.
struct part_words {
  log_choice::part which;
  const char *query, *text, *none;
};
constexpr std::array parts{
    part_words{log_choice::part::all, "", "messages.all", "messages.none"},
    part_words{log_choice::part::trouble, "trouble", "messages.trouble", "messages.no_trouble"},
    part_words{log_choice::part::returned, "returned", "messages.returned", "messages.no_returned"},
    part_words{log_choice::part::waiting, "waiting", "messages.waiting", "messages.no_waiting"}};

const part_words& words_of(log_choice::part which) {
  const auto* found =
      std::find_if(parts.begin(), parts.end(), [&](const auto& one) { return one.which == which; });
  return found == parts.end() ? parts.front() : *found;
}

std::string here(const request& of, log_choice::part which) {
  auto path = messages_link(of);
  const std::string query = words_of(which).query;
  if (query.empty()) return path;
  return path + (path.find('?') == std::string::npos ? "?" : "&") + query + "=1";
}

void add_choices(json& data, const request& of, const shown_log& shown) {
  data["choices"] = json::array();
  if (!shown.address.empty()) return;
  for (const auto& one : parts) {
    data["choices"].push_back({{"text", of.language->text(one.text)},
                               {"url", here(of, one.which)},
                               {"current", one.which == shown.which.only}});
  }
}

void add_rows(json& data, const request& of, const schema::reader& db, services& with,
              const shown_log& shown) {
  auto found = events::list_messages(db, *of.scope, shown.which, per_page + 1);
  const bool more = std::int64_t(found.size()) > per_page;
  if (more) found.pop_back();
  data["rows"] = json::array();
  for (const auto& one : found) data["rows"].push_back(message_row(of, one, with));
  const auto base = here(of, shown.which.only);
  const bool pages = shown.address.empty();
  const auto sign = base.find('?') == std::string::npos ? "?" : "&";
  data["next_url"] = more && pages
                         ? base + sign + "before=" + message_token(with.keys.links, found.back().id)
                         : "";
  data["first_url"] = pages && shown.which.before > 0 ? base : "";
  data["cut"] = more && !pages ? of.language->text("messages.cut", {{"count", per_page}}) : "";
}

// What was looked for, and how far.
void add_search(json& data, const request& of, const shown_log& shown) {
  const auto& in = *of.language;
  const bool part = shown.which.what == log_choice::list::to_part;
  data["none"] = in.text(part                    ? "messages.none_part"
                         : shown.address.empty() ? words_of(shown.which.only).none
                                                 : "messages.none_to");
  data["found_for"] = "";
  if (part)
    data["found_for"] = in.text("messages.found_part", {{"part", shown.address}});
  else if (!shown.address.empty())
    data["found_for"] = in.text("messages.found_for", {{"address", shown.address}});
  data["search_cut"] = part && shown.which.after > 0
                           ? in.text("messages.search_cut", {{"count", events::most_searched}})
                           : "";
}

response log_page(int status, const request& of, const schema::reader& db, services& with,
                  const shown_log& shown, const faults& wrong) {
  const auto& in = *of.language;
  auto data = admin_page(of, in.text("messages.title"));
  add_message_steps(data, of, db, shown.at.get());
  add_step(data, in.text("messages.title"));
  data["about"] = shown.at ? web::pick(shown.at->title, in.language()) : "";
  data["content_language"] = shown.at ? foreign_language(shown.at->title, in) : "";
  add_mail_flow(data, of, db, with);
  add_choices(data, of, shown);
  add_rows(data, of, db, with, shown);
  add_search(data, of, shown);
  data["all_url"] = here(of, log_choice::part::all);
  list_faults(data, wrong, in);
  data["action"] = shown.at ? "" : messages_link(of);
  const auto& typed = of.form.get("email");
  data["email_field"] = text_input({"email", "text", "off", in.text("messages.find_hint")},
                                   is_utf8(typed) ? typed : "", wrong, in);
  return page(status, of, with, "admin_messages", std::move(data));
}

void read_query(shown_log& shown, const request& of, services& with) {
  for (const auto& one : parts) {
    if (*one.query != '\0' && of.query.get(one.query) == "1") shown.which.only = one.which;
  }
  shown.which.before = read_message_token(with.keys.links, of.query.get("before")).value_or(0);
}

// A whole address, or a piece of one; false for what is neither.
bool read_search(shown_log& shown, const std::string& typed, const request& of,
                 const schema::reader& db) {
  if (const auto address = normalised_email(typed)) {
    shown.which.what = log_choice::list::to_address;
    shown.which.address = shown.address = *address;
    return true;
  }
  if (!is_utf8(typed) || has_control(typed)) return false;
  const auto part = cleaned(typed);
  const bool fits = length(part) >= events::shortest_part && length(part) <= longest_part;
  if (!fits || part.find(' ') != std::string::npos) return false;
  shown.which.what = log_choice::list::to_part;
  shown.which.address = shown.address = part;
  shown.which.after = events::end_of_search(db, *of.scope);
  return true;
}

json flow_view(const request& of, const services& with, const mailer::mail_health& health) {
  const auto& in = *of.language;
  const std::string how(to_text(health.how));
  const bool many = health.waiting >= mailer::mail_health::most_counted;
  const bool in_folder = with.config.mail.transport.starts_with("maildir:");
  return {{"title", in.text("messages.flow." + how)},
          {"is_stalled", health.how == mailer::mail_flow::stalled},
          {"since",
           in.text(many ? "messages.flow_since_many" : "messages.flow_since",
                   {{"since", in.date_time(health.since, home_zone)}, {"count", health.waiting}})},
          {"reply_label", in.text(mailer::is_reply_line(health.reply) ? "messages.last_reply"
                                                                      : "messages.last_fault")},
          {"reply", said_words({health.reply, in_folder ? "file" : ""}, of, with)},
          {"url", admin_link(of, "/mail")}};
}

}  // namespace

void add_message_steps(nlohmann::json& data, const request& of, const schema::reader& db,
                       const events::event* at) {
  const auto& in = *of.language;
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  if (at) {
    add_organiser_step(data, of, *at);
    add_step(data, web::pick(at->title, in.language()), admin_link(of, "/events/" + at->slug));
  } else {
    add_own_organiser_step(data, of, db);
  }
}

std::string messages_link(const request& of) {
  const auto& slug = of.capture("slug");
  return admin_link(of, slug.empty() ? "/messages" : "/events/" + slug + "/messages");
}

bool add_mail_flow(nlohmann::json& data, const request& of, const schema::reader& db,
                   const services& with) {
  data["flow"] = nullptr;
  if (!may(of, organisers::permission::manage_events)) return true;
  const auto health = mailer::look_at_mail(db, of.at);
  if (health.how != mailer::mail_flow::well) data["flow"] = flow_view(of, with, health);
  return health.how != mailer::mail_flow::stalled;
}

// GET /admin/{organiser}/messages: may go through many rows, so not on the network's thread.
response show_messages(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    shown_log shown;
    read_query(shown, of, with);
    return log_page(200, of, db, with, shown, {});
  });
}

// POST /admin/{organiser}/messages: an address never stands in a URL.
response post_find_messages(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    shown_log shown;
    const auto& typed = of.form.get("email");
    if (typed.empty()) return log_page(422, of, db, with, shown, {{"email", "required_email"}});
    if (!read_search(shown, typed, of, db))
      return log_page(422, of, db, with, shown, {{"email", "address_part"}});
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
    read_query(shown, of, with);
    return log_page(200, of, db, with, shown, {});
  });
}

}  // namespace zusage::server
