// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "events/csv_read.hpp"
#include "events/municipality_counties.hpp"
#include "events/municipality_file.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_faults = 20, longest_shown = 60, most_characters = 100;
constexpr std::size_t ags_digits = 8, ars_digits = 12, district_digits = 5, state_digits = 2;
constexpr std::size_t postal_code_digits = 5, most_population_digits = 10;
constexpr double most_latitude = 90, most_longitude = 180, millionths = 1e6;

constexpr std::array needed_columns = {"ags",   "name",         "title",
                                       "kind",  "district_ags", "district",
                                       "state", "population",   "postal_code"};
constexpr std::array optional_columns = {"ars", "area_km2", "lat", "lon"};

// The kinds of the directory, folded, and whether the place belongs to no county.
constexpr std::array<std::pair<std::string_view, bool>, 7> known_kinds = {{
    {"kreisfreie stadt", true},
    {"stadtkreis", true},
    {"kreisangehorige gemeinde", false},
    {"stadt", false},
    {"markt", false},
    {"grosse kreisstadt", false},
    {"gemeindefreies gebiet, bewohnt", false},
}};

bool is_digits(std::string_view text, std::size_t count) {
  return text.size() == count && all_digits(text);
}

bool is_plain(std::string_view text) {
  return is_utf8(text) && !has_control(text) && length(text) <= most_characters;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  if (!all_digits(text) || text.size() > most_population_digits) return {};
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<std::int64_t> degrees(std::string_view text, double most) {
  double value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (read.ec != std::errc() || read.ptr != end || !(std::abs(value) <= most)) return {};
  return std::llround(value * millionths);
}

std::optional<bool> is_city_kind(std::string_view kind) {
  const auto key = folded(kind);
  for (const auto& [name, is_city] : known_kinds) {
    if (name == key) return is_city;
  }
  return {};
}

// Two states have Kreise, the others Landkreise; the table does not say which.
bool has_kreise(std::string_view ags) {
  constexpr std::array<std::string_view, 2> states = {"01", "05"};
  return std::find(states.begin(), states.end(), ags.substr(0, state_digits)) != states.end();
}

// The columns in which the lines have their cells.
class heading {
 public:
  explicit heading(const csv_line& line) : number_(line.number) {
    for (std::size_t at = 0; at < line.cells.size(); ++at) add(cleaned(line.cells[at]), at);
    for (const auto* const name : needed_columns) {
      if (!places_.contains(name)) refuse("missing_column", name);
    }
    if (places_.contains("lat") != places_.contains("lon"))
      refuse("missing_column", places_.contains("lat") ? "lon" : "lat");
  }

  const faults& wrong() const { return wrong_; }
  std::size_t count() const { return places_.size(); }
  bool has(const char* name) const { return places_.contains(name); }
  std::string cell(const csv_line& line, const char* name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? std::string() : cleaned(line.cells[found->second]);
  }

 private:
  static bool is_known(const std::string& name) {
    const auto is_it = [&](const char* one) { return name == one; };
    return std::any_of(needed_columns.begin(), needed_columns.end(), is_it) ||
           std::any_of(optional_columns.begin(), optional_columns.end(), is_it);
  }

  void add(const std::string& name, std::size_t at) {
    if (!is_known(name)) {
      refuse("unknown_column", name);
    } else if (!places_.emplace(name, at).second) {
      refuse("column_twice", name);
    }
  }

  void refuse(const char* code, const std::string& name) {
    if (wrong_.size() < most_faults)
      wrong_.push_back({line_place(number_), code, {{"column", cut(name, longest_shown)}}});
  }

  std::size_t number_;
  std::map<std::string, std::size_t, std::less<>> places_;
  faults wrong_;
};

class csv_reader {
 public:
  explicit csv_reader(const heading& columns) : columns_(columns) {}

  checked<std::vector<municipality>> read(const std::vector<csv_line>& lines) {
    for (std::size_t at = 1; at < lines.size() && wrong_.size() < most_faults; ++at) {
      read_line(lines[at]);
    }
    if (wrong_.empty() && found_.empty()) wrong_.push_back({"", "no_municipalities"});
    if (!wrong_.empty()) return wrong_;
    add_counties(counties_, found_);
    return std::move(found_);
  }

 private:
  // A cell that says something else than it may, by its column.
  void refuse(const csv_line& line, const char* code, const char* column) {
    wrong_.push_back(
        {line_place(line.number),
         code,
         {{"column", column}, {"value", cut(columns_.cell(line, column), longest_shown)}}});
  }

  void read_line(const csv_line& line) {
    if (line.cells.size() != columns_.count()) {
      wrong_.push_back({line_place(line.number),
                        "wrong_cell_count",
                        {{"found", line.cells.size()}, {"wanted", columns_.count()}}});
      return;
    }
    municipality made;
    bool is_city = false;
    const auto* const wrong = read_cells(line, made, is_city);
    if (wrong) return refuse(line, "wrong_cell", wrong);
    if (!keys_.insert(made.ags).second) return refuse(line, "ags_twice", "ags");
    if (made.population == 0) return;
    const auto [state, new_state] =
        states_.try_emplace(made.ags.substr(0, state_digits), made.state);
    if (state->second != made.state) return refuse(line, "contradicting_cell", "state");
    const auto district = columns_.cell(line, "district");
    const auto [known, new_district] = districts_.try_emplace(made.district_ags, district, is_city);
    if (known->second != std::pair(district, is_city))
      return refuse(line, "contradicting_cell", "district");
    auto& county = counties_[made.district_ags];
    county.is_city = is_city;
    county.name = is_city ? district : county_name(district, has_kreise(made.ags));
    county.state = made.state;
    county.population += made.population;
    made.district = county.name;
    found_.push_back(std::move(made));
  }

  // The first column that is wrong, or nullptr.
  const char* read_cells(const csv_line& line, municipality& into, bool& is_city) const {
    into.ags = columns_.cell(line, "ags");
    if (!is_digits(into.ags, ags_digits)) return "ags";
    into.district_ags = columns_.cell(line, "district_ags");
    if (into.district_ags != into.ags.substr(0, district_digits)) return "district_ags";
    const auto ars = columns_.cell(line, "ars");
    if (columns_.has("ars") && (!is_digits(ars, ars_digits) || !ars.starts_with(into.district_ags)))
      return "ars";
    into.name = columns_.cell(line, "name");
    if (into.name.empty()) return "name";
    into.title = columns_.cell(line, "title");
    for (const auto* const column : {"name", "title", "state", "district"}) {
      if (!is_plain(columns_.cell(line, column))) return column;
    }
    const auto kind = is_city_kind(columns_.cell(line, "kind"));
    if (!kind) return "kind";
    is_city = *kind;
    if (is_city) into.kind = municipality_kind::district_free_city;
    into.state = columns_.cell(line, "state");
    if (into.state.empty()) return "state";
    if (columns_.cell(line, "district").empty()) return "district";
    const auto people = whole_number(columns_.cell(line, "population"));
    if (!people) return "population";
    into.population = *people;
    return read_place(line, into);
  }

  const char* read_place(const csv_line& line, municipality& into) const {
    into.postal_code = columns_.cell(line, "postal_code");
    if (!into.postal_code.empty() && !is_digits(into.postal_code, postal_code_digits))
      return "postal_code";
    if (!columns_.has("lat")) return nullptr;
    const auto latitude = columns_.cell(line, "lat"), longitude = columns_.cell(line, "lon");
    if (latitude.empty() && longitude.empty()) return nullptr;
    into.latitude = degrees(latitude, most_latitude);
    if (!into.latitude) return "lat";
    into.longitude = degrees(longitude, most_longitude);
    return into.longitude ? nullptr : "lon";
  }

  const heading& columns_;
  std::map<std::string, std::string> states_;
  std::map<std::string, std::pair<std::string, bool>> districts_;
  std::map<std::string, county_entry> counties_;
  std::set<std::string> keys_;
  std::vector<municipality> found_;
  faults wrong_;
};

}  // namespace

checked<std::vector<municipality>> parse_municipality_csv(std::string_view text) {
  const auto table = read_csv(text);
  if (!table) return table.error();
  const heading columns(table->lines.front());
  if (!columns.wrong().empty()) return columns.wrong();
  return csv_reader(columns).read(table->lines);
}

}  // namespace zusage::events
