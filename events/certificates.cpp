// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/certificates.hpp"

#include <algorithm>

#include "events/check_in.hpp"
#include "events/look.hpp"
#include "events/registration_rows.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t check_size = 8;

// Of a registration `r`.
constexpr const char* was_here =
    " r.status = 'confirmed' AND (r.checked_in_at IS NOT NULL"
    " OR EXISTS (SELECT 1 FROM check_in c WHERE c.registration_id = r.id AND c.undone_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM attendance a WHERE a.registration_id = r.id))";

bool owns(const organisers::scope& whose, const event& of) {
  return of.by.id == whose.organiser_id() && whose.reaches(of.id);
}

std::int64_t count(const schema::reader& db, const std::string& condition, std::int64_t event_id) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM registration r WHERE r.event_id = :1 AND" + condition, event_id)
      .value_or(0);
}

void store_sent(schema::transaction& tx, const event& of, std::int64_t registration_id,
                instant now) {
  tx.execute(
      "INSERT INTO certificate (registration_id, organiser_id, event_id, sent_at)"
      " VALUES (:1, :2, :3, :4)"
      " ON CONFLICT (registration_id) DO UPDATE SET sent_at = excluded.sent_at",
      registration_id, of.by.id, of.id, now);
}

void record_sending(schema::transaction& tx, const organisers::scope& whose, const event& of,
                    const std::string& subject, nlohmann::json details, instant now) {
  details["event"] = of.slug;
  organisers::record(
      tx, {whose.organiser_id(), whose.staff_id(), "certificate.sent", subject, std::move(details)},
      now);
}

std::string png_logo(const schema::reader& db, const organiser& by) {
  const auto look = find_look(db, by.id);
  if (!look || look->of.light.media_type != "image/png") return {};
  const auto found = find_logo(db, by.key, look->of.light.hash);
  return found && found->content ? *found->content : std::string();
}

std::string characters_in(std::string_view typed) {
  std::string kept;
  for (const char c : typed) {
    if (c >= 'a' && c <= 'z') kept += char(c - 'a' + 'A');
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) kept += c;
  }
  return kept;
}

}  // namespace

bool is_certificates_plan(std::string_view plan) {
  return plan == certificates_plan || plan == certificates_now_plan;
}

std::optional<std::vector<std::string>> find_presence(const schema::reader& db,
                                                      std::int64_t registration_id) {
  const auto here = db.value<std::int64_t>(
      std::string("SELECT r.id FROM registration r WHERE r.id = :1 AND") + was_here,
      registration_id);
  if (!here) return {};
  std::vector<std::string> keys;
  const auto take = [&](std::string key) { keys.push_back(std::move(key)); };
  db.each<std::string>(
      "SELECT s.key FROM check_in c JOIN event_session s ON s.id = c.session_id"
      " WHERE c.registration_id = :1 AND c.undone_at IS NULL",
      take, registration_id);
  db.each<std::string>(
      "SELECT s.key FROM attendance a JOIN event_session s ON s.id = a.session_id"
      " WHERE a.registration_id = :1",
      take, registration_id);
  return keys;
}

std::vector<const session*> sessions_among(const event& of, const std::vector<std::string>& keys) {
  std::vector<const session*> all;
  for (const auto& one : of.sessions) {
    const bool among = std::find(keys.begin(), keys.end(), one.key) != keys.end();
    if (among && !one.cancelled) all.push_back(&one);
  }
  return all;
}

bool gives_certificates(const event& of, instant now) {
  return of.kind != kind::paper && of.status == event_status::published && of.ends_at <= now;
}

std::string certificate_check(const links& with, std::string_view reference,
                              std::int64_t event_id) {
  // No row has such a public id, so that no link ever shows this token.
  const auto named = "certificate." + std::string(reference) + "." + std::to_string(event_id);
  const auto hash =
      characters_in(sha256_hex(with.token(link_purpose::document, named)).substr(0, check_size));
  return hash.substr(0, check_size / 2) + "-" + hash.substr(check_size / 2);
}

bool is_certificate_check(const links& with, std::string_view typed, std::string_view reference,
                          std::int64_t event_id) {
  return same_secret(characters_in(typed.substr(0, 4 * check_size)),
                     characters_in(certificate_check(with, reference, event_id)));
}

std::optional<certificate_facts> find_certificate(const schema::reader& db, const links& with,
                                                  const wanted_certificate& wanted, instant now) {
  const auto& of = wanted.of;
  const auto attended = find_presence(db, wanted.registration_id);
  auto who = attended ? find_registration(db, wanted.registration_id) : std::nullopt;
  if (!who || who->event_id != of.id || of.kind == kind::paper) return {};
  auto check = certificate_check(with, who->reference, of.id);
  return certificate_facts{of,
                           std::move(*who),
                           sessions_among(of, *attended),
                           png_logo(db, of.by),
                           std::move(check),
                           wanted.language,
                           now};
}

certificate_count count_certificates(const schema::reader& db, const organisers::scope& whose,
                                     const event& of) {
  if (!owns(whose, of)) return {};
  constexpr const char* has_one =
      " EXISTS (SELECT 1 FROM certificate s WHERE s.registration_id = r.id)";
  return {count(db, was_here, of.id), count(db, has_one, of.id),
          count(db, std::string(was_here) + " AND NOT" + has_one, of.id)};
}

std::map<std::string, instant> list_sent_certificates(const schema::reader& db,
                                                      const organisers::scope& whose,
                                                      const event& of) {
  std::map<std::string, instant> all;
  if (!owns(whose, of)) return all;
  db.each<std::string, instant>(
      "SELECT r.reference, s.sent_at FROM certificate s"
      " JOIN registration r ON r.id = s.registration_id WHERE s.event_id = :1",
      [&](std::string reference, instant at) { all.emplace(std::move(reference), at); }, of.id);
  return all;
}

std::int64_t ask_for_certificates(schema::transaction& tx, const organisers::scope& whose,
                                  const event& of, instant now) {
  const auto wanted = count_certificates(tx, whose, of).to_send;
  if (wanted == 0 || !gives_certificates(of, now)) return 0;
  tx.execute(
      "INSERT INTO mail_run (organiser_id, event_id, plan, due_at, planned_at)"
      " VALUES (:1, :2, :3, :4, :5) ON CONFLICT DO NOTHING",
      of.by.id, of.id, certificates_now_plan, now, now);
  record_sending(tx, whose, of, of.slug, {{"count", wanted}}, now);
  return wanted;
}

bool send_certificate(schema::transaction& tx, const organisers::scope& whose, const event& of,
                      const mailer::outbox& mails, std::string_view reference, instant now) {
  const auto who = owns(whose, of) ? find_arrival(tx, {whose, of}, reference) : std::nullopt;
  if (!who || !gives_certificates(of, now) || !find_presence(tx, who->id)) return false;
  const auto whom = find_mail_subject(tx, who->id);
  mailer::outbox::drop_waiting(tx, who->id, certificate_mail, whom.email);
  mailer::new_message message;
  message.organiser_id = of.by.id;
  message.template_name = certificate_mail;
  message.language = whom.language;
  message.recipient = whom.email;
  message.recipient_name = whom.name;
  message.registration_id = who->id;
  message.event_id = of.id;
  message.urgency = mailer::priority::service;
  mails.enqueue(tx, message, now);
  store_sent(tx, of, who->id, now);
  record_sending(tx, whose, of, who->reference, nlohmann::json::object(), now);
  return true;
}

bool take_certificate(schema::transaction& tx, const event& of, std::int64_t registration_id,
                      instant now) {
  if (!find_presence(tx, registration_id)) return false;
  return tx.execute(
             "INSERT INTO certificate (registration_id, organiser_id, event_id, sent_at)"
             " VALUES (:1, :2, :3, :4) ON CONFLICT (registration_id) DO NOTHING",
             registration_id, of.by.id, of.id, now) == 1;
}

}  // namespace zusage::events
