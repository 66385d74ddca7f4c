// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/application_view.hpp"

#include "events/follow_up.hpp"
#include "events/municipalities.hpp"
#include "events/ring.hpp"
#include "events/size_class.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

std::string person_words(const events::named_person& who, const web::locale& in) {
  const auto role = in.text("register.role." + std::string(to_text(who.role)));
  return who.given_name + " " + who.family_name + " (" + role + ", " + who.email + ")";
}

}  // namespace

std::string class_words(std::int64_t population, const events::event& at, const web::locale& in) {
  const auto found = events::size_class_of(population, events::class_limits_of(at));
  if (found.below == 0) return in.text("admin.class_from", {{"from", found.from}});
  if (found.from == 0) return in.text("admin.class_below", {{"below", found.below}});
  return in.text("admin.class_between", {{"from", found.from}, {"to", found.below}});
}

nlohmann::json own_application_view(const own_registration& own, const schema::reader& db,
                                    const services& with) {
  const auto& of = *own.of;
  if (!of.ring && !of.approval) return nullptr;
  const auto stored = events::find_application(db, own.row.id);
  const auto& in = *own.in.language;
  const auto path = own_path(own, with);
  auto people = nlohmann::json::array();
  for (const auto& row : stored.people) people.push_back({{"text", person_words(row.who, in)}});
  const bool open = can_change(own.row, of, own.in.at);
  const bool asks =
      open && events::has_follow_up(of) && own.row.status == events::registration_status::confirmed;
  const bool answered = stored.follow_up_at.has_value();
  return {
      {"has_people", !people.empty()},
      {"people", std::move(people)},
      {"people_url", open && of.ring && own.by.by_mail ? link_to(own.in, path + "/people") : ""},
      {"people_by_mail", open && of.ring && !own.by.by_mail},
      {"fee", stored.fee},
      {"decision_text", stored.decision_text},
      {"follow_up_url", asks ? link_to(own.in, path + "/follow-up") : ""},
      {"follow_up_words",
       in.text(answered ? "registration.follow_up_again" : "registration.follow_up_link")},
      {"follow_up_asks", asks && !answered}};
}

nlohmann::json application_facts(const events::registration& person, const events::event& at,
                                 const schema::reader& db, const web::locale& in) {
  auto list = nlohmann::json::array();
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) list.push_back({{"label", in.text(key)}, {"value", value}});
  };
  if (const auto place = events::find_municipality(db, person.ags)) {
    add("admin.district", place->district);
    add("admin.state", place->state);
    add("admin.population", in.number(place->population));
    add("admin.size_class", class_words(place->population, at, in));
  }
  if (!at.ring && !at.approval) return list;
  const auto stored = events::find_application(db, person.id);
  add("admin.fee", stored.fee);
  for (const auto& row : stored.people) add("admin.people", person_words(row.who, in));
  const auto time = [&](const std::optional<instant>& t) {
    return t ? in.date_time(*t, at.time_zone) : std::string();
  };
  add("admin.decided_at", time(stored.decided_at));
  add("admin.decision_text", stored.decision_text);
  add("admin.follow_up_at", time(stored.follow_up_at));
  return list;
}

}  // namespace zusage::server
