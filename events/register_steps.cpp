// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/register_steps.hpp"

#include <stdexcept>

#include "base/email_address.hpp"
#include "base/timed_id.hpp"
#include "events/application.hpp"

namespace zusage::events {

std::optional<std::int64_t> find_known(const schema::reader& db, const event& to,
                                       std::string_view key) {
  return db.value<std::int64_t>(
      "SELECT id FROM registration"
      " WHERE event_id = :1 AND email_key = :2 AND status <> 'cancelled'",
      to.id, key);
}

bool has_applied(const schema::reader& db, const event& to, const sign_up& form) {
  if (!form.application) return false;
  return db
      .value<std::int64_t>(
          "SELECT id FROM registration"
          " WHERE event_id = :1 AND applicant = :2 AND status NOT IN ('cancelled', 'refused')",
          to.id, applicant_of(form))
      .has_value();
}

namespace {

constexpr int most_reference_attempts = 5;  // of 31^8: a second attempt is rare already

std::optional<std::int64_t> try_insert(schema::transaction& tx, const event& to,
                                       const sign_up& form, const registered& as, instant now,
                                       const membership& in) {
  return tx.value<std::int64_t>(
      "INSERT INTO registration"
      " (organiser_id, event_id, public_id, reference, status, given_name, family_name, email,"
      "  email_key, phone, organisation, job_function, ags, municipality, language, answers, "
      "search,"
      "  registered_at, updated_at, verify_until, package, group_id, needs, applicant, "
      "fee_accepted, invitation_id, reserved, answered_version, ticked)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, :18, "
      ":19, :20, :21, :22, :23, :24, :25, :26, :27, :28, :29)"
      " ON CONFLICT DO NOTHING"
      " RETURNING id",
      to.by.id, to.id, as.public_id, as.reference, to_text(as.status), form.given_name,
      form.family_name, form.email, email_key(form.email), form.phone, form.organisation,
      form.job_function, form.ags, form.municipality, form.language, stored_json(form.answers),
      search_text(form, as.reference), now, now, verify_until(as.status, now), form.package,
      in.group_id, in.needs, applicant_of(form),
      form.application ? form.application->fee : std::string(), in.invited.id, in.invited.reserved,
      to.version, nlohmann::json(form.purpose_ids).dump());
}

}  // namespace

std::optional<std::int64_t> insert_registration(schema::transaction& tx, const event& to,
                                                const sign_up& form, registered& as, instant now,
                                                const membership& in) {
  for (int attempt = 0; attempt < most_reference_attempts; ++attempt) {
    as.reference = attempt == 0 ? new_timed_reference(now) : new_reference();
    if (const auto id = try_insert(tx, to, form, as, now, in)) return id;
    if (find_known(tx, to, email_key(form.email)) || has_applied(tx, to, form)) return {};
  }
  throw std::runtime_error("no free reference was found");
}

std::string key_of(const event& of, std::int64_t session_id) {
  for (const auto& one : of.sessions) {
    if (one.id == session_id) return one.key;
  }
  return {};
}

std::optional<std::string> book_sessions(schema::transaction& tx, const event& to,
                                         const sign_up& form, const booker& who, instant now) {
  for (const auto& wish : form.sessions) {
    if (!book(tx, to, who, wish, now)) return key_of(to, wish.session_id);
  }
  return {};
}

std::string_view mail_for(registration_status status) {
  switch (status) {
    case registration_status::waiting:
      return "registration-waiting";
    case registration_status::applied:
      return "registration-applied";
    case registration_status::unverified:
      return "registration-verify";
    default:
      return "registration-confirmed";
  }
}

mail_subject subject_of(const event& to, const sign_up& form, std::int64_t registration_id,
                        const std::string& name) {
  mail_subject whom{registration_id, to.id, to.by.id, form.language, form.email, name};
  whom.paper = to.kind == kind::paper;
  return whom;
}

}  // namespace zusage::events
