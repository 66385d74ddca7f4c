// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/organiser_pages.hpp"

#include "base/time_zone.hpp"
#include "events/json_members.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;
using organiser_row = std::tuple<std::int64_t, std::string, std::string, std::string, std::string,
                                 std::string, std::string>;

organiser_pages from_row(const schema::reader& db, const organiser_row& row) {
  organiser_pages found;
  std::string name, languages;
  std::tie(found.by.id, found.by.key, name, found.by.contact, found.by.imprint_url,
           found.by.privacy_url, languages) = row;
  found.by.name = from_stored(name);
  found.by.languages = texts_of(json::parse(languages, nullptr, false));
  db.each<std::string, std::string>(
      "SELECT page, content FROM organiser_page WHERE organiser_id = :1",
      [&](const std::string& page, const std::string& content) {
        found.content[page] = from_stored(content);
      },
      found.by.id);
  return found;
}

}  // namespace

const json& organiser_pages::page(const char* name) const {
  return member(content, name);
}

std::optional<organiser_pages> find_organiser_pages(const schema::reader& db,
                                                    std::string_view key) {
  const auto row = db.one<std::int64_t, std::string, std::string, std::string, std::string,
                          std::string, std::string>(
      "SELECT id, key, name, contact, imprint_url, privacy_url, languages"
      " FROM organiser WHERE key = :1",
      key);
  if (!row) return {};
  return from_row(db, *row);
}

std::vector<organiser_pages> list_organiser_pages(const schema::reader& db) {
  std::vector<organiser_pages> all;
  for (const auto& row :
       db.all<std::int64_t, std::string, std::string, std::string, std::string, std::string,
              std::string>("SELECT id, key, name, contact, imprint_url, privacy_url, languages"
                           " FROM organiser ORDER BY key")) {
    all.push_back(from_row(db, row));
  }
  return all;
}

void store_pages(schema::transaction& tx, std::int64_t organiser_id, const json& content) {
  tx.execute("DELETE FROM organiser_page WHERE organiser_id = :1", organiser_id);
  for (const auto& [page, said] : content.items()) {
    tx.execute("INSERT INTO organiser_page (organiser_id, page, content) VALUES (:1, :2, :3)",
               organiser_id, page, said.dump(-1, ' ', false, json::error_handler_t::replace));
  }
}

std::string topic_of_organiser(std::string_view key) {
  return std::string(topic_of_all_organisers).append(key);
}

std::string declared_on(const organiser_pages& of) {
  return text_member(of.page("accessibility"), "declared_on");
}

std::optional<instant> start_of_date(const std::string& date) {
  return local_to_instant(date + "T00:00", "UTC");
}

bool declaration_is_due(const organiser_pages& of, instant now) {
  const auto declared = start_of_date(declared_on(of));
  if (!declared) return true;
  namespace chrono = std::chrono;
  auto day = chrono::year_month_day(chrono::floor<chrono::days>(*declared)) + declaration_reminder;
  if (!day.ok()) day = day.year() / day.month() / chrono::last;  // there is no such day
  return chrono::sys_days(day) <= now;
}

}  // namespace zusage::events
