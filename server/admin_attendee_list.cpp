// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_attendee_list.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using events::attendee_sort;

constexpr std::int64_t most_pages = 1'000'000;

struct column {
  const char *name, *text;
  bool usual;
  std::optional<attendee_sort> sort = {};
};

constexpr auto columns = std::to_array<column>({
    {"email", "admin.email", true},
    {"organisation", "admin.organisation", true},
    {"municipality", "admin.municipality", true, attendee_sort::municipality},
    {"status", "admin.status", true, attendee_sort::status},
    {"registered_at", "admin.registered_at", true, attendee_sort::registered},
    {"reference", "admin.reference", true},
    {"phone", "attendees.list.phone", false},
    {"function", "attendees.list.function", false},
});

/// A column as it is offered: of the table above, booked sessions, or the answer to a question.
struct offered_column {
  std::string name, label;
  bool usual = false;
  std::optional<attendee_sort> sort = {};
};

constexpr std::string_view answer_to = "answer.", booked = "sessions";

// What tells of health or belief is in no list: it is shown with the person alone.
std::vector<offered_column> columns_of(const events::event& at, const web::locale& in) {
  std::vector<offered_column> all;
  all.reserve(columns.size() + 1 + at.questions.size());
  for (const auto& one : columns)
    all.push_back({one.name, kind_text(at.kind, in, one.text), one.usual, one.sort});
  if (!at.sessions.empty()) all.push_back({std::string(booked), in.text("register.sessions")});
  for (const auto& one : at.questions) {
    if (one.sensitive) continue;
    all.push_back({std::string(answer_to) + one.key, web::pick(one.label, in.language())});
  }
  return all;
}

std::string booked_words(const events::event& at, const events::registration& row,
                         const web::locale& in) {
  std::string words;
  for (const auto& one : row.sessions) {
    const auto* session = at.find_session(one.session_key);
    if (!session || one.status == events::registration_status::cancelled) continue;
    auto text = web::pick(session->title, in.language());
    if (one.status != events::registration_status::confirmed)
      text += " (" + status_words(at, one.status, in) + ")";
    words += (words.empty() ? "" : "; ") + text;
  }
  return words;
}

std::string one_answer(const events::question& asked, const std::string& said,
                       const web::locale& in) {
  for (const auto& option : asked.options) {
    if (option.key == said) return web::pick(option.label, in.language());
  }
  if (said == "yes" || said == "no") return in.text(said == "yes" ? "form.yes" : "form.no");
  return said;
}

std::string answered_words(const events::event& at, const events::registration& row,
                           const std::string& key, const web::locale& in) {
  const auto* asked = at.find_question(key);
  const auto found = row.answers.find(key);
  if (!asked || found == row.answers.end()) return {};
  if (found->is_string()) return one_answer(*asked, found->get<std::string>(), in);
  std::string words;
  for (const auto& part : *found) {
    if (part.is_string())
      words += (words.empty() ? "" : ", ") + one_answer(*asked, part.get<std::string>(), in);
  }
  return words;
}

bool shows(const list_choice& what, const std::string& name) {
  return std::find(what.columns.begin(), what.columns.end(), name) != what.columns.end();
}

std::int64_t page_of(const std::string& text) {
  std::int64_t wanted = 1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), wanted);
  return read.ec == std::errc() && wanted > 0 && wanted <= most_pages ? wanted : 1;
}

// A head of the table; its link sorts by it, and the other way round where it is sorted by already.
nlohmann::json head(const request& of, const events::event& at, const list_choice& what,
                    const std::string& label, std::optional<attendee_sort> sort) {
  nlohmann::json made = {
      {"label", label}, {"sort_url", ""}, {"aria_sort", ""}, {"sort_label", ""}, {"arrow", ""}};
  if (!sort) return made;
  auto by_it = what;
  const bool sorted = what.by.sort == *sort;
  by_it.by.sort = *sort;
  by_it.by.descending = sorted && !what.by.descending;
  made["sort_url"] = list_link(of, at, by_it, 1);
  made["sort_label"] = of.language->text("attendees.list.sort_by", {{"column", label}});
  if (!sorted) return made;
  made["aria_sort"] = what.by.descending ? "descending" : "ascending";
  made["arrow"] = what.by.descending ? "▼" : "▲";
  return made;
}

nlohmann::json session_options(const events::event& at, const list_choice& what,
                               const web::locale& in) {
  auto options = nlohmann::json::array();
  for (const auto& one : at.sessions)
    options.push_back({{"option", one.key},
                       {"text", web::pick(one.title, in.language())},
                       {"selected", one.key == what.session}});
  return options;
}

nlohmann::json kind_options(const list_choice& what, const web::locale& in) {
  using events::municipality_kind;
  auto options = nlohmann::json::array();
  for (const auto one : {municipality_kind::municipality, municipality_kind::district_free_city,
                         municipality_kind::county})
    options.push_back({{"option", to_text(one)},
                       {"text", in.text("attendees.list.kinds." + std::string(to_text(one)))},
                       {"selected", what.by.of_kind == one}});
  return options;
}

}  // namespace

bool list_choice::filtered() const {
  return !by.text.empty() || by.status || by.session_id != 0 || by.of_kind;
}

list_choice list_choice_of(const request& of, const events::event& at) {
  list_choice made;
  made.by.text = of.query.get("q");
  made.by.status = events::registration_status_from(of.query.get("status"));
  made.by.of_kind = events::municipality_kind_from(of.query.get("kind"));
  if (const auto* session = at.find_session(of.query.get("session"))) {
    made.session = session->key;
    made.by.session_id = session->id;
  }
  made.by.sort =
      events::attendee_sort_from(of.query.get("sort")).value_or(attendee_sort::registered);
  made.by.descending = of.query.get("dir") == "desc";
  made.by.page = page_of(of.query.get("page"));
  made.columns_chosen = of.query.has("columns");
  const auto chosen = of.query.values("column");
  for (const auto& one : columns_of(at, *of.language)) {
    const bool ticked = std::find(chosen.begin(), chosen.end(), one.name) != chosen.end();
    if (made.columns_chosen ? ticked : one.usual) made.columns.push_back(one.name);
  }
  return made;
}

std::string list_link(const request& of, const events::event& at, const list_choice& what,
                      std::int64_t page) {
  const auto& by = what.by;
  auto path = "/events/" + at.slug + "?page=" + std::to_string(page);
  if (!by.text.empty()) path += "&q=" + encode_component(by.text);
  if (by.status) path += "&status=" + std::string(to_text(*by.status));
  if (!what.session.empty()) path += "&session=" + encode_component(what.session);
  if (by.of_kind) path += "&kind=" + std::string(to_text(*by.of_kind));
  if (by.sort != attendee_sort::registered || by.descending)
    path += "&sort=" + std::string(to_text(by.sort));
  if (by.descending) path += "&dir=desc";
  if (what.columns_chosen) {
    path += "&columns=1";
    for (const auto& one : what.columns) path += "&column=" + encode_component(one);
  }
  return admin_link(of, path);
}

void add_list_choices(nlohmann::json& data, const request& of, const events::event& at,
                      const list_choice& what) {
  const auto& in = *of.language;
  data["session_options"] = session_options(at, what, in);
  data["kind_options"] = kind_options(what, in);
  data["sort"] = to_text(what.by.sort);
  data["descending"] = what.by.descending;
  data["column_boxes"] = nlohmann::json::array();
  data["heads"] = nlohmann::json::array();
  data["name_head"] = head(of, at, what, in.text("admin.name"), attendee_sort::name);
  for (const auto& one : columns_of(at, in)) {
    const bool shown = shows(what, one.name);
    data["column_boxes"].push_back({{"name", one.name}, {"label", one.label}, {"checked", shown}});
    if (shown) data["heads"].push_back(head(of, at, what, one.label, one.sort));
  }
}

void add_chosen_values(nlohmann::json& row, const request& of, const schema::reader& db,
                       const events::event& at, const list_choice& what) {
  const bool more = std::ranges::any_of(what.columns, [](const std::string& name) {
    return name == booked || name.starts_with(answer_to);
  });
  if (!more) return;
  const auto& in = *of.language;
  const auto whole =
      events::find_attendee(db, *of.scope, row.at("reference").get_ref<const std::string&>());
  if (!whole) return;
  for (const auto& name : what.columns) {
    if (name == booked) row[name] = booked_words(at, *whole, in);
    if (name.starts_with(answer_to))
      row[name] = answered_words(at, *whole, name.substr(answer_to.size()), in);
  }
}

nlohmann::json list_cells(const list_choice& what, const nlohmann::json& row) {
  auto cells = nlohmann::json::array();
  for (const auto& name : what.columns)
    cells.push_back({{"text", row.value(name, "")},
                     {"address", name == "email"},
                     {"came_back", name == "email" ? row.value("came_back", "") : ""}});
  return cells;
}

}  // namespace zusage::server
