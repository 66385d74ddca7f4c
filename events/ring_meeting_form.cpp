// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/time_zone.hpp"
#include "events/event_file.hpp"
#include "events/event_file_shape.hpp"
#include "events/form_input.hpp"
#include "events/ring_meetings.hpp"

namespace zusage::events {
namespace {

using texts = nlohmann::json;

// The other languages keep what they say only where the words were not changed.
void set_text(texts& into, const std::string& typed, std::string_view language) {
  if (typed == text_in(into, language)) return;
  into = texts::object();
  if (!typed.empty()) into[std::string(language)] = typed;
}

std::string day_of(instant t, const std::string& zone) {
  return to_local_text(t, zone).substr(0, 10);
}

struct moment_fields {
  const char *day_field, *time_field;
  std::string day, time;
};

// Whether `day` and `time` are written as such at all tells a gap of the clocks from nonsense.
std::optional<instant> read_moment(const moment_fields& typed, const std::string& zone,
                                   faults& wrong) {
  if (!local_to_instant(typed.day + "T00:00", "UTC") || typed.day.size() != 10) {
    wrong.push_back({typed.day_field, "wrong_date"});
    return {};
  }
  if (typed.time.size() != 5 || !local_to_instant("2000-01-01T" + typed.time, "UTC")) {
    wrong.push_back({typed.time_field, "wrong_time"});
    return {};
  }
  const auto text = typed.day + "T" + typed.time;
  const auto found = local_to_instant(text, zone);
  if (!found) wrong.push_back({typed.time_field, "time_in_gap", {{"value", text}, {"zone", zone}}});
  return found;
}

void read_times(const event& of, const meeting_form& form, session& into, faults& wrong) {
  into.starts_at.reset();
  into.ends_at.reset();
  const bool none = form.starts_on.empty() && form.starts_at.empty() && form.ends_on.empty() &&
                    form.ends_at.empty();
  if (none) return;  // 'September/October'
  const auto last_day = form.ends_on.empty() ? form.starts_on : form.ends_on;
  const auto starts =
      read_moment({"starts_on", "starts_at", form.starts_on, form.starts_at}, of.time_zone, wrong);
  if (!starts) return;
  const auto ends =
      read_moment({"ends_on", "ends_at", last_day, form.ends_at}, of.time_zone, wrong);
  if (!ends) return;
  if (*ends <= *starts) wrong.push_back({"ends_at", "ends_before_start"});
  const auto from = day_of(of.starts_at, of.time_zone), to = day_of(of.ends_at, of.time_zone);
  const auto outside = [&](instant t) {
    return day_of(t, of.time_zone) < from || day_of(t, of.time_zone) > to;
  };
  if (outside(*starts)) {
    wrong.push_back({"starts_on", "outside_event"});
  } else if (outside(*ends)) {
    wrong.push_back({"ends_on", "outside_event"});
  }
  into.starts_at = starts;
  into.ends_at = ends;
}

}  // namespace

meeting_form form_of(const session& one, const event& of, std::string_view language) {
  meeting_form form;
  form.key = one.key;
  form.title = text_in(one.title, language);
  form.ring_group = one.ring_group;
  form.when = text_in(one.when, language);
  if (one.starts_at && one.ends_at) {
    const auto from = to_local_text(*one.starts_at, of.time_zone);
    const auto to = to_local_text(*one.ends_at, of.time_zone);
    form.starts_on = from.substr(0, 10);
    form.starts_at = from.substr(11);
    if (to.substr(0, 10) != form.starts_on) form.ends_on = to.substr(0, 10);
    form.ends_at = to.substr(11);
  }
  form.place = one.place;
  form.join_url = one.join_url;
  form.cancelled = one.cancelled;
  return form;
}

checked<session> check_meeting(const event& of, const std::vector<std::string>& groups,
                               const meeting_form& form, const session* old,
                               std::string_view language) {
  faults wrong;
  auto made = old ? *old : session();
  set_text(made.title, checked_text("title", form.title, {file_limits::title, true}, wrong),
           language);
  set_text(made.when, checked_text("when", form.when, {file_limits::title}, wrong), language);
  made.ring_group = form.ring_group;
  const bool known = made.ring_group.empty() ||
                     std::find(groups.begin(), groups.end(), made.ring_group) != groups.end();
  if (!known) wrong.push_back({"ring_group", "unknown_group"});
  read_times(of, form, made, wrong);
  made.place = checked_text("place", form.place, {file_limits::name}, wrong);
  made.join_url = checked_text("join_url", form.join_url, {file_limits::url}, wrong);
  if (!made.join_url.empty() && !is_web_address(made.join_url))
    wrong.push_back({"join_url", "wrong_url"});
  made.cancelled = form.cancelled;
  made.by_page = true;
  if (!wrong.empty()) return wrong;
  return made;
}

}  // namespace zusage::events
