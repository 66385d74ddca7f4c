// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <stdexcept>

#include "consent/chain.hpp"
#include "consent/import_record.hpp"
#include "consent/purposes.hpp"
#include "consent/validity.hpp"

namespace zusage::consent {
namespace {

constexpr std::string_view no_recipients = "[]";  // the wording says by itself who gets the data

// Whole months that are left of those a consent holds; it was given before it was imported.
std::int64_t months_left(const import_target& to, const imported_row& row, instant now) {
  if (to.valid_months == 0) return 0;
  const auto end = after_months(row.given_at.value(), to.valid_months);
  auto left = to.valid_months;
  while (left > 0 && after_months(now, left) > end) --left;
  return left;
}

std::string title_in(const schema::reader& db, std::int64_t purpose_id,
                     const std::string& language) {
  const auto row =
      db.value<std::string>("SELECT title FROM purpose WHERE id = :1", purpose_id).value();
  const auto texts = nlohmann::json::parse(row, nullptr, false);
  for (const auto& wanted : {language, std::string("de")}) {
    const auto found = texts.is_object() ? texts.find(wanted) : texts.end();
    if (found != texts.end() && found->is_string()) return found->get<std::string>();
  }
  for (const auto& any : texts) {
    if (any.is_string()) return any.get<std::string>();
  }
  return {};
}

}  // namespace

bool is_over(const import_target& to, const imported_row& row, instant now) {
  return to.valid_months > 0 && row.given_at && months_left(to, row, now) == 0;
}

std::int64_t imported_notice(schema::transaction& tx, const import_target& to,
                             const imported_row& row, instant now) {
  const auto title = title_in(tx, to.purpose_id, row.language);
  const auto controller = controller_of(tx, to.organiser_id)
                              .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto months = months_left(to, row, now);
  const auto known = tx.value<std::int64_t>(
      "SELECT id FROM notice"
      " WHERE purpose_id = :1 AND version < 0 AND language = :2 AND channel = :3 AND title = :4"
      "  AND text = :5 AND controller = :6 AND valid_months = :7"
      " ORDER BY version DESC"
      " LIMIT 1",
      to.purpose_id, row.language, to.channel, title, row.text, controller, months);
  if (known) return *known;
  const auto version = tx.value<std::int64_t>(
                             "SELECT COALESCE(MIN(version), 0) - 1 FROM notice"
                             " WHERE purpose_id = :1 AND version < 0",
                             to.purpose_id)
                           .value();
  const auto hash =
      notice_hash({to.organiser_key, to.purpose_key, version, row.language, to.channel, title,
                   row.text, controller, no_recipients, to_micros(now), "", months});
  return tx
      .value<std::int64_t>(
          "INSERT INTO notice (organiser_id, purpose_id, version, language, channel, title, text,"
          " controller, recipients, hash, created_at, ends, valid_months)"
          " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, '', :12)"
          " RETURNING id",
          to.organiser_id, to.purpose_id, version, row.language, to.channel, title, row.text,
          controller, no_recipients, hash, now, months)
      .value();
}

}  // namespace zusage::consent
