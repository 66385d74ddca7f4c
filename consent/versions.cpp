// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/versions.hpp"

#include <algorithm>
#include <utility>

namespace zusage::consent {
namespace {

std::vector<std::string> names_in(const std::string& stored) {
  std::vector<std::string> names;
  const auto list = nlohmann::json::parse(stored, nullptr, false);
  if (!list.is_array()) return names;
  for (const auto& one : list) {
    if (one.is_string()) names.push_back(one.get<std::string>());
  }
  return names;
}

// Those whose time is over count no more, also before their end is recorded.
void add_counts(const schema::reader& db, std::int64_t purpose_id, instant now,
                std::vector<notice_version>& all) {
  db.each<std::int64_t, std::string, std::int64_t>(
      "SELECT n.version, s.state, COUNT(*)"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE s.purpose_id = :1 AND s.state IN ('given', 'renewed', 'requested')"
      "  AND (s.valid_until IS NULL OR s.valid_until > :2)"
      " GROUP BY n.version, s.state",
      [&](std::int64_t version, const std::string& state, std::int64_t people) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const notice_version& one) {
          return one.version == version;
        });
        if (found == all.end()) return;
        (state == "requested" ? found->requested : found->standing) += people;
      },
      purpose_id, now);
}

bool any(const schema::reader& db, std::string_view sql, std::int64_t purpose_id) {
  return db.value<std::int64_t>(sql, purpose_id).has_value();
}

}  // namespace

std::optional<kept_purpose> find_kept_purpose(const schema::reader& db, std::int64_t organiser_id,
                                              std::string_view key) {
  const auto row = db.one<std::int64_t, std::string, std::string, std::string, std::string,
                          std::int64_t, bool, std::string, bool, std::optional<instant>, bool>(
      "SELECT id, key, channel, title, recipients, version, newsletter, announces, by_page,"
      " ended_at, ends_standing"
      " FROM purpose WHERE organiser_id = :1 AND key = :2",
      organiser_id, key);
  if (!row) return {};
  kept_purpose found;
  std::string title, recipients;
  std::tie(found.id, found.key, found.channel, title, recipients, found.version, found.newsletter,
           found.announces, found.by_page, found.ended_at, found.ends_standing) = *row;
  found.title = nlohmann::json::parse(title, nullptr, false);
  if (!found.title.is_object()) found.title = nlohmann::json::object();
  found.recipients = names_in(recipients);
  return found;
}

std::vector<notice_version> list_versions(const schema::reader& db, std::int64_t purpose_id) {
  std::vector<notice_version> all;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, std::string, instant,
          std::string, std::string, std::int64_t>(
      "SELECT version, language, channel, title, text, recipients, created_at, hash, ends,"
      " valid_months"
      " FROM notice WHERE purpose_id = :1"
      " ORDER BY version DESC, language",
      [&](std::int64_t version, std::string language, std::string channel, std::string title,
          std::string text, const std::string& recipients, instant since, std::string hash,
          const std::string& ends, std::int64_t months) {
        if (all.empty() || all.back().version != version) {
          notice_version one;
          one.version = version;
          one.since = since;
          one.channel = std::move(channel);
          one.recipients = names_in(recipients);
          one.valid_months = months;
          one.ends_once_used = !ends.empty();
          all.push_back(std::move(one));
        }
        all.back().texts.push_back(
            {std::move(language), std::move(title), std::move(text), std::move(hash)});
      },
      purpose_id);
  return all;
}

std::vector<notice_version> count_versions(const schema::reader& db, std::int64_t purpose_id,
                                           instant now) {
  auto all = list_versions(db, purpose_id);
  add_counts(db, purpose_id, now, all);
  return all;
}

std::string why_kept(const schema::reader& db, std::int64_t purpose_id) {
  if (any(db, "SELECT 1 FROM consent_state WHERE purpose_id = :1 LIMIT 1", purpose_id) ||
      any(db, "SELECT 1 FROM suppression WHERE purpose_id = :1 LIMIT 1", purpose_id))
    return "purpose_used";
  if (any(db, "SELECT 1 FROM event_purpose WHERE purpose_id = :1 LIMIT 1", purpose_id))
    return "purpose_in_events";
  if (any(db, "SELECT 1 FROM message WHERE purpose_id = :1 LIMIT 1", purpose_id) ||
      any(db, "SELECT 1 FROM newsletter WHERE purpose_id = :1 LIMIT 1", purpose_id))
    return "purpose_in_mails";
  return {};
}

void delete_unused(schema::transaction& tx, std::int64_t purpose_id) {
  tx.execute("DELETE FROM renewal WHERE purpose_id = :1", purpose_id);  // nobody was asked
  tx.execute("DELETE FROM notice WHERE purpose_id = :1", purpose_id);
  tx.execute("DELETE FROM purpose WHERE id = :1", purpose_id);
}

}  // namespace zusage::consent
