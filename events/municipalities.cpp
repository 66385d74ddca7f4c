// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipalities.hpp"

#include <array>
#include <stdexcept>
#include <utility>

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

constexpr std::size_t least_beginning = 3;  // characters

std::string escaped_for_like(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '!' || c == '%' || c == '_') escaped += '!';
    escaped += c;
  }
  return escaped;
}

// `landkreis x` for `kreis x` and the other way round; what is neither stays.
std::string other_county_name(const std::string& key) {
  if (key.starts_with("landkreis ")) return key.substr(4);
  return key.starts_with("kreis ") ? "land" + key : key;
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

std::optional<municipality> find_municipality(const schema::reader& db, std::string_view ags) {
  auto found = find_where(db, "ags = :1", ags);
  if (found.empty()) return {};
  return std::move(found.front());
}

std::vector<municipality> find_namesakes(const schema::reader& db, std::string_view name) {
  return find_where(db, "folded = :1 ORDER BY population DESC, ags", municipality_name_key(name));
}

std::vector<municipality> find_beginning_with(const schema::reader& db, std::string_view name,
                                              std::int64_t most) {
  const auto key = municipality_name_key(name);
  if (length(key) < least_beginning) return {};
  return find_where(db,
                    "folded LIKE :1 ESCAPE '!' OR folded = :2"
                    " ORDER BY population DESC, ags LIMIT :3",
                    escaped_for_like(key) + " %", other_county_name(key), most);
}

std::string municipality_name_key(std::string_view name) {
  auto key = folded(cleaned(name));
  for (const auto foreword : forewords) {
    if (key.starts_with(foreword)) return key.substr(foreword.size());
  }
  return key;
}

void replace_directory(schema::transaction& tx, const std::vector<municipality>& all) {
  tx.execute("DELETE FROM municipality");
  for (const auto& one : all) {
    tx.execute(
        "INSERT INTO municipality (ags, name, title, kind, district_ags, district, state,"
        " population, postal_code, latitude, longitude, folded)"
        " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12)",
        one.ags, one.name, one.title, to_text(one.kind), one.district_ags, one.district, one.state,
        one.population, one.postal_code, one.latitude, one.longitude,
        municipality_name_key(one.name));
  }
}

}  // namespace zusage::events
