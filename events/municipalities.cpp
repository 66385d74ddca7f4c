// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipalities.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "base/link.hpp"
#include "base/text.hpp"

namespace zusage::events {
namespace {

constexpr std::array<std::pair<municipality_kind, std::string_view>, 3> kinds = {{
    {municipality_kind::municipality, "municipality"},
    {municipality_kind::district_free_city, "district_free_city"},
    {municipality_kind::county, "county"},
}};

// What people write before the name of their town.
constexpr std::array<std::string_view, 6> forewords = {
    "stadt ", "gemeinde ", "markt ", "hansestadt ", "kreisfreie stadt ", "landeshauptstadt "};

using municipality_row = std::tuple<std::string, std::string, std::string, std::string, std::string,
                                    std::string, std::string, std::int64_t, std::string,
                                    std::optional<std::int64_t>, std::optional<std::int64_t>>;

municipality from_row(const municipality_row& row) {
  municipality found;
  std::string kind;
  std::tie(found.ags, found.name, found.title, kind, found.district_ags, found.district,
           found.state, found.population, found.postal_code, found.latitude, found.longitude) = row;
  const auto known = municipality_kind_from(kind);
  if (!known) throw std::runtime_error("a stored municipality has an unknown kind");
  found.kind = *known;
  return found;
}

template <class... Parameters>
std::vector<municipality> find_where(const schema::reader& db, const std::string& condition,
                                     const Parameters&... parameters) {
  std::vector<municipality> found;
  for (const auto& row : db.all<std::string, std::string, std::string, std::string, std::string,
                                std::string, std::string, std::int64_t, std::string,
                                std::optional<std::int64_t>, std::optional<std::int64_t>>(
           "SELECT ags, name, title, kind, district_ags, district, state, population, postal_code,"
           " latitude, longitude"
           " FROM municipality WHERE " +
               condition,
           parameters...)) {
    found.push_back(from_row(row));
  }
  return found;
}

void insert(schema::transaction& tx, const std::vector<municipality>& all,
            const std::string& edition) {
  for (const auto& one : all) {
    tx.execute(
        "INSERT INTO municipality (ags, name, title, kind, district_ags, district, state,"
        " population, postal_code, latitude, longitude, folded, edition)"
        " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13)",
        one.ags, one.name, one.title, to_text(one.kind), one.district_ags, one.district, one.state,
        one.population, one.postal_code, one.latitude, one.longitude,
        municipality_name_key(one.name), edition);
  }
}

}  // namespace

std::string_view to_text(municipality_kind k) {
  for (const auto& [kind, name] : kinds) {
    if (kind == k) return name;
  }
  return {};
}

std::optional<municipality_kind> municipality_kind_from(std::string_view text) {
  for (const auto& [kind, name] : kinds) {
    if (name == text) return kind;
  }
  return {};
}

bool has_directory(const schema::reader& db) {
  const auto made_up = std::string(made_up_ags) + "%";
  return db
      .value<std::string>("SELECT ags FROM municipality WHERE ags NOT LIKE :1 LIMIT 1", made_up)
      .has_value();
}

std::string directory_edition(const schema::reader& db) {
  return db.value<std::string>("SELECT edition FROM municipality WHERE edition <> '' LIMIT 1")
      .value_or("");
}

std::vector<municipality> list_directory(const schema::reader& db) {
  return find_where(db, "ags NOT LIKE :1", std::string(made_up_ags) + "%");
}

std::optional<municipality> find_municipality(const schema::reader& db, std::string_view ags) {
  auto found = find_where(db, "ags = :1", ags);
  if (found.empty()) return {};
  return std::move(found.front());
}

std::string municipality_name_key(std::string_view name) {
  auto key = folded(cleaned(name));
  for (const auto foreword : forewords) {
    if (key.starts_with(foreword)) return key.substr(foreword.size());
  }
  return key;
}

void replace_directory(schema::transaction& tx, const std::vector<municipality>& all) {
  tx.execute("DELETE FROM municipality WHERE ags NOT LIKE :1", std::string(made_up_ags) + "%");
  insert(tx, all, new_public_id());
}

void add_made_up(schema::transaction& tx, const std::vector<municipality>& all) {
  insert(tx, all, "");
}

}  // namespace zusage::events
