// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/session_day.hpp"

#include <tuple>

#include "base/time_zone.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

bool same_day(instant a, instant b, std::string_view zone) {
  const auto x = to_local(a, zone), y = to_local(b, zone);
  return std::tie(x.year, x.month, x.day) == std::tie(y.year, y.month, y.day);
}

}  // namespace

bool has_several_days(const events::event& of) {
  const events::session* first = nullptr;
  for (const auto& one : of.sessions) {
    if (!one.starts_at) continue;
    if (first && !same_day(*first->starts_at, *one.starts_at, of.time_zone)) return true;
    if (!first) first = &one;
  }
  return false;
}

std::string session_when_words(const events::event& of, const events::session& one,
                               const web::locale& in) {
  if (!one.starts_at) return web::pick(one.when, in.language());
  auto words = time_words(one, of.time_zone, in);
  // One that spans days says them itself.
  const bool has_days = one.ends_at && !same_day(*one.starts_at, *one.ends_at, of.time_zone);
  if (has_days || !has_several_days(of)) return words;
  return in.short_date(*one.starts_at, of.time_zone) + ", " + words;
}

}  // namespace zusage::server
