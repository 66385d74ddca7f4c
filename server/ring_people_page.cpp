// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/email_address.hpp"
#include "events/application.hpp"
#include "events/form_input.hpp"
#include "events/ring.hpp"
#include "server/event_view.hpp"
#include "server/form_fields.hpp"
#include "server/look_view.hpp"
#include "server/public.hpp"
#include "server/registration_view.hpp"
#include "server/sign_up_form.hpp"

namespace zusage::server {
namespace {

// Only the mailed link: who stands for a municipality is its contact's to say.
std::optional<own_registration> find_application_of(const request& of, const schema::reader& db,
                                                    services& with) {
  auto own = find_own(of, db, with, link_purpose::registration);
  if (!own || !own->of->ring || !own->by.by_mail) return {};
  return own;
}

events::typed_fields stored_people(const events::application_row& stored) {
  events::typed_fields typed;
  std::map<events::ring_role, int> numbers;
  for (const auto& row : stored.people) {
    const auto role = std::string(to_text(row.who.role));
    const bool contact = row.who.role == events::ring_role::contact;
    const auto prefix = role + "." + (contact ? "" : std::to_string(++numbers[row.who.role]) + ".");
    const auto add = [&](const char* field, const std::string& value) {
      if (!value.empty()) typed.emplace_back(prefix + field, value);
    };
    add("given_name", row.who.given_name);
    add("family_name", row.who.family_name);
    add("email", row.who.email);
    add("function", row.who.job_function);
    add("phone", row.who.phone);
  }
  return typed;
}

response people_page(int status, const own_registration& own, const schema::reader& db,
                     services& with, const events::typed_fields& typed, const faults& wrong) {
  const auto& in = *own.in.language;
  const events::occupancy nothing_taken;
  const form_state form{*own.of, nothing_taken, typed, wrong, in};
  auto people = ring_people_view(form, true);
  auto fields = nlohmann::json::array();
  for (const auto& one : people) {
    for (const auto& field : one.at("fields")) fields.push_back(field);
  }
  auto data = about(*own.of, own.in,
                    {{"title", in.text("registration.people_title")},
                     {"people", std::move(people)},
                     {"errors", error_summary(form, {{"person", std::move(fields)}})},
                     {"has_errors", !wrong.empty()},
                     {"action", link_to(own.in, own_path(own, with) + "/people")},
                     {"back_url", link_to(own.in, own_path(own, with))},
                     {"no_index", true}});
  data["look"] = look_view(db, own.in, own.of->by.id);
  return page(status, own.in, with, "ring_people", std::move(data));
}

// The contact first, as exchange_people wants them.
std::vector<events::named_person> check_people(const own_registration& own,
                                               const events::typed_fields& typed, faults& wrong) {
  constexpr std::string_view prefix = "contact.";
  events::typed_fields contact, others;
  for (const auto& [name, value] : typed) {
    if (name == "lang") continue;
    const bool is_contact = name.starts_with(prefix);
    (is_contact ? contact : others)
        .emplace_back(is_contact ? name.substr(prefix.size()) : name, value);
  }
  auto people = events::check_ring_contact(contact, wrong);
  std::vector<std::string> addresses;
  if (!people.front().email.empty()) addresses.push_back(email_key(people.front().email));
  for (auto& one : events::check_ring_people(*own.of->ring, others, addresses, wrong)) {
    people.push_back(std::move(one));
  }
  return people;
}

}  // namespace

// GET /r/{token}/people
response show_ring_people(const request& of, const schema::reader& db, services& with) {
  const auto own = find_application_of(of, db, with);
  if (!own || !can_change(own->row, *own->of, of.at)) return opens_nothing(of, db, with);
  const auto stored = events::find_application(db, own->row.id);
  return people_page(200, *own, db, with, stored_people(stored), {});
}

// POST /r/{token}/people
decision post_ring_people(const request& of, const schema::reader& db, services& with) {
  auto found = find_application_of(of, db, with);
  if (!found || !can_change(found->row, *found->of, of.at)) return opens_nothing(of, db, with);
  const auto own = std::make_shared<const own_registration>(std::move(*found));
  auto typed = typed_fields_of(of);
  faults wrong;
  auto people = check_people(*own, typed, wrong);
  if (!wrong.empty()) return people_page(422, *own, db, with, typed, wrong);
  const bool stays = email_key(people.front().email) == email_key(own->row.email);
  const auto to = stays ? link_to(of, own_path(*own, with) + "?done=people_changed")
                        : link_to(of, "/e/" + own->of->slug + "/handed-over");
  return action([own, typed = std::move(typed), people = std::move(people), to,
                 &with](schema::transaction& tx) {
    const auto done = with.registrar.exchange_people(tx, *own->of, own->by, people, own->in.at);
    if (done) return see_other(to);
    if (done.error().front().code == "unknown_registration")
      return opens_nothing(own->in, tx, with);
    return people_page(409, *own, tx, with, typed, done.error());
  });
}

// GET /e/{slug}/handed-over
response show_handed_over(const request& of, const schema::reader& db, services& with) {
  const auto shown = find_public_event(of, db, with);
  if (!shown || !shown->ring) return error_page(404, of, with, "error.not_found");
  return page(200, of, with, "handed_over",
              about(*shown, of,
                    {{"title", of.language->text("registration.people_changed")},
                     {"look", look_view(db, of, shown->by.id)},
                     {"no_index", true}}));
}

}  // namespace zusage::server
