// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "events/check_in_code.hpp"
#include "server/admin_exports.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/record_download.hpp"
#include "server/session_day.hpp"
#include "server/target.hpp"
#include "web/qr_code.hpp"

namespace zusage::server {
namespace {

using events::printed_person;
using nlohmann::json;

constexpr std::size_t longest_reference = 40;
constexpr std::size_t most_pages = 100'000;

std::size_t wanted_page(const request& of) {
  const auto& text = of.query.get("page");
  std::size_t number = 1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && number > 0 && number <= most_pages ? number : 1;
}

// As it is stored, however it was typed.
std::string wanted_reference(const request& of) {
  const auto& typed = of.query.get("reference");
  const auto read = events::check_in_codes::read(typed.substr(0, longest_reference));
  return read ? read->reference : typed;
}

std::string titles_of(const events::event& at, const std::vector<std::string>& keys,
                      const web::locale& in) {
  std::string titles;
  for (const auto& one : at.sessions) {
    if (std::ranges::find(keys, one.key) == keys.end()) continue;
    titles += (titles.empty() ? "" : ", ") + web::pick(one.title, in.language());
  }
  return titles;
}

json session_options(const events::event& at, const std::string& chosen, const web::locale& in) {
  auto options = json::array();
  for (const auto& one : at.sessions) {
    if (one.cancelled) continue;
    auto text = web::pick(one.title, in.language());
    const auto when = session_when_words(at, one, in);
    if (!when.empty()) text += " (" + when + ")";
    options.push_back({{"option", one.key}, {"text", text}, {"selected", one.key == chosen}});
  }
  return options;
}

// The same page with another number.
std::string numbered(const request& of, std::size_t number) {
  std::string path = of.path + "?page=" + std::to_string(number);
  for (const auto* name : {"session", "sheet", "lang"}) {
    if (const auto& value = of.query.get(name); !value.empty())
      path += std::string("&") + name + "=" + encode_component(value);
  }
  return path;
}

void keep_page(const request& of, printed_part& part) {
  const auto all = part.people.size();
  const auto pages =
      std::max<std::size_t>(1, (all + export_limits::on_one_page - 1) / export_limits::on_one_page);
  const auto number = std::min(wanted_page(of), pages);
  const auto from = (number - 1) * export_limits::on_one_page;
  const auto to = std::min(all, from + export_limits::on_one_page);
  part.people = {std::make_move_iterator(part.people.begin() + std::ptrdiff_t(from)),
                 std::make_move_iterator(part.people.begin() + std::ptrdiff_t(to))};
  if (pages < 2) return;
  const auto words = of.language->text("admin.page_of", {{"page", number}, {"pages", pages}});
  part.data["paging"] = {{"previous_url", number > 1 ? numbered(of, number - 1) : ""},
                         {"next_url", number < pages ? numbered(of, number + 1) : ""},
                         {"words", words}};
}

json part_data(const request& of, const events::event& at, const std::string& what,
               const std::string& session, std::size_t count) {
  const auto& in = *of.language;
  const auto name = web::pick(at.title, in.language());
  auto data = page_at_event(of, at, in.text("export." + what + "_of", {{"event", name}}));
  add_step(data, in.text("export.short"), admin_link(of, "/events/" + at.slug + "/export"));
  add_step(data, in.text("export." + what));
  data["event_name"] = name;
  data["period"] = in.period(at.starts_at, at.ends_at, at.time_zone);
  data["page_url"] = of.path;
  data["chosen_language"] = chosen_language(of);
  data["session_options"] = session_options(at, session, in);
  data["session_title"] = titles_of(at, {session}, in);
  data["as_of"] =
      in.text("export.as_of", {{"time", in.date_time(of.at, at.time_zone)}, {"count", count}});
  return data;
}

// Badges of a sheet: two beside each other, on A4 four or five below each other.
std::size_t wanted_sheet(const request& of) {
  return of.query.get("sheet") == "10" ? 10 : 8;
}

json badge_view(const request& of, services& with, const events::event& at,
                const printed_person& who) {
  const bool has_desk = at.mode != events::mode::online;
  const auto code = events::check_in_codes(with.keys.links).code_of(who.reference, at.id);
  return {{"given_name", who.given_name},
          {"family_name", who.family_name},
          {"organisation", who.organisation},
          {"municipality", who.municipality},
          {"reference", who.reference},
          {"svg", has_desk ? web::qr_svg(code, of.language->text("export.code_label",
                                                                 {{"reference", who.reference}}))
                           : ""}};
}

}  // namespace

std::optional<printed_part> print_part(const request& of, services& with, const std::string& what,
                                       events::export_who who) {
  const auto& session = of.query.get("session");
  const auto reference = wanted_reference(of);
  printed_part part;
  with.db.read([&](const schema::reader& db) {
    part.at = find_own_event(of, db, with);
    if (!part.at) return;
    // What is no text is nobody's, and PostgreSQL would refuse to look for it.
    if (!is_utf8(reference) || has_control(reference)) return;
    part.people =
        events::list_for_print(db, *of.scope, *part.at, with.ledger, {{who, session}, reference});
  });
  if (!part.at || part.at->kind == events::kind::paper) return {};
  if (!session.empty() && !part.at->find_session(session)) return {};
  part.data = part_data(of, *part.at, what, session, part.people.size());
  keep_page(of, part);
  nlohmann::json details = {{"printed", what}, {"rows", part.people.size()}};
  if (!session.empty()) details["session"] = session;
  record_download(of, with, "export.printed", part.at->slug, details);
  return part;
}

// GET /admin/{organiser}/events/{slug}/print-list
response show_print_list(const request& of, services& with) {
  auto part = print_part(of, with, "print_list", events::export_who::coming);
  if (!part) return error_page(404, of, with, "error.not_found");
  auto rows = json::array();
  for (const auto& who : part->people) {
    rows.push_back({{"name", who.family_name + ", " + who.given_name},
                    {"organisation", who.organisation},
                    {"municipality", who.municipality},
                    {"sessions", titles_of(*part->at, who.sessions, *of.language)}});
  }
  part->data["rows"] = std::move(rows);
  part->data["with_sessions"] = !part->at->sessions.empty();
  return page(200, of, with, "admin_print_list", std::move(part->data));
}

// GET /admin/{organiser}/events/{slug}/badges
response show_badges(const request& of, services& with) {
  auto part = print_part(of, with, "badges", events::export_who::coming);
  if (!part) return error_page(404, of, with, "error.not_found");
  const auto of_sheet = wanted_sheet(of);
  auto sheets = json::array();
  for (const auto& who : part->people) {
    if (sheets.empty() || sheets.back().at("badges").size() == of_sheet)
      sheets.push_back({{"badges", json::array()}, {"number", sheets.size() + 1}});
    sheets.back()["badges"].push_back(badge_view(of, with, *part->at, who));
  }
  part->data["sheets"] = std::move(sheets);
  part->data["of_sheet"] = std::to_string(of_sheet);
  part->data["sheet_options"] = json::array();
  for (const auto* one : {"8", "10"}) {
    part->data["sheet_options"].push_back(
        {{"option", one},
         {"text", of.language->text("export.sheet_" + std::string(one))},
         {"selected", std::to_string(of_sheet) == one}});
  }
  return page(200, of, with, "admin_badges", std::move(part->data));
}

}  // namespace zusage::server
