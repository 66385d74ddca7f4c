// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipality_file.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "events/municipality_counties.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_faults = 20, record_length = 220;  // characters

// One record; columns count from 1 and in characters, as the description of the file does.
class record {
 public:
  explicit record(std::string_view line) : line_(line) {
    for (std::size_t at = 0; at < line.size(); ++at) {
      if ((static_cast<unsigned char>(line[at]) & 0xC0) != 0x80) starts_.push_back(at);
    }
    starts_.push_back(line.size());
  }

  std::size_t length() const { return starts_.size() - 1; }

  std::string columns(std::size_t first, std::size_t last) const {
    const auto from = starts_[std::min(first - 1, length())];
    const auto to = starts_[std::min(last, length())];
    return cleaned(line_.substr(from, to - from));
  }

 private:
  std::string_view line_;
  std::vector<std::size_t> starts_;
};

// `Flensburg, Stadt`: the name and the title that the place bears.
std::pair<std::string, std::string> name_and_title(const std::string& text) {
  const auto comma = text.find(", ");
  if (comma == std::string::npos) return {text, ""};
  return {text.substr(0, comma), text.substr(comma + 2)};
}

class directory_reader {
 public:
  checked<std::vector<municipality>> read(std::string_view text) {
    if (!is_utf8(text)) return faults{{"", "not_utf8"}};
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::size_t number = 1; !text.empty() && wrong_.size() < most_faults; ++number) {
      const auto end = std::min(text.find('\n'), text.size());
      auto line = text.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (!line.empty()) read_line(line, number);
    }
    if (wrong_.empty() && found_.empty()) wrong_.push_back({"", "no_municipalities"});
    if (!wrong_.empty()) return wrong_;
    add_counties(counties_, found_);
    return std::move(found_);
  }

 private:
  void read_line(std::string_view line, std::size_t number) {
    const record one(line);
    const auto type = one.columns(1, 2);
    const bool right = one.length() == record_length && all_digits(type);
    const auto code = right ? read_record(type, one) : "bad_record";
    if (!code.empty()) wrong_.push_back({line_place(number), code});
  }

  // What is wrong with it, or "".
  std::string read_record(const std::string& type, const record& one) {
    if (type == "10") {
      states_[one.columns(11, 12)] = one.columns(23, 72);
    } else if (type == "40") {
      const auto mark = one.columns(123, 124);
      const bool is_city = mark == "41" || mark == "42";
      const auto name = name_and_title(one.columns(23, 72)).first;
      const bool is_named = is_city || mark == "45";  // a Regionalverband
      counties_[one.columns(11, 15)] = {is_named ? name : county_name(name, mark == "43"),
                                        states_[one.columns(11, 12)], is_city};
    } else if (type == "60") {
      return read_municipality(one);
    }
    return {};
  }

  std::string read_municipality(const record& one) {
    municipality made;
    made.ags = one.columns(11, 18);
    const auto people = one.columns(140, 150);
    if (made.ags.size() != 8 || !all_digits(made.ags) || !all_digits(people)) return "bad_record";
    std::from_chars(people.data(), people.data() + people.size(), made.population);
    if (made.population == 0) return {};
    made.district_ags = made.ags.substr(0, 5);
    const auto county = counties_.find(made.district_ags);
    const auto state = states_.find(made.ags.substr(0, 2));
    if (county == counties_.end() || state == states_.end()) return "unknown_county";
    std::tie(made.name, made.title) = name_and_title(one.columns(23, 72));
    if (made.name.empty()) return "bad_record";
    if (county->second.is_city) made.kind = municipality_kind::district_free_city;
    made.district = county->second.name;
    made.state = state->second;
    made.postal_code = one.columns(166, 170);
    county->second.population += made.population;
    found_.push_back(std::move(made));
    return {};
  }

  std::map<std::string, std::string> states_;
  std::map<std::string, county_entry> counties_;
  std::vector<municipality> found_;
  faults wrong_;
};

}  // namespace

checked<std::vector<municipality>> parse_gv100ad(std::string_view text) {
  return directory_reader().read(text);
}

}  // namespace zusage::events
