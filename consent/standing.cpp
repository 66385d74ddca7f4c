// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "consent/ledger.hpp"
#include "consent/people.hpp"
#include "consent/personal.hpp"
#include "consent/validity.hpp"

namespace zusage::consent {
namespace {

// A row of the query below, in its order.
struct standing_row {
  std::int64_t organiser_id, purpose_id, record_id, sequence;
  std::string purpose_key, channel, public_id, title, organiser_name, organiser_key, state_text;
  instant changed_at;
  std::string person;
  std::optional<std::string> secret, personal;
  std::int64_t valid_months;
  instant at;
  std::optional<instant> purpose_ended_at;
  bool ends_standing;
  std::optional<instant> renew_by;
};

void set_end(standing& of, const standing_row& row) {
  of.purpose_ended = row.purpose_ended_at.has_value();
  bounds ends{{}, row.renew_by, row.ends_standing};
  if (permits(of.now) && row.valid_months > 0) {
    ends.valid_until = after_months(row.at, row.valid_months);
  }
  if (permits(of.now) || of.now == state::requested) of.ends_at = end_of(ends);
  if (!permits(of.now) || !row.ends_standing) return;
  of.ends_at = row.purpose_ended_at;
  of.ends_as = state::terminated;
}

nlohmann::json texts(const std::string& stored) {
  auto parsed = nlohmann::json::parse(stored, nullptr, false);
  return parsed.is_object() ? parsed : nlohmann::json::object();
}

standing standing_from(const standing_row& row, std::int64_t principal_id,
                       const key32& people_key) {
  standing found{row.organiser_id,
                 principal_id,
                 row.purpose_id,
                 row.record_id,
                 row.purpose_key,
                 row.channel,
                 row.public_id,
                 texts(row.title),
                 texts(row.organiser_name),
                 state_from(row.state_text).value_or(state::invalidated),
                 row.changed_at,
                 {}};
  set_end(found, row);
  const auto key = open_secret(people_key, row.secret, row.person);
  if (!key || !row.personal) return found;
  if (const auto text = unseal(*key, {row.organiser_key, row.sequence}, *row.personal)) {
    found.by = evidence_from(*text);
  }
  return found;
}

// Of all purposes, or of one: a person has few, so one statement serves both.
std::vector<standing> standings(const schema::reader& db, const key32& people_key,
                                std::int64_t principal_id, std::optional<std::int64_t> purpose_id) {
  std::vector<standing> found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
          std::string, std::string, std::string, std::string, std::string, instant, std::string,
          std::optional<std::string>, std::optional<std::string>, std::int64_t, instant,
          std::optional<instant>, bool, std::optional<instant>>(
      "SELECT s.organiser_id, s.purpose_id, s.record_id, r.sequence, p.key, n.channel, s.public_id,"
      "       p.title, o.name, o.key, s.state, s.changed_at, w.public_id, w.secret, r.personal,"
      "       n.valid_months, r.at, p.ended_at, p.ends_standing,"
      "       (SELECT MIN(x.deadline) FROM renewal x WHERE x.purpose_id = p.id"
      "         AND x.version > n.version AND x.state IN ('running', 'done'))"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " JOIN purpose p ON p.id = s.purpose_id"
      " JOIN principal w ON w.id = s.principal_id"
      " JOIN organiser o ON o.id = s.organiser_id"
      " WHERE s.principal_id = :1"
      " ORDER BY p.key",
      [&](auto&&... columns) {
        const standing_row row{std::forward<decltype(columns)>(columns)...};
        if (!purpose_id || *purpose_id == row.purpose_id) {
          found.push_back(standing_from(row, principal_id, people_key));
        }
      },
      principal_id);
  return found;
}

std::optional<standing> first(std::vector<standing> found) {
  if (found.empty()) return {};
  return std::move(found.front());
}

}  // namespace

std::optional<contact> ledger::contact_of(const schema::reader& db, std::int64_t principal_id,
                                          std::int64_t purpose_id) const {
  std::optional<contact> found;
  db.each<std::int64_t, std::string, std::string, std::string, std::optional<std::string>,
          std::string>(
      "SELECT r.sequence, n.language, o.key, w.public_id, w.secret, r.personal"
      " FROM consent_record r"
      " JOIN notice n ON n.id = r.notice_id"
      " JOIN organiser o ON o.id = r.organiser_id"
      " JOIN principal w ON w.id = r.principal_id"
      " WHERE r.principal_id = :1 AND r.purpose_id = :2 AND r.personal IS NOT NULL"
      " ORDER BY r.id DESC",
      [&](std::int64_t sequence, std::string language, const std::string& organiser,
          const std::string& person, const std::optional<std::string>& secret,
          const std::string& personal) {
        if (found) return;
        const auto key = open_secret(people_key_, secret, person);
        const auto text = key ? unseal(*key, {organiser, sequence}, personal) : std::nullopt;
        if (!text) return;
        auto by = evidence_from(*text);
        if (!by.email.empty()) {
          found = contact{std::move(by.email), std::move(by.name), std::move(language)};
        }
      },
      principal_id, purpose_id);
  return found;
}

std::optional<standing> ledger::find(const schema::reader& db, std::string_view public_id) const {
  const auto row = db.one<std::int64_t, std::int64_t>(
      "SELECT principal_id, purpose_id FROM consent_state WHERE public_id = :1", public_id);
  if (!row) return {};
  return first(standings(db, people_key_, std::get<0>(*row), std::get<1>(*row)));
}

std::vector<standing> ledger::find_by_email(const schema::reader& db, std::int64_t organiser_id,
                                            std::string_view email) const {
  const auto who = look_up_person(db, {lookup_key_, people_key_}, organiser_id, email);
  if (!who) return {};
  return standings(db, people_key_, who->id, {});
}

std::optional<standing> ledger::find_one(const schema::reader& db, std::int64_t organiser_id,
                                         std::int64_t purpose_id, std::string_view email) const {
  const auto who = look_up_person(db, {lookup_key_, people_key_}, organiser_id, email);
  if (!who) return {};
  return first(standings(db, people_key_, who->id, purpose_id));
}

}  // namespace zusage::consent
