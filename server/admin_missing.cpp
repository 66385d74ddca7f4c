// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>

#include "base/time_zone.hpp"
#include "events/missing_members.hpp"
#include "events/outside_members.hpp"
#include "server/admin_start.hpp"
#include "server/admin_view.hpp"
#include "server/dot_map.hpp"
#include "server/event_view.hpp"
#include "server/record_download.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using events::audience_member;
using nlohmann::json;
using members = std::vector<audience_member>;

// What the address narrows the list to; what nobody has chosen is "".
struct where {
  std::string state, district;
  bool takes(const audience_member& one) const {
    return (state.empty() || one.state == state) && (district.empty() || one.district == district);
  }
  bool narrows() const { return !state.empty() || !district.empty(); }
};

where where_of(const request& of) {
  return {of.query.get("state"), of.query.get("district")};
}

members narrowed(members all, const where& to) {
  std::erase_if(all, [&](const auto& one) { return !to.takes(one); });
  return all;
}

// What the members have for `part`, each once.
json options_of(const members& all, std::string audience_member::*part, const std::string& chosen) {
  std::set<std::string> names;
  for (const auto& one : all) {
    if (!(one.*part).empty()) names.insert(one.*part);
  }
  auto options = json::array();
  for (const auto& name : names)
    options.push_back({{"option", name}, {"selected", name == chosen}});
  return options;
}

using standing = bool (audience_member::*)() const;

// Whoever signed up from there is found by the key.
json member_rows(const request& of, const events::event& at, const members& all, standing which) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& one : all) {
    if (!(one.*which)()) continue;
    rows.push_back(
        {{"name", one.name},
         {"url", one.is_missing() ? "" : admin_link(of, "/events/" + at.slug + "?q=" + one.ags)},
         {"kind", one.title},
         {"district", one.district},
         {"state", one.state},
         {"people", in.number(one.people)},
         {"waiting", in.number(one.waiting)}});
  }
  return rows;
}

// One name a line, for a letter or a mail.
std::string names_to_copy(const members& all) {
  std::string text;
  for (const auto& one : all) {
    if (one.is_missing()) text += (one.title.empty() ? "" : one.title + " ") + one.name + "\n";
  }
  return text;
}

// The largest of those on the map, so that it can be told where its dots lie.
std::vector<const audience_member*> landmarks_of(const members& all) {
  constexpr std::size_t most = 3;
  std::vector<const audience_member*> known;
  for (const auto& one : all) {
    if (one.latitude && one.longitude && one.population > 0) known.push_back(&one);
  }
  std::ranges::stable_sort(known, std::ranges::greater(), &audience_member::population);
  known.resize(std::min(known.size(), most));
  return known;
}

json map_view(const members& all, const web::locale& in, const std::string& sentence) {
  dot_map map{"members-map", in.text("start.map_title"), sentence, {}};
  const auto landmarks = landmarks_of(all);
  std::int64_t without = 0;
  for (const auto& one : all) {
    if (!one.latitude || !one.longitude) {
      ++without;
      continue;
    }
    const auto* words = one.is_present()   ? "start.dot_present"
                        : one.only_waits() ? "start.dot_waits"
                                           : "start.dot_missing";
    const bool named = std::ranges::find(landmarks, &one) != landmarks.end();
    map.dots.push_back({in.text(words, {{"name", one.name}}), *one.latitude, *one.longitude,
                        one.is_present(), named ? one.name : ""});
  }
  const auto some = in.text("start.map_without", {{"count", without}});
  return {{"svg", dot_map_svg(map)},
          {"without", without == 0       ? ""
                      : map.dots.empty() ? in.text("start.no_map")
                                         : some}};
}

std::string csv_link(const request& of, const events::event& at, const where& to,
                     const std::string& more) {
  std::string query = more;
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty())
      query += (query.empty() ? "?" : "&") + std::string(name) + "=" + encode_component(value);
  };
  put("state", to.state);
  put("district", to.district);
  return admin_link(of, "/events/" + at.slug + "/missing.csv" + query);
}

json missing_data(const request& of, const events::event& at) {
  const auto& in = *of.language;
  const auto name = web::pick(at.title, in.language());
  auto data = page_at_event(of, at, in.text("start.missing_of", {{"event", name}}));
  add_step(data, in.text("start.who_is_missing"));
  data["action"] = admin_link(of, "/events/" + at.slug + "/missing");
  data["chosen_language"] = chosen_language(of);
  return data;
}

void add_members(json& data, const request& of, const events::event& at, const members& all) {
  const auto& in = *of.language;
  const auto to = where_of(of);
  const auto shown = narrowed(all, to);
  const auto present =
      std::ranges::count_if(shown, [](const auto& one) { return one.is_present(); });
  const auto waiting =
      std::ranges::count_if(shown, [](const auto& one) { return one.only_waits(); });
  auto sentence = shown.empty()
                      ? in.text("start.no_member")
                      : in.text("start.present_of",
                                {{"count", present}, {"total", std::int64_t(shown.size())}});
  if (waiting > 0) sentence += " " + in.text("start.waits_too", {{"count", waiting}});
  data["sentence"] = sentence;
  data["states"] = options_of(all, &audience_member::state, to.state);
  data["districts"] = options_of(all, &audience_member::district, to.district);
  data["filters"] = data["states"].size() + data["districts"].size() > 2;
  data["filtered"] = to.narrows();
  data["missing"] = member_rows(of, at, shown, &audience_member::is_missing);
  data["only_waits"] = member_rows(of, at, shown, &audience_member::only_waits);
  data["present"] = member_rows(of, at, shown, &audience_member::is_present);
  data["names"] = names_to_copy(shown);
  data["missing_table"] = table_name(in, in.text("start.missing"));
  data["waits_table"] = table_name(in, in.text("start.only_waits"));
  data["present_table"] = table_name(in, in.text("start.present"));
  data["map"] = map_view(shown, in, sentence);
  if (!may(of, organisers::permission::export_attendees)) return;
  data["exports"] = {{"csv_url", csv_link(of, at, to, "")},
                     {"excel_url", csv_link(of, at, to, "?for=excel-de")}};
}

// Who signed up although the event is not for where they are from.
void add_outside(json& data, const request& of, const schema::reader& db, const events::event& at) {
  const auto& in = *of.language;
  data["outside"] = json::array();
  for (const auto& one : events::list_outside_places(db, *of.scope, at)) {
    const auto& searched = one.ags.empty() ? one.name : one.ags;
    const auto& name = one.name.empty() ? one.ags : one.name;
    data["outside"].push_back(
        {{"name", name.empty() ? in.text("start.no_municipality") : name},
         {"url", searched.empty()
                     ? ""
                     : admin_link(of, "/events/" + at.slug + "?q=" + encode_component(searched))},
         {"people", in.number(one.people)}});
  }
  data["outside_table"] = table_name(in, in.text("start.outside"));
}

response missing_page(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  auto data = missing_data(of, *at);
  const auto all = events::list_audience_members(db, *of.scope, *at);
  data["for_everybody"] = all.empty();
  if (!all.empty()) {
    add_members(data, of, *at, all);
    add_outside(data, of, db, *at);
  }
  return page(200, of, with, "admin_missing", std::move(data));
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/missing: goes through all registrations, so not on the
// network's thread.
response show_missing(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return missing_page(of, db, with); });
}

// GET /admin/{organiser}/events/{slug}/missing.csv
response export_missing_members(const request& of, services& with) {
  std::shared_ptr<const events::event> at;
  members all;
  with.db.read([&](const schema::reader& db) {
    at = find_own_event(of, db, with);
    if (at) all = narrowed(events::list_audience_members(db, *of.scope, *at), where_of(of));
  });
  if (!at) return error_page(404, of, with, "error.not_found");
  record_download(of, with, "export.downloaded", at->slug, {{"format", "csv"}, {"of", "missing"}});
  response made;
  made.content_type = "text/csv; charset=utf-8; header=present";
  const auto today = to_local_text(of.at, at->time_zone).substr(0, 10);
  made.with("Content-Disposition",
            "attachment; filename=\"" + at->slug + "-missing-" + today + ".csv\"");
  events::export_missing(all, of.query.get("for") == "excel-de", [&](std::string_view piece) {
    made.body += piece;
    return true;
  });
  return made;
}

}  // namespace zusage::server
