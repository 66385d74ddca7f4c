// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/csv.hpp"
#include "events/form_input.hpp"
#include "events/invitation.hpp"
#include "organisers/audit.hpp"
#include "server/admin.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_kept = 100;  // characters of a field that come back with their fault
constexpr std::int64_t most_codes = 1000, most_people = 1'000'000;

std::string typed(const request& of, const char* field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? cut(cleaned(text), most_kept) : std::string();
}

// What was typed, or nothing for an empty field; a fault for what is no number in the range.
std::optional<std::int64_t> read_number(const request& of, const char* field, std::int64_t least,
                                        std::int64_t most, faults& wrong) {
  const auto text = typed(of, field);
  if (text.empty()) return {};
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (whole && number >= least && number <= most) return number;
  wrong.push_back({field, "number_out_of_range", {{"least", least}, {"most", most}}});
  return {};
}

struct wanted_codes {
  events::invitation_entry what;
  std::int64_t count = 1;
};

wanted_codes read_wanted(const request& of, const events::event& at, faults& wrong) {
  wanted_codes wanted;
  wanted.what.code = events::checked_text("code", of.form.get("code"), {64}, wrong);
  wanted.count = read_number(of, "count", 1, most_codes, wrong).value_or(1);
  wanted.what.uses = read_number(of, "uses", 1, most_people, wrong);
  wanted.what.seats = read_number(of, "seats", 0, most_people, wrong).value_or(0);
  if (!wanted.what.code.empty() && wanted.count > 1) wrong.push_back({"count", "one_code_only"});
  if (!wanted.what.code.empty() && events::code_key(wanted.what.code).empty()) {
    wrong.push_back({"code", "code_without_letters"});
  }
  if (wanted.what.seats > 0 && !at.capacity) wrong.push_back({"seats", "seats_without_capacity"});
  if (wanted.what.uses && wanted.what.seats > *wanted.what.uses) {
    wrong.push_back({"seats", "seats_above_uses"});
  }
  const auto until = typed(of, "until");
  if (!until.empty()) {
    wanted.what.until = local_to_instant(until, at.time_zone);
    if (!wanted.what.until || *wanted.what.until <= of.at) wrong.push_back({"until", "not_ahead"});
  }
  return wanted;
}

std::string link_of(const events::event& at, const std::string& code, const services& with) {
  return with.config.base_url + "/e/" + at.slug + "/register?code=" + encode_component(code);
}

std::string state_words(const events::invitation& one, instant now, const web::locale& in) {
  const auto why = events::why_unusable(one, 1, now);
  return in.text("admin.invitation." + (why.empty() ? std::string("open") : why));
}

nlohmann::json invitation_rows(const std::vector<events::invitation>& all, const request& of,
                               const events::event& at, const services& with) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : all) {
    const bool goes_on = !one.ended_at;
    rows.push_back(
        {{"code", one.what.code},
         {"url", goes_on ? link_of(at, one.what.code, with) : ""},
         {"used", in.number(one.used)},
         {"uses", one.what.uses ? in.number(*one.what.uses) : in.text("admin.unlimited")},
         {"seats", in.number(one.seats_left)},
         {"until", one.what.until ? in.date_time(*one.what.until, at.time_zone) : ""},
         {"state", state_words(one, of.at, in)},
         {"can_end", goes_on}});
  }
  return rows;
}

nlohmann::json field(const char* name, const char* type, const request& of, const faults& wrong) {
  const auto& in = *of.language;
  auto made =
      text_input({name, type, "off", in.text("admin.invitation." + std::string(name) + "_hint"),
                  in.text("admin.invitation." + std::string(name))},
                 typed(of, name), wrong, in);
  made["optional"] = true;
  return made;
}

response ask_to_end(const request& of, services& with, const events::event& at,
                    const std::string& code) {
  const auto& in = *of.language;
  const auto all = admin_link(of, "/events/" + at.slug + "/invitations");
  const auto title = in.text("admin.invitation.end_title", {{"code", code}});
  auto data = page_at_event(of, at, title);
  add_step(data, in.text("admin.invitation.short"), all);
  add_step(data, title);
  return confirm_page(of, with, std::move(data),
                      {in.text("admin.invitation.end_text"),
                       in.text("admin.invitation.end_submit"),
                       admin_link(of, "/events/" + at.slug + "/invitations/end"),
                       all,
                       {{"code", code}}});
}

response invitations_page(int status, const request& of, const schema::reader& db, services& with,
                          const events::event& at, const faults& wrong) {
  const auto& in = *of.language;
  const auto name = web::pick(at.title, in.language());
  auto data = page_at_event(of, at, in.text("admin.invitation.title", {{"event", name}}));
  add_step(data, in.text("admin.invitation.short"));
  const auto path = admin_link(of, "/events/" + at.slug + "/invitations");
  const auto all = events::list_invitations(db, *of.scope, at.id);
  data["rows"] = invitation_rows(all, of, at, with);
  data["none"] = all.empty();
  data["csv_url"] = all.empty() ? "" : admin_link(of, "/events/" + at.slug + "/invitations.csv");
  const bool edits = of.scope->reaches_everything() && of.scope->acting_for() == at.by.id;
  data["editor_url"] = edits ? admin_link(of, "/events/" + at.slug + "/edit/invitations") : "";
  data["action"] = path;
  data["end_action"] = admin_link(of, "/events/" + at.slug + "/invitations/end");
  data["fields"] = {field("code", "text", of, wrong), field("count", "text", of, wrong),
                    field("uses", "text", of, wrong), field("seats", "text", of, wrong),
                    field("until", "datetime-local", of, wrong)};
  const auto& done = of.query.get("done");
  data["done"] = done == "made" || done == "ended" ? in.text("admin.invitation." + done) : "";
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_invitations", std::move(data));
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/invitations
response show_invitations(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return invitations_page(200, of, db, with, *at, {});
}

// GET /admin/{organiser}/events/{slug}/invitations.csv
response export_invitations(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  std::string file =
      "\xEF\xBB\xBF" +
      events::csv_row({"code", "link", "used", "uses", "seats_left", "until", "ended_at"}, ',');
  for (const auto& one : events::list_invitations(db, *of.scope, at->id)) {
    const auto time = [&](const std::optional<instant>& t) {
      return t ? to_iso(*t, at->time_zone) : std::string();
    };
    file +=
        events::csv_row({one.what.code, link_of(*at, one.what.code, with), std::to_string(one.used),
                         one.what.uses ? std::to_string(*one.what.uses) : "",
                         std::to_string(one.seats_left), time(one.what.until), time(one.ended_at)},
                        ',');
  }
  response made;
  made.content_type = "text/csv; charset=utf-8";
  made.body = std::move(file);
  return made.with("Content-Disposition",
                   "attachment; filename=\"" + at->slug + "-invitations.csv\"");
}

// POST /admin/{organiser}/events/{slug}/invitations
decision post_invitations(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  faults wrong;
  auto wanted = read_wanted(of, *at, wrong);
  const auto known = wanted.what.code.empty()
                         ? std::nullopt
                         : events::find_invitation(db, at->id, wanted.what.code);
  if (known) wrong.push_back({"code", "code_known"});
  if (!wrong.empty()) return invitations_page(422, of, db, with, *at, wrong);
  // Made here, so that a repetition of the transaction makes the same ones.
  std::vector<std::string> codes = {wanted.what.code};
  if (wanted.what.code.empty()) {
    codes.clear();
    for (std::int64_t i = 0; i < wanted.count; ++i) codes.push_back(events::new_code());
  }
  return action([of, at, what = wanted.what, codes](schema::transaction& tx) {
    for (const auto& code : codes) {
      auto one = what;
      one.code = code;
      events::store_invitation(tx, *at, one, false, of.at);
    }
    organisers::record(tx,
                       {of.scope->organiser_id(),
                        of.scope->staff_id(),
                        "invitations.made",
                        at->slug,
                        {{"count", codes.size()}}},
                       of.at);
    return see_other(admin_link(of, "/events/" + at->slug + "/invitations?done=made"));
  });
}

// POST /admin/{organiser}/events/{slug}/invitations/end: asks first
decision post_end_invitation(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto code = typed(of, "code");
  if (!events::find_invitation(db, at->id, code)) {
    return invitations_page(422, of, db, with, *at, {{"", "code_unknown"}});
  }
  if (!is_confirmed(of)) return ask_to_end(of, with, *at, code);
  return action([of, at, code, &with](schema::transaction& tx) {
    if (events::end_invitation(tx, at->id, code, of.at)) {
      with.registrar.promote_waiting(tx, *at, of.at);
      organisers::record(
          tx, {of.scope->organiser_id(), of.scope->staff_id(), "invitation.ended", at->slug},
          of.at);
    }
    return see_other(admin_link(of, "/events/" + at->slug + "/invitations?done=ended"));
  });
}

}  // namespace zusage::server
