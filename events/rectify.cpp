// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/rectify.hpp"

#include <algorithm>
#include <optional>

#include "base/crypto.hpp"
#include "base/email_address.hpp"
#include "events/form_input.hpp"
#include "events/json_members.hpp"
#include "events/own_rows.hpp"
#include "events/phone_consent.hpp"
#include "events/registration_rows.hpp"
#include "organisers/audit.hpp"
#include "organisers/staff.hpp"

namespace zusage::events {
namespace {

std::string version_of(const contact_data& of) {
  // Lengths tell apart what would read the same.
  std::string all;
  for (const auto* part :
       {&of.given_name, &of.family_name, &of.organisation, &of.job_function, &of.phone})
    all += std::to_string(part->size()) + ":" + *part;
  return sha256_hex(all);
}

std::optional<contact_row> registration_row(const schema::reader& db, std::int64_t id) {
  const auto row = find_registration(db, id);
  const auto title =
      row ? db.value<std::string>("SELECT title FROM event WHERE id = :1", row->event_id)
          : std::nullopt;
  if (!title) return {};
  contact_row made;
  made.key = "r-" + row->reference;
  made.title = from_stored(*title);
  made.now = {row->given_name, row->family_name, row->organisation, row->job_function, row->phone};
  made.version = version_of(made.now);
  return made;
}

std::optional<contact_row> position_row(const schema::reader& db, std::int64_t id,
                                        std::string_view key) {
  using text = std::string;
  const auto row = db.one<text, text, text, text, text, text, text, bool>(
      "SELECT p.public_id, p.given_name, p.family_name, p.job_function, p.phone, e.title,"
      " COALESCE(m.name, NULLIF(r.municipality, ''), r.organisation),"
      " p.role = 'contact' AND p.ended_at IS NULL AND r.email_key = :1"
      " FROM ring_person p"
      " JOIN registration r ON r.id = p.registration_id"
      " JOIN event e ON e.id = r.event_id"
      " LEFT JOIN municipality m ON m.ags = r.applicant"
      " WHERE p.id = :2",
      key, id);
  if (!row || std::get<7>(*row)) return {};
  contact_row made;
  const auto& [public_id, given, family, function, phone, title, member, follows] = *row;
  made.key = "p-" + public_id;
  made.title = from_stored(title);
  made.member = member;
  made.has_organisation = false;
  made.now = {given, family, "", function, phone};
  made.version = version_of(made.now);
  return made;
}

contact_data check(const contact_row& of, const contact_data& typed, faults& wrong) {
  contact_data made;
  using namespace field_limits;
  made.given_name = checked_text("given_name", typed.given_name, {name, true}, wrong);
  made.family_name = checked_text("family_name", typed.family_name, {name, true}, wrong);
  if (of.has_organisation)
    made.organisation =
        checked_text("organisation", typed.organisation, {field_limits::organisation}, wrong);
  made.job_function = checked_text("function", typed.job_function, {function}, wrong);
  made.phone = checked_text("phone", typed.phone, {field_limits::phone}, wrong);
  if (!made.phone.empty() && !is_phone_number(made.phone))
    wrong.push_back({"phone", "not_a_phone"});
  return made;
}

void store_registration(schema::transaction& tx, const contact_row& of, const contact_data& what,
                        instant now) {
  const auto reference = of.key.substr(2);
  const auto id =
      tx.value<std::int64_t>("SELECT id FROM registration WHERE reference = :1", reference);
  const auto row = id ? find_registration(tx, *id) : std::nullopt;
  if (!row) return;
  sign_up named;
  named.given_name = what.given_name;
  named.family_name = what.family_name;
  named.email = row->email;
  named.organisation = what.organisation;
  named.municipality = row->municipality;
  named.ags = row->ags;
  tx.execute(
      "UPDATE registration SET given_name = :1, family_name = :2, organisation = :3,"
      " job_function = :4, phone = :5, search = :6, updated_at = :7"
      " WHERE id = :8",
      what.given_name, what.family_name, what.organisation, what.job_function, what.phone,
      search_text(named, reference), now, *id);
  tx.execute(
      "UPDATE ring_person SET given_name = :1, family_name = :2, job_function = :3, phone = :4"
      " WHERE registration_id = :5 AND role = 'contact' AND ended_at IS NULL AND email_key = :6",
      what.given_name, what.family_name, what.job_function, what.phone, *id, email_key(row->email));
  // What has not left yet is addressed to the right name.
  tx.execute(
      "UPDATE message SET recipient_name = :1"
      " WHERE registration_id = :2 AND recipient_key = :3 AND state = 'queued'"
      "  AND recipient_name <> ''",
      what.given_name + " " + what.family_name, *id, email_key(row->email));
}

void store_position(schema::transaction& tx, const contact_row& of, const contact_data& what) {
  tx.execute(
      "UPDATE ring_person SET given_name = :1, family_name = :2, job_function = :3, phone = :4"
      " WHERE public_id = :5",
      what.given_name, what.family_name, what.job_function, what.phone, of.key.substr(2));
}

// Where several processes write, what is read from here on stays so until the end.
void hold_row(schema::transaction& tx, const std::string& key) {
  if (!tx.is_shared() || key.size() < 2) return;
  tx.value<std::int64_t>("SELECT id FROM registration WHERE reference = :1 FOR UPDATE",
                         key.substr(2));
  tx.value<std::int64_t>("SELECT id FROM ring_person WHERE public_id = :1 FOR UPDATE",
                         key.substr(2));
}

nlohmann::json changed_fields(const contact_data& before, const contact_data& after) {
  auto names = nlohmann::json::array();
  const auto compare = [&](const char* name, const std::string& a, const std::string& b) {
    if (a != b) names.push_back(name);
  };
  compare("given_name", before.given_name, after.given_name);
  compare("family_name", before.family_name, after.family_name);
  compare("organisation", before.organisation, after.organisation);
  compare("function", before.job_function, after.job_function);
  compare("phone", before.phone, after.phone);
  return names;
}

struct looked {
  contact_row row;
  contact_data wanted;
  faults wrong;
};

looked looked_up(const schema::reader& db, const organisers::scope& whose,
                 const rectification& what) {
  looked made;
  for (auto& one : contact_rows(db, whose, what.email)) {
    if (one.key == what.key) made.row = std::move(one);
  }
  if (made.row.key.empty()) {
    made.wrong = {{"", "unknown_row"}};
  } else if (made.row.version != what.version) {
    made.wrong = {{"", "row_changed"}};
  } else {
    made.wanted = check(made.row, what.wanted, made.wrong);
  }
  return made;
}

}  // namespace

std::vector<contact_row> contact_rows(const schema::reader& db, const organisers::scope& whose,
                                      std::string_view email) {
  std::vector<contact_row> found;
  for (const auto& one : registrations_of(db, email, true)) {
    if (one.organiser_id != whose.organiser_id()) continue;
    if (auto row = registration_row(db, one.id)) found.push_back(std::move(*row));
  }
  const auto key = email_key(email);
  for (const auto& one : ring_positions_of(db, email)) {
    if (one.organiser_id != whose.organiser_id()) continue;
    if (auto row = position_row(db, one.id, key)) found.push_back(std::move(*row));
  }
  return found;
}

namespace {

// As evidence names who acts for the organiser.
std::string staff_name(const schema::reader& db, const organisers::scope& whose) {
  if (whose.token_id() != 0) return "a program, token " + std::to_string(whose.token_id());
  const auto who = organisers::find_staff(db, whose.staff_id());
  return who ? who->email : "the operator";
}

}  // namespace

faults check_rectification(const schema::reader& db, const organisers::scope& whose,
                           const rectification& what) {
  return looked_up(db, whose, what).wrong;
}

checked<rectified> rectify(schema::transaction& tx, const consent::ledger& consents,
                           const organisers::scope& whose, const rectification& what, instant now) {
  hold_row(tx, what.key);
  const auto [row, wanted, wrong] = looked_up(tx, whose, what);
  if (!wrong.empty()) return wrong;
  if (wanted == row.now) return rectified{};
  if (row.has_organisation) {
    store_registration(tx, row, wanted, now);
  } else {
    store_position(tx, row, wanted);
  }
  consent::evidence who;
  who.email = what.email;
  who.name = wanted.given_name + " " + wanted.family_name;
  who.source = "/admin";
  who.actor = staff_name(tx, whose);
  end_for_changed_number(
      tx, consents,
      {whose.organiser_id(), who, row.now.phone, wanted.phone, number_changed_by::staff, {}}, now);
  auto fields = changed_fields(row.now, wanted);
  const rectified done{std::int64_t(fields.size())};
  organisers::record(tx,
                     {whose.organiser_id(),
                      whose.staff_id(),
                      what.action,
                      what.reference,
                      {{"fields", std::move(fields)}}},
                     now);
  return done;
}

}  // namespace zusage::events
