// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time.hpp"

#include <cstdio>

namespace zusage {

instant now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string to_iso(instant t) {
  using namespace std::chrono;
  const auto day = floor<days>(t);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(t - day));
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                int(time.minutes().count()), int(time.seconds().count()));
  return text;
}

std::optional<instant> from_iso(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 20 || text[19] != 'Z') return {};
  int y, mo, d, h, mi, s;
  if (std::sscanf(std::string(text).c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ", &y, &mo, &d, &h, &mi,
                  &s) != 6) {
    return {};
  }
  const year_month_day date{year{y}, month{unsigned(mo)}, day{unsigned(d)}};
  const instant t = sys_days{date} + hours(h) + minutes(mi) + seconds(s);
  if (!date.ok() || to_iso(t) != text) return {};
  return t;
}

}  // namespace zusage
