// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/ring_view.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_kept = 2000;  // characters of a field that come back with their fault

// `-12`, `5` → `-12,5` with the language's separators.
std::string number_words(bool negative, const std::string& whole, const std::string& decimals,
                         const web::locale& in) {
  auto text = in.number(std::stoll(whole));
  if (!decimals.empty()) text += in.text("ring.decimal_separator") + decimals;
  return negative ? "\xE2\x88\x92" + text : text;  // the minus sign
}

}  // namespace

std::shared_ptr<const events::event> find_own_ring(const request& of, const schema::reader& db,
                                                   services& with) {
  auto found = find_own_event(of, db, with);
  return found && found->ring ? found : nullptr;
}

nlohmann::json ring_page_data(const request& of, const events::event& ring,
                              const std::string& title) {
  const auto& in = *of.language;
  const auto name = web::pick(ring.title, in.language());
  const auto path = "/events/" + ring.slug;
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_organiser_step(data, of, ring);
  add_step(data, name, admin_link(of, path));
  data["ring_links"] = nlohmann::json::array();
  const auto add = [&](const char* text, const std::string& rest) {
    const auto plain = "/admin/" + of.capture("organiser") + path + rest;
    data["ring_links"].push_back({{"text", in.text(text)},
                                  {"url", admin_link(of, path + rest)},
                                  {"current", of.path == plain}});
  };
  add("ring.groups", "/ring");
  add("ring.meetings", "/meetings");
  if (!ring.ring->indicators.empty()) add("ring.indicators", "/indicators");
  return data;
}

std::string class_words(std::size_t size_class, std::span<const std::int64_t> limits,
                        const web::locale& in) {
  if (limits.empty()) return {};
  if (size_class == 0) return in.text("ring.class_below", {{"limit", limits.front()}});
  if (size_class >= limits.size()) return in.text("ring.class_from", {{"limit", limits.back()}});
  return in.text("ring.class_between",
                 {{"from", limits[size_class - 1]}, {"to", limits[size_class]}});
}

std::string meeting_words(const events::session& one, const events::event& of,
                          const web::locale& in) {
  if (one.starts_at && one.ends_at) return in.period(*one.starts_at, *one.ends_at, of.time_zone);
  const auto when = web::pick(one.when, in.language());
  return when.empty() ? in.text("event.date_open") : when;
}

nlohmann::json select_field(web::form_field field, const std::string& none) {
  field.as = web::form_field::control::select;
  auto made = web::to_json(field);
  made["none_text"] = none;
  return made;
}

std::string answer_words(const events::indicator& asked, const std::string& value,
                         const web::locale& in) {
  if (asked.type == events::indicator::kind::choice) {
    const auto option =
        std::find_if(asked.options.begin(), asked.options.end(),
                     [&](const events::question_option& one) { return one.key == value; });
    return option == asked.options.end() ? value : web::pick(option->label, in.language());
  }
  const bool negative = value.starts_with('-');
  const auto digits = value.substr(negative ? 1 : 0);
  const auto point = digits.find('.');
  if (digits.empty()) return {};
  return number_words(negative, digits.substr(0, point),
                      point == std::string::npos ? "" : digits.substr(point + 1), in);
}

std::string figure_words(double figure, const web::locale& in) {
  const auto hundredths = std::llround(std::abs(figure) * 100);
  auto decimals = std::to_string(100 + hundredths % 100).substr(1);
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  return number_words(figure < 0 && hundredths > 0, std::to_string(hundredths / 100), decimals, in);
}

std::string kept_text(const std::string& typed) {
  return is_utf8(typed) ? cut(typed, most_kept) : std::string();
}

std::string typed_text(const request& of, const std::string& name) {
  return kept_text(of.form.get(name));
}

}  // namespace zusage::server
