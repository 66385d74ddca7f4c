// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/answer_request.hpp"
#include "events/form_input.hpp"
#include "events/rectify.hpp"
#include "organisers/staff.hpp"
#include "server/admin_requests.hpp"
#include "server/admin_view.hpp"
#include "server/record_download.hpp"
#include "server/record_view.hpp"
#include "server/stored_data.hpp"
#include "server/stored_data_view.hpp"
#include "web/form.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_answer = 4000;  // code points

struct fact_list {
  const web::locale& in;
  nlohmann::json facts = nlohmann::json::array();
  void add(const char* label, const std::string& value) {
    if (!value.empty()) facts.push_back({{"label", in.text(label)}, {"value", value}});
  }
};

std::string staff_words(const schema::reader& db, std::optional<std::int64_t> id,
                        const web::locale& in) {
  if (!id) return in.text("requests.operator");
  const auto who = organisers::find_staff(db, *id);
  return who ? who->email : in.text("requests.former_staff");
}

std::string source_words(const events::data_request& row, const schema::reader& db,
                         const web::locale& in) {
  auto words = in.text("requests.source_" + row.source);
  if (!row.entered_by) return words;
  return in.text("requests.entered",
                 {{"source", words}, {"staff", staff_words(db, row.entered_by, in)}});
}

nlohmann::json facts_of(const request& of, const schema::reader& db, const own_request& own) {
  const auto& in = *of.language;
  const auto& row = own.row;
  fact_list list{in};
  const auto acted = [&](const std::optional<instant>& at, std::optional<std::int64_t> by) {
    if (!at) return std::string();
    return in.text("requests.acted",
                   {{"at", in.date_time(*at, home_zone)}, {"staff", staff_words(db, by, in)}});
  };
  list.add("requests.reference", row.reference);
  list.add("requests.kind", in.text("data_request.kind." + row.kind));
  list.add("requests.person", own.words ? own.words->email : in.text("requests.erased_person"));
  if (own.words) list.add("requests.wish", own.words->wish);
  list.add("requests.came", source_words(row, db, in));
  if (own.words) list.add("requests.identity", own.words->identity);
  list.add("requests.asked_at", in.date_time(row.asked_at, home_zone));
  list.add("requests.due_at", in.date(row.due_at, home_zone));
  list.add("requests.state", request_state_words(row, of.at, in));
  list.add("requests.extended", acted(row.extended_at, row.extended_by));
  if (own.words) list.add("requests.extension", own.words->extension);
  list.add("requests.answered", acted(row.answered_at, row.answered_by));
  if (own.words) list.add("requests.answer", own.words->answer);
  return std::move(list.facts);
}

nlohmann::json answer_field(const char* name, const request& of) {
  const auto& in = *of.language;
  web::form_field field;
  field.as = web::form_field::control::textarea;
  field.name = name;
  field.label = in.text("requests." + std::string(name) + "_label");
  field.hint = in.text("requests." + std::string(name) + "_hint");
  field.value = typed_text(of, name);
  return web::to_json(field);
}

// What can be done about it now; nothing once it is answered.
nlohmann::json acts_of(const request& of, const schema::reader& db, const own_request& own) {
  const auto& row = own.row;
  const bool acts = row.open() && may(of, organisers::permission::manage_consents);
  if (!acts || !own.words) return nullptr;
  const bool erases = row.kind == "erase";
  const bool rectifiable = !events::contact_rows(db, *of.scope, own.words->email).empty();
  return {{"erase_url", erases ? request_link(of, row, "/erase") : ""},
          {"rectify_url", erases || !rectifiable ? "" : request_link(of, row, "/rectify")},
          {"link_action", request_link(of, row, "/link")},
          {"done_action", erases ? "" : request_link(of, row, "/done")},
          {"refuse_action", request_link(of, row, "/refuse")},
          {"extend_action",
           row.extended_at || row.overdue(of.at) ? "" : request_link(of, row, "/extend")},
          {"answer_field", answer_field("answer", of)},
          {"reason_field", answer_field("reason", of)},
          {"extension_field", answer_field("extension", of)}};
}

void add_stored(nlohmann::json& data, const request& of, const schema::reader& db, services& with,
                const own_request& own) {
  data["stored"] = nullptr;
  if (!own.words) return;
  const auto& in = *of.language;
  const auto all =
      stored_data(db, source_of(with), {own.words->email, in, of.at, of.scope->organiser_id()});
  const auto& found = all.at("organisers");
  const bool nothing = found.empty() || is_nothing_but_requests(found.front());
  data["nothing_stored"] = nothing;
  data["sheet_url"] = found.empty() ? "" : request_link(of, own.row, "/sheet");
  if (nothing) return;
  data["stored"] = stored_data_view(found.front(), in);
  data["by_staff"] = true;
  data["time_zone_name"] = web::zone_name(in, of.at, home_zone);
  data["download_url"] = request_link(of, own.row, "/data.json");
}

std::string done_words(const request& of) {
  const auto& done = of.query.get("done");
  for (const auto* known : {"entered", "done", "refused", "extended", "erased", "rectified",
                            "link_sent", "link_paused"}) {
    if (done == known) return of.language->text("requests.done_" + done);
  }
  return {};
}

// Somebody else was faster: what they did is there to be read.
response too_late(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own_request(of, db, with);
  if (!own) return error_page(404, of, with, "error.not_found");
  return request_page(409, of, db, with, *own, {{"", "request_answered"}});
}

response answer(const request& of, services& with, bool refused) {
  const char* field = refused ? "reason" : "answer";
  faults wrong;
  auto text = events::checked_text(field, of.form.get(field), {most_answer, true, true}, wrong);
  const events::request_answer what{of.capture("request"), refused, std::move(text)};
  return act_on_request(of, with,
                        {[&](const schema::reader& db) -> std::optional<response> {
                           const auto own = find_own_request(of, db, with);
                           if (!own) return error_page(404, of, with, "error.not_found");
                           if (!own->row.open()) return too_late(of, db, with);
                           // Nobody is to be told that their data are gone while they are there.
                           if (!refused && own->row.kind == "erase")
                             wrong = {{"", "erase_instead"}};
                           if (wrong.empty()) return {};
                           return request_page(422, of, db, with, *own, wrong);
                         },
                         [&](schema::transaction& tx) {
                           return events::answer_request(tx, request_tools(with), *of.scope, what,
                                                         of.at);
                         },
                         [&](const schema::reader& db) { return too_late(of, db, with); },
                         refused ? "?done=refused" : "?done=done"});
}

}  // namespace

response request_page(int status, const request& of, const schema::reader& db, services& with,
                      const own_request& own, const faults& wrong) {
  const auto& in = *of.language;
  auto data = requests_page_data(
      of, db,
      in.text("requests.one", {{"kind", in.text("data_request.kind." + own.row.kind)},
                               {"reference", own.row.reference}}));
  data["done"] = done_words(of);
  data["facts"] = facts_of(of, db, own);
  data["overdue"] = own.row.overdue(of.at);
  data["acts"] = acts_of(of, db, own);
  add_stored(data, of, db, with, own);
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_request", std::move(data));
}

// GET /admin/{organiser}/requests/{request}: everything stored is decrypted, so not on the
// network's thread.
response show_request(const request& of, services& with) {
  const bool readable = with.db.read([&](const schema::reader& db) {
    const auto own = find_own_request(of, db, with);
    return own && own->words;
  });
  if (readable) record_view(of, with, "request.viewed", of.capture("request"));
  return with.db.read([&](const schema::reader& db) {
    const auto own = find_own_request(of, db, with);
    if (!own) return error_page(404, of, with, "error.not_found");
    return request_page(200, of, db, with, *own);
  });
}

// GET /admin/{organiser}/requests/{request}/data.json: the copy of GDPR 15(3), for a letter
response export_request(const request& of, services& with) {
  nlohmann::json file;
  with.db.read([&](const schema::reader& db) {
    const auto own = find_own_request(of, db, with);
    if (!own || !own->words) return;
    file = stored_data(db, source_of(with),
                       {own->words->email, *of.language, of.at, of.scope->organiser_id()});
  });
  if (file.is_null()) return error_page(404, of, with, "error.not_found");
  record_download(of, with, "request.downloaded", of.capture("request"));
  auto made = json_response(200, file);
  made.with("Content-Disposition", "attachment; filename=\"data.json\"");
  return made;
}

// POST /admin/{organiser}/requests/{request}/done
response post_request_done(const request& of, services& with) {
  return answer(of, with, false);
}

// POST /admin/{organiser}/requests/{request}/refuse
response post_request_refuse(const request& of, services& with) {
  return answer(of, with, true);
}

// POST /admin/{organiser}/requests/{request}/extend: by two months, once
response post_request_extend(const request& of, services& with) {
  faults wrong;
  const auto reason =
      events::checked_text("extension", of.form.get("extension"), {most_answer, true, true}, wrong);
  return act_on_request(
      of, with,
      {[&](const schema::reader& db) -> std::optional<response> {
         const auto own = find_own_request(of, db, with);
         if (!own) return error_page(404, of, with, "error.not_found");
         if (!own->row.open()) return too_late(of, db, with);
         if (own->row.extended_at || own->row.overdue(of.at))
           wrong = {{"", "request_not_extended"}};
         if (wrong.empty()) return {};
         return request_page(422, of, db, with, *own, wrong);
       },
       [&](schema::transaction& tx) {
         return events::extend_request(tx, request_tools(with), *of.scope, of.capture("request"),
                                       reason, of.at);
       },
       [&](const schema::reader& db) { return too_late(of, db, with); }, "?done=extended"});
}

}  // namespace zusage::server
