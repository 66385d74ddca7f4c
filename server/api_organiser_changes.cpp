// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "events/check_form.hpp"
#include "events/invitation.hpp"
#include "events/package.hpp"
#include "events/rectify.hpp"
#include "events/registration_rows.hpp"
#include "server/admin_view.hpp"
#include "server/api_organiser.hpp"
#include "server/api_program.hpp"
#include "server/api_sign_up.hpp"
#include "server/registration_view.hpp"

namespace zusage::server {
namespace {

using events::registration;
using nlohmann::json;
using shared_event = std::shared_ptr<const events::event>;

constexpr std::array<std::string_view, 5> contact_members = {"given_name", "family_name",
                                                             "organisation", "function", "phone"};

struct patch {
  json contact = json::object();
  events::typed_fields choices;  ///< of sessions and answers, as the form names them
  bool sessions = false, answers = false;
  bool nothing() const { return contact.empty() && !sessions && !answers; }
};

checked<patch> read_patch(const json& body) {
  patch made;
  faults wrong;
  auto choices = json::object();
  for (const auto& [name, value] : body.items()) {
    const bool contact =
        std::find(contact_members.begin(), contact_members.end(), name) != contact_members.end();
    if (contact && value.is_string()) {
      made.contact[name] = value;
    } else if (contact) {
      wrong.push_back({name, "wrong_type", {{"expected", "\"…\""}}});
    } else if (name == "sessions" || name == "answers") {
      choices[name] = value;
    } else {
      wrong.push_back({name, "unknown_field"});
    }
  }
  auto typed = typed_fields_from(choices);
  if (!typed) {
    for (auto& one : typed.error()) wrong.push_back(std::move(one));
  }
  if (!wrong.empty()) return wrong;
  made.choices = std::move(*typed);
  made.sessions = choices.contains("sessions");
  made.answers = choices.contains("answers");
  if (made.nothing()) return faults{{"", "nothing_to_change"}};
  return made;
}

faults change_contact(schema::transaction& tx, const request& of, services& with,
                      const registration& row, const json& wanted) {
  const auto value = [&](const char* name, const std::string& now) {
    return wanted.contains(name) ? wanted[name].get<std::string>() : now;
  };
  events::rectification what;
  what.reference = row.reference;
  what.email = row.email;
  what.key = "r-" + row.reference;
  what.action = "token.registration_changed";
  what.wanted = {value("given_name", row.given_name), value("family_name", row.family_name),
                 value("organisation", row.organisation), value("function", row.job_function),
                 value("phone", row.phone)};
  for (const auto& one : events::contact_rows(tx, *of.scope, row.email)) {
    if (one.key == what.key) what.version = one.version;
  }
  const auto done = events::rectify(tx, with.ledger, *of.scope, what, of.at);
  return done ? faults() : done.error();
}

// What is stored, with what the program wants instead: sessions as a whole, answers by key.
events::typed_fields with_choices(const own_registration& own, const patch& wanted) {
  events::typed_fields typed;
  for (auto& [name, value] : typed_fields_of(own)) {
    const bool session = name == "session" || name == "package" || name.starts_with("second.");
    const bool replaced = wanted.answers && name.starts_with("answer.") &&
                          std::any_of(wanted.choices.begin(), wanted.choices.end(),
                                      [&n = name](const auto& one) { return one.first == n; });
    if ((session && wanted.sessions) || replaced) continue;
    typed.emplace_back(std::move(name), std::move(value));
  }
  typed.insert(typed.end(), wanted.choices.begin(), wanted.choices.end());
  if (wanted.sessions && events::offers_package(*own.of)) typed.emplace_back("package", "single");
  typed.emplace_back("email", own.row.email);
  typed.emplace_back("lang", own.row.language);
  if (!own.of->audience.code.empty()) typed.emplace_back("code", own.of->audience.code);
  return typed;
}

faults change_choices(schema::transaction& tx, const request& of, services& with,
                      const shared_event& at, const registration& row, const patch& wanted) {
  const own_registration own{row, link_without_proof(row), at, of};
  auto form = events::check_change_by_others(tx, *at, with_choices(own, wanted),
                                             events::is_invited(tx, row.id), row);
  if (!form) return form.error();
  const auto done = with.registrar.change(tx, *at, own.by, *form, of.at);
  if (!done) return done.error();
  record_program(tx, of, "token.registration_changed", row.reference);
  return {};
}

response changed(schema::transaction& tx, const request& of, services& with, const shared_event& at,
                 const patch& wanted) {
  events::hold_event(tx, at->id);
  const auto row = find_named_registration(of, tx, *at);
  if (!row) return error_page(404, of, with, "error.not_found");
  const auto now = registration_json(tx, with, *at, row->id, false);
  if (auto refused = refuse_unread(of, etag_of(now))) return std::move(*refused);
  if (!can_change(*row, *at, of.at)) return api_refused(409, "", "registration_ended", of);
  faults wrong;
  if (!wanted.contact.empty()) wrong = change_contact(tx, of, with, *row, wanted.contact);
  if (wrong.empty() && (wanted.sessions || wanted.answers)) {
    const auto rectified = events::find_registration(tx, row->id);
    wrong = change_choices(tx, of, with, at, rectified.value(), wanted);
  }
  if (!wrong.empty()) {
    tx.undo();
    return api_refused(wrong.front().code == "session_full" ? 409 : 422, wrong, of);
  }
  const auto made = registration_json(tx, with, *at, row->id, false);
  return json_response(200, made).with("ETag", etag_of(made));
}

}  // namespace

// PATCH /api/v1/organiser/events/{slug}/registrations/{reference}
decision api_patch_registration(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at || !find_named_registration(of, db, *at))
    return error_page(404, of, with, "error.not_found");
  if (of.if_match.empty()) return api_refused(428, "If-Match", "if_match_missing", of);
  const auto body = read_api_object(of);
  if (const auto* refused = std::get_if<response>(&body)) return *refused;
  auto wanted = read_patch(std::get<nlohmann::json>(body));
  if (!wanted) return api_refused(422, wanted.error(), of);
  return action([of, at, what = std::move(*wanted), &with](schema::transaction& tx) {
    return changed(tx, of, with, at, what);
  });
}

}  // namespace zusage::server
