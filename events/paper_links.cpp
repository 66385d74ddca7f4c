// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/link.hpp"
#include "events/event_details.hpp"
#include "events/paper.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

using namespace std::chrono_literals;

// Within it a second request sends the same link again.
constexpr auto still_new = 10min;

paper_link link_from(const std::tuple<std::string, std::int64_t, std::int64_t, instant, instant,
                                      std::int64_t, std::int64_t>& row) {
  paper_link found;
  std::tie(found.public_id, found.event_id, found.registration_id, found.made_at, found.expires_at,
           found.most, found.downloads) = row;
  return found;
}

bool is_confirmed(const schema::reader& db, std::int64_t registration_id) {
  return db
      .value<std::int64_t>("SELECT id FROM registration WHERE id = :1 AND status = 'confirmed'",
                           registration_id)
      .has_value();
}

}  // namespace

std::string make_paper_link(schema::transaction& tx, std::int64_t registration_id, instant now) {
  const auto row = tx.one<std::int64_t, std::int64_t, std::string>(
      "SELECT e.id, e.organiser_id, e.details"
      " FROM registration r"
      " JOIN event e ON e.id = r.event_id"
      " WHERE r.id = :1",
      registration_id);
  const auto& [event_id, organiser_id, details] = row.value();
  event of;
  read_details(nlohmann::json::parse(details, nullptr, false), of);
  const auto settings = of.paper ? *of.paper : paper();
  auto public_id = new_public_id();
  tx.execute(
      "INSERT INTO paper_link (organiser_id, event_id, registration_id, public_id, made_at,"
      " expires_at, most)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7)",
      organiser_id, event_id, registration_id, public_id, now,
      now + std::chrono::days(settings.link_days), settings.downloads);
  return public_id;
}

std::optional<paper_link> find_paper_link(const schema::reader& db, std::string_view public_id) {
  const auto row =
      db.one<std::string, std::int64_t, std::int64_t, instant, instant, std::int64_t, std::int64_t>(
          "SELECT public_id, event_id, registration_id, made_at, expires_at, most, downloads"
          " FROM paper_link WHERE public_id = :1",
          public_id);
  if (!row) return {};
  return link_from(*row);
}

std::optional<paper_link> newest_paper_link(const schema::reader& db,
                                            std::int64_t registration_id) {
  const auto row =
      db.one<std::string, std::int64_t, std::int64_t, instant, instant, std::int64_t, std::int64_t>(
          "SELECT public_id, event_id, registration_id, made_at, expires_at, most, downloads"
          " FROM paper_link WHERE registration_id = :1 ORDER BY id DESC LIMIT 1",
          registration_id);
  if (!row) return {};
  return link_from(*row);
}

bool is_given_out(const event& of, instant now) {
  return of.kind == kind::paper && of.status == event_status::published && now < of.ends_at &&
         of.paper && of.paper->has_document();
}

bool take_download(schema::transaction& tx, std::string_view public_id, instant now) {
  const auto row = tx.one<std::int64_t, std::int64_t>(
      "UPDATE paper_link SET downloads = downloads + 1, last_at = :1"
      " WHERE public_id = :2 AND expires_at > :3 AND downloads < most"
      "  AND EXISTS (SELECT 1 FROM registration r"
      "   WHERE r.id = paper_link.registration_id AND r.status = 'confirmed')"
      " RETURNING event_id, registration_id",
      now, public_id, now);
  if (!row) return false;
  const auto& [event_id, registration_id] = *row;
  tx.execute("UPDATE event SET downloads = downloads + 1 WHERE id = :1", event_id);
  tx.execute("UPDATE registration SET proven_at = :1 WHERE id = :2 AND proven_at IS NULL", now,
             registration_id);
  return true;
}

bool mail_paper_link(schema::transaction& tx, const mailer::outbox& mails,
                     std::int64_t registration_id, instant now) {
  if (!is_confirmed(tx, registration_id)) return false;
  const auto newest = newest_paper_link(tx, registration_id);
  const bool good = newest && newest->delivers(now) && now - newest->made_at < still_new;
  if (!good) make_paper_link(tx, registration_id, now);
  tell(tx, mails, "paper-link", registration_id, now);
  return true;
}

std::int64_t count_downloads(const schema::reader& db, std::int64_t registration_id) {
  return db
      .value<std::int64_t>(
          "SELECT CAST(COALESCE(SUM(downloads), 0) AS BIGINT) FROM paper_link"
          " WHERE registration_id = :1",
          registration_id)
      .value_or(0);
}

std::int64_t count_downloads_of(const schema::reader& db, std::int64_t event_id) {
  return db.value<std::int64_t>("SELECT downloads FROM event WHERE id = :1", event_id).value_or(0);
}

}  // namespace zusage::events
