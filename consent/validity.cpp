// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/validity.hpp"

#include <chrono>
#include <cstdio>

#include "base/time_zone.hpp"

namespace zusage::consent {

using namespace std::chrono_literals;

instant after_months(instant from, std::int64_t months) {
  const auto local = to_local(from, home_zone);
  const auto month = std::chrono::year_month(std::chrono::year(local.year),
                                             std::chrono::month(unsigned(local.month))) +
                     std::chrono::months(months);
  const auto last = unsigned((month / std::chrono::last).day());
  const auto day = std::min(unsigned(local.day), last);
  const auto text = [&](int hour) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d", int(month.year()),
                  unsigned(month.month()), day, hour, local.minute, local.second);
    return std::string(buffer);
  };
  auto end = local_to_instant(text(local.hour), home_zone);
  // In the hour that clocks leave out: an hour later is the same moment as it would have been.
  if (!end) end = local_to_instant(text(local.hour + 1), home_zone);
  if (!end) return from + std::chrono::days(31 * months);  // no zone has such a day
  return *end + from.time_since_epoch() % 1s;
}

std::optional<ending> ended_by(state now, const bounds& of, instant at) {
  if (!permits(now)) return {};
  if (of.purpose_ends_it) return ending{state::terminated, "purpose-ended"};
  if (of.valid_until && *of.valid_until <= at) return ending{state::expired, "time"};
  if (of.renew_by && *of.renew_by <= at) return ending{state::expired, "not-renewed"};
  return {};
}

std::optional<instant> end_of(const bounds& of) {
  if (!of.valid_until || !of.renew_by) return of.valid_until ? of.valid_until : of.renew_by;
  return std::min(*of.valid_until, *of.renew_by);
}

}  // namespace zusage::consent
