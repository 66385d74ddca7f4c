// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/foreign_time.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "base/text.hpp"
#include "base/time_zone.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t longest = 60;
constexpr double longest_minutes = 7 * 24 * 60;

/// Takes pieces off the front of a text.
class scanner {
 public:
  explicit scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view piece) {
    if (!rest_.starts_with(piece)) return false;
    rest_.remove_prefix(piece.size());
    return true;
  }
  bool spaces() {
    const auto before = rest_.size();
    while (take(" ")) continue;
    return rest_.size() < before;
  }
  /// A number of `least` to `most` digits; -1 for anything else.
  int number(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9' && count <= most)
      value = value * 10 + (rest_[count++] - '0');
    if (count < least || count > most) return -1;
    rest_.remove_prefix(count);
    return value;
  }
  std::string_view letters() {
    const auto end =
        std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    const auto word = rest_.substr(0, std::size_t(end - rest_.begin()));
    rest_.remove_prefix(word.size());
    return word;
  }

 private:
  std::string_view rest_;
};

struct date_time {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

std::optional<instant> in_zone(const date_time& t, const std::string& zone) {
  for (const int part : {t.year, t.month, t.day, t.hour, t.minute, t.second}) {
    if (part < 0 || part > 9999) return {};
  }
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", t.year, t.month, t.day, t.hour,
                t.minute, t.second);
  return local_to_instant(text, zone);
}

// `9:05` or `9:05:30`.
bool read_clock(scanner& in, date_time& into) {
  into.hour = in.number(1, 2);
  if (!in.take(":")) return false;
  into.minute = in.number(2, 2);
  if (in.take(":")) into.second = in.number(2, 2);
  return true;
}

// `AM` or `PM`, behind the hours from 1 to 12.
bool read_half(scanner& in, date_time& into) {
  const bool afternoon = in.take("pm");
  if ((!afternoon && !in.take("am")) || into.hour < 1 || into.hour > 12) return false;
  into.hour = into.hour % 12 + (afternoon ? 12 : 0);
  return true;
}

std::optional<instant> read_iso(scanner in, const std::string& zone) {
  date_time t;
  t.year = in.number(4, 4);
  if (!in.take("-")) return {};
  t.month = in.number(2, 2);
  if (!in.take("-")) return {};
  t.day = in.number(2, 2);
  if (!in.take("t") && !in.take(" ")) return {};
  if (!read_clock(in, t)) return {};
  if (in.take(".")) in.number(1, 9);
  const bool utc = in.take("z");
  return in.at_end() ? in_zone(t, utc ? "UTC" : zone) : std::nullopt;
}

std::optional<instant> read_german(scanner in, const std::string& zone) {
  date_time t;
  t.day = in.number(1, 2);
  if (!in.take(".")) return {};
  t.month = in.number(1, 2);
  if (!in.take(".")) return {};
  t.year = in.number(4, 4);
  in.take(",");
  if (!in.spaces() || !read_clock(in, t)) return {};
  in.take(" uhr");
  return in.at_end() ? in_zone(t, zone) : std::nullopt;
}

std::optional<instant> read_american(scanner in, const std::string& zone) {
  date_time t;
  t.month = in.number(1, 2);
  if (!in.take("/")) return {};
  t.day = in.number(1, 2);
  if (!in.take("/")) return {};
  t.year = in.number(2, 4);
  if (t.year >= 0 && t.year < 100) t.year += 2000;
  in.take(",");
  if (!in.spaces() || !read_clock(in, t)) return {};
  in.spaces();
  if (!read_half(in, t) || !in.at_end()) return {};
  return in_zone(t, zone);
}

// Minutes in one unit, by its name in English or German; 0: not known.
double unit_named(std::string_view word) {
  for (const std::string_view one : {"h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"})
    if (word == one) return 60;
  for (const std::string_view one : {"m", "min", "mins", "minute", "minutes", "minuten"})
    if (word == one) return 1;
  for (const std::string_view one : {"s", "sec", "secs", "second", "seconds", "sek", "sekunden"})
    if (word == one) return 1.0 / 60;
  return 0;
}

// `1 h 5 min`
std::optional<double> read_units(scanner in) {
  double all = 0;
  while (!in.at_end()) {
    const auto count = in.number(1, 5);
    in.spaces();
    const auto unit = unit_named(in.letters());
    if (count < 0 || unit == 0) return {};
    all += count * unit;
    in.take(".");
    in.spaces();
  }
  return all;
}

// `57`, `57,5`
std::optional<double> read_plain(scanner in) {
  double all = in.number(1, 6);
  if (all < 0) return {};
  if (in.take(",") || in.take(".")) {
    const auto tenth = in.number(1, 1);
    if (tenth < 0) return {};
    all += tenth / 10.0;
    in.number(1, 5);
  }
  return in.at_end() ? std::optional(all) : std::nullopt;
}

// `1:05:30`, `1:05`
std::optional<double> read_span(scanner in) {
  const auto hours = in.number(1, 3);
  if (hours < 0 || !in.take(":")) return {};
  const auto minutes = in.number(2, 2);
  const auto seconds = in.take(":") ? in.number(2, 2) : 0;
  if (minutes < 0 || seconds < 0 || !in.at_end()) return {};
  return hours * 60.0 + minutes + seconds / 60.0;
}

}  // namespace

std::optional<instant> read_foreign_time(const std::string& text, const std::string& zone) {
  if (text.empty() || text.size() > longest) return {};
  const auto lower = lower_ascii(text);
  const scanner in(lower);
  if (const auto iso = read_iso(in, zone)) return iso;
  if (const auto german = read_german(in, zone)) return german;
  return read_american(in, zone);
}

std::optional<instant> read_time_of_day(const std::string& text, instant day,
                                        const std::string& zone) {
  if (text.empty() || text.size() > longest) return {};
  const auto lower = lower_ascii(text);
  scanner in(lower);
  const auto on = to_local(day, zone);
  date_time t{on.year, on.month, on.day};
  if (!read_clock(in, t)) return {};
  in.spaces();
  if (!in.at_end() && !in.take("uhr") && !read_half(in, t)) return {};
  return in.at_end() ? in_zone(t, zone) : std::nullopt;
}

std::optional<std::int64_t> read_minutes(const std::string& text) {
  if (text.empty() || text.size() > longest) return {};
  const auto lower = lower_ascii(text);
  const scanner in(lower);
  auto minutes = read_plain(in);
  if (!minutes) minutes = read_span(in);
  if (!minutes) minutes = read_units(in);
  if (!minutes || *minutes > longest_minutes) return {};
  return std::llround(*minutes);
}

}  // namespace zusage::events
