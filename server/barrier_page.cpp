// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/email_address.hpp"
#include "base/link.hpp"
#include "base/text.hpp"
#include "events/barrier_report.hpp"
#include "server/duty.hpp"
#include "server/event_view.hpp"
#include "server/footer.hpp"
#include "server/sign_up_form.hpp"
#include "server/target.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

using all_pages = std::vector<events::organiser_pages>;

// People do not see this field, so whoever fills it in is a program.
constexpr const char* trap = "website";

std::string typed(const fields& form, const char* name) {
  const auto& text = form.get(name);
  return is_utf8(text) ? cleaned(text) : std::string();
}

// A path of this site as it may be mailed; "" for anything else.
std::string own_path(const std::string& text) {
  const auto read = parse_target(text);
  return read ? encode_path(path_to_tell(read->path)) : std::string();
}

const events::organiser_pages* chosen(const all_pages& all, const std::string& key) {
  if (key.empty() && all.size() == 1) return &all.front();
  for (const auto& one : all) {
    if (one.by.key == key) return &one;
  }
  return nullptr;
}

web::form_field text_field(const request& of, const char* name, bool optional) {
  web::form_field field;
  field.name = name;
  field.label = of.language->text(std::string("duty.barrier.") + name);
  field.hint = of.language->text(std::string("duty.barrier.") + name + "_hint");
  field.optional = optional;
  return field;
}

nlohmann::json organiser_field(const request& of, const all_pages& all, const std::string& key) {
  web::form_field field;
  field.as = web::form_field::control::select;
  field.name = "organiser";
  field.label = of.language->text("duty.barrier.organiser");
  for (const auto& one : all) {
    web::form_option option;
    option.value = one.by.key;
    option.text = web::pick(one.by.name, of.language->language());
    option.selected = one.by.key == key;
    field.options.push_back(std::move(option));
  }
  return web::to_json(field);
}

nlohmann::json form_fields(const request& of, const fields& from, const all_pages& all,
                           const events::organiser_pages* whose) {
  auto made = nlohmann::json::array();
  if (!whose) made.push_back(organiser_field(of, all, from.get("organiser")));
  auto what = text_field(of, "what", false);
  what.as = web::form_field::control::textarea;
  what.value = typed(from, "what");
  made.push_back(web::to_json(what));
  auto page = text_field(of, "page", true);
  page.value = typed(from, "page");
  page.autocomplete = "off";
  made.push_back(web::to_json(page));
  auto email = text_field(of, "email", true);
  email.type = email.autocomplete = "email";
  email.value = typed(from, "email");
  made.push_back(web::to_json(email));
  return made;
}

response barrier_form(int status, const request& of, services& with, const all_pages& all,
                      const events::organiser_pages* whose, const fields& from,
                      const faults& wrong) {
  const auto& in = *of.language;
  const auto name = whose ? web::pick(whose->by.name, in.language()) : "";
  nlohmann::json data = {{"title", whose ? in.text("duty.barrier.of", {{"organiser", name}})
                                         : in.text("duty.barrier.title")},
                         {"fields", form_fields(of, from, all, whose)},
                         {"organiser_key", whose ? whose->by.key : ""},
                         {"contact", whose ? events::barrier_contact(*whose) : ""},
                         {"with_form", !all.empty()},
                         {"trap", trap},
                         {"idempotency_key", form_key_from(from.get("idempotency_key"))},
                         {"no_index", true}};
  if (whose) data["footer_of"] = footer_of(whose->by.key, name);
  web::show_faults(data, wrong, in);
  return page(status, of, with, "barrier", std::move(data));
}

events::barrier_report read_report(const fields& form, faults& wrong) {
  events::barrier_report report;
  report.what = typed(form, "what");
  if (report.what.empty()) wrong.push_back({"what", "required"});
  if (length(report.what) > events::report_limits::what) {
    wrong.push_back({"what", "too_long", {{"most", events::report_limits::what}}});
  } else if (has_control(report.what, true)) {
    wrong.push_back({"what", "control_characters"});
  }
  const auto where = typed(form, "page");
  report.page = own_path(where);
  if (!where.empty() && report.page.empty()) wrong.push_back({"page", "not_a_path"});
  if (length(where) > events::report_limits::page) {
    wrong.push_back({"page", "too_long", {{"most", events::report_limits::page}}});
  }
  const auto address = typed(form, "email");
  const auto email = normalised_email(address);
  if (!address.empty() && !email) wrong.push_back({"email", "not_an_email"});
  report.email = email.value_or("");
  return report;
}

std::string thanks_of(const request& of, const events::organiser_pages& whose) {
  return link_to(of, "/barrier/reported?organiser=" + whose.by.key);
}

}  // namespace

// GET /barrier
response show_barrier(const request& of, const schema::reader& db, services& with) {
  const auto all = events::list_organiser_pages(db);
  const auto& key = of.query.get("organiser");
  const auto* whose = chosen(all, key);
  if (!whose && !key.empty()) return error_page(404, of, with, "error.not_found");
  fields from;
  from.add("page", own_path(of.query.get("page")));
  return barrier_form(200, of, with, all, whose, from, {});
}

// POST /barrier
decision post_barrier(const request& received, const schema::reader& db, services& with) {
  const auto of = in_language(received, received.form.get("lang"));
  const auto all = events::list_organiser_pages(db);
  const auto& key = of.form.get("organiser");
  const auto* whose = chosen(all, key);
  if (!whose && !key.empty()) return error_page(404, of, with, "error.not_found");
  faults wrong;
  if (!whose) wrong.push_back({"organiser", "required"});
  auto report = read_report(of.form, wrong);
  if (!wrong.empty()) {
    // A choice that stood on the form stays on it.
    const auto* fixed = of.form.has("chosen") || all.size() == 1 ? whose : nullptr;
    return barrier_form(422, of, with, all, fixed, of.form, wrong);
  }
  const auto thanks = thanks_of(of, *whose);
  if (!of.form.get(trap).empty()) return see_other(thanks);
  return action([whose = *whose, report = std::move(report), thanks,
                 key = form_key_from(of.form.get("idempotency_key")),
                 of = std::make_shared<const request>(of), &with](schema::transaction& tx) {
    const auto made = events::report_barrier(tx, with.outbox, whose, report, key, of->at);
    if (made.has_value()) return see_other(thanks);
    const auto offered = events::list_organiser_pages(tx);
    return barrier_form(429, *of, with, offered, &whose, of->form, made.error());
  });
}

// GET /barrier/reported
response show_barrier_reported(const request& of, const schema::reader& db, services& with) {
  const auto asked = asked_for(of, db);
  if (!asked.one) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto name = web::pick(asked.one->by.name, in.language());
  return page(200, of, with, "barrier_reported",
              {{"title", in.text("duty.barrier.thanks")},
               {"text", in.text("duty.barrier.thanks_text", {{"organiser", name}})},
               {"footer_of", footer_of(asked.one->by.key, name)},
               {"no_index", true}});
}

}  // namespace zusage::server
