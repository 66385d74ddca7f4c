// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_requests.hpp"

#include <algorithm>
#include <chrono>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/form_input.hpp"
#include "events/own_events.hpp"
#include "organisers/audit.hpp"
#include "server/address_form.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

constexpr std::int64_t most_open = 500, most_answered = 100;
constexpr std::size_t most_wish = 2000, most_identity = 500;  // code points
constexpr std::size_t most_kept = 4000;
constexpr std::chrono::days oldest{365};  // what came longer ago is a wrong date

nlohmann::json request_rows(const request& of, const schema::reader& db, services& with,
                            const std::vector<events::data_request>& all) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : all) {
    const auto words = events::open_data_request(db, with.links, one.reference);
    rows.push_back({{"url", request_link(of, one)},
                    {"reference", one.reference},
                    {"kind", in.text("data_request.kind." + one.kind)},
                    {"email", words ? words->email : in.text("requests.erased_person")},
                    {"asked", in.short_date(one.asked_at, home_zone)},
                    {"date", in.short_date(one.answered_at.value_or(one.due_at), home_zone)},
                    {"overdue", one.overdue(of.at)},
                    {"state", request_state_words(one, of.at, in)}});
  }
  return rows;
}

web::form_field choice(const char* name, const std::string& section,
                       std::initializer_list<const char*> values, const request& of) {
  const auto& in = *of.language;
  web::form_field field;
  field.as = web::form_field::control::radio;
  field.name = name;
  field.label = in.text("requests." + std::string(name));
  for (const auto* one : values) {
    web::form_option option;
    option.value = one;
    option.text = in.text(section + one);
    option.selected = of.form.get(name) == one;
    field.options.push_back(std::move(option));
  }
  return field;
}

web::form_field text(const char* name, const request& of, bool optional) {
  const auto& in = *of.language;
  web::form_field field;
  field.as = web::form_field::control::textarea;
  field.name = name;
  field.label = in.text("requests." + std::string(name));
  field.hint = in.text("requests." + std::string(name) + "_hint");
  field.value = typed_text(of, name);
  field.rows = 3;
  field.optional = optional;
  return field;
}

std::string today(const request& of) {
  constexpr std::size_t date = 10;
  return to_local_text(of.at, home_zone).substr(0, date);
}

std::string typed_day(const request& of) {
  return of.form.has("received") ? typed_text(of, "received") : today(of);
}

web::form_field received_field(const request& of) {
  const auto& in = *of.language;
  web::form_field field;
  field.name = "received";
  field.label = in.text("requests.received");
  field.hint = in.text("requests.received_hint");
  field.type = "date";
  field.value = typed_day(of);
  return field;
}

response new_request_page(int status, const request& of, const schema::reader& db, services& with,
                          const faults& wrong) {
  const auto& in = *of.language;
  auto data = requests_page_data(of, db, in.text("requests.new"));
  data["fields"] = {
      email_field(typed_email(of), in),
      web::to_json(
          choice("kind", "data_request.kind.", {"access", "rectify", "erase", "object"}, of)),
      web::to_json(choice("source", "requests.source_", {"letter", "phone", "in-person"}, of)),
      web::to_json(received_field(of)),
      web::to_json(text("identity", of, false)),
      web::to_json(text("wish", of, true))};
  web::show_faults(data, wrong, in);
  data["action"] = admin_link(of, "/requests");
  return page(status, of, with, "admin_new_request", std::move(data));
}

// The day on which it came; at noon, so that the same day of the next month is meant whatever the
// clocks do.
std::optional<instant> received_at(const request& of, faults& wrong) {
  const auto typed = typed_day(of);
  const auto day = local_to_instant(typed + "T00:00", home_zone);
  if (!day || typed.size() != today(of).size()) {
    wrong.push_back({"received", "wrong_date"});
  } else if (*day > of.at || *day < of.at - oldest) {
    wrong.push_back({"received", "request_date"});
  } else {
    return std::min(*day + std::chrono::hours(12), of.at);
  }
  return {};
}

events::new_data_request read_request(const request& of, faults& wrong) {
  events::new_data_request what;
  what.organiser_id = of.scope->organiser_id();
  what.email = checked_email(of, wrong).value_or("");
  what.kind = of.form.get("kind");
  what.source = of.form.get("source");
  what.language = of.language->language();
  what.entered_by = of.scope->staff_id();
  if (!events::is_entered_request(what.kind)) wrong.push_back({"kind", "required_choice"});
  if (!events::is_request_source(what.source)) wrong.push_back({"source", "required_choice"});
  what.asked_at = received_at(of, wrong);
  what.identity =
      events::checked_text("identity", of.form.get("identity"), {most_identity, true, true}, wrong);
  what.wish = events::checked_text("wish", of.form.get("wish"),
                                   {most_wish, what.kind == "rectify", true}, wrong);
  what.by.source = "/admin/requests";
  what.by.actor = of.staff_email;
  return what;
}

}  // namespace

std::string typed_text(const request& of, const char* field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? cut(cleaned(text), most_kept) : std::string();
}

events::data_tools request_tools(services& with) {
  return {with.ledger, with.outbox, {with.keys.lookup, with.keys.people}, with.links};
}

response act_on_request(const request& of, services& with, const request_act& what) {
  if (auto no = with.db.read(what.refusal)) return std::move(*no);
  if (!with.db.write(what.act)) return with.db.read(what.too_late);
  with.wake_mailer();  // the person is told
  return see_other(admin_link(of, "/requests/" + of.capture("request") + what.done));
}

std::string request_link(const request& of, const events::data_request& row,
                         const std::string& rest) {
  return admin_link(of, "/requests/" + row.reference + rest);
}

std::optional<own_request> find_own_request(const request& of, const schema::reader& db,
                                            services& with) {
  auto row = events::find_data_request(db, of.capture("request"));
  if (!row || row->organiser_id != of.scope->organiser_id()) return {};
  auto words = events::open_data_request(db, with.links, row->reference);
  return own_request{std::move(*row), std::move(words)};
}

nlohmann::json requests_page_data(const request& of, const schema::reader& db,
                                  const std::string& title, const events::data_request* row) {
  const auto& in = *of.language;
  const bool is_list = title == in.text("requests.title");
  auto data = organiser_page(of, db, title);
  add_step(data, in.text("requests.title"), is_list ? "" : admin_link(of, "/requests"));
  if (row) add_step(data, row->reference, request_link(of, *row));
  if (!is_list) add_step(data, title);
  return data;
}

std::string request_state_words(const events::data_request& row, instant now,
                                const web::locale& in) {
  using std::chrono::days;
  if (row.state == "refused") return in.text("requests.state_refused");
  if (!row.open()) return in.text("requests.state_done");
  // Begun days count, so that the last one is not `0 days`.
  const auto left = row.overdue(now) ? now - row.due_at : row.due_at - now;
  const auto count = std::chrono::ceil<days>(left).count();
  return in.text(row.overdue(now) ? "requests.state_overdue" : "requests.state_open",
                 {{"count", count}});
}

// GET /admin/{organiser}/requests: each row is decrypted, so not on the network's thread.
response show_requests(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto& in = *of.language;
    auto data = requests_page_data(of, db, in.text("requests.title"));
    const auto open = events::open_data_requests(db, *of.scope, most_open);
    const auto answered = events::answered_data_requests(db, *of.scope, most_answered);
    const auto overdue = std::count_if(open.begin(), open.end(),
                                       [&](const auto& one) { return one.overdue(of.at); });
    data["overdue_count"] =
        overdue > 0 ? in.text("requests.overdue_count", {{"count", overdue}}) : "";
    const auto new_url = may(of, organisers::permission::manage_consents)
                             ? admin_link(of, "/requests/new")
                             : std::string();
    data["lists"] = {{{"id", "open"},
                      {"caption", in.text("requests.open")},
                      {"none", in.text("requests.none_open")},
                      {"date_title", in.text("requests.due_at")},
                      {"rows", request_rows(of, db, with, open)},
                      {"new_url", new_url}},
                     {{"id", "answered"},
                      {"caption", in.text("requests.answered_title")},
                      {"none", in.text("requests.none_answered")},
                      {"date_title", in.text("requests.answered")},
                      {"rows", request_rows(of, db, with, answered)},
                      {"new_url", ""}}};
    return page(200, of, with, "admin_requests", std::move(data));
  });
}

// GET /admin/{organiser}/requests/new
response show_new_request(const request& of, const schema::reader& db, services& with) {
  return new_request_page(200, of, db, with, {});
}

// POST /admin/{organiser}/requests: one that came by letter, telephone or in person
decision post_new_request(const request& of, const schema::reader& db, services& with) {
  faults wrong;
  auto what = read_request(of, wrong);
  if (wrong.empty() && events::has_too_many_open(db, request_tools(with), what))
    wrong.push_back({"wish", "too_many_requests", {{"count", events::most_open_wishes}}});
  if (!wrong.empty()) return new_request_page(422, of, db, with, wrong);
  return action([of, what = std::move(what), &with](schema::transaction& tx) {
    const auto reference = events::ask_for(tx, request_tools(with), what, of.at);
    if (!reference)
      return new_request_page(
          422, of, tx, with,
          {{"wish", "too_many_requests", {{"count", events::most_open_wishes}}}});
    organisers::record(
        tx, {of.scope->organiser_id(), of.scope->staff_id(), "request.entered", *reference}, of.at);
    return see_other(admin_link(of, "/requests/" + *reference + "?done=entered"));
  });
}

}  // namespace zusage::server
