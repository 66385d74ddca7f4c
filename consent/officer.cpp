// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/officer.hpp"

#include "consent/ledger.hpp"

namespace zusage::consent {
namespace {

void count(purpose_count& into, const std::optional<std::string>& stored, std::int64_t people) {
  const auto now = state_from(stored.value_or(""));
  if (!now) return;
  (permits(*now)              ? into.permitting
   : *now == state::requested ? into.requested
                              : into.ended) += people;
}

}  // namespace

std::vector<purpose_count> count_purposes(const schema::reader& db, std::int64_t organiser_id) {
  std::vector<purpose_count> all;
  db.each<std::int64_t, std::string, std::string, std::string, std::int64_t, instant,
          std::optional<std::string>, std::int64_t>(
      "SELECT p.id, p.key, p.channel, p.title, p.version,"
      "       COALESCE((SELECT MIN(n.created_at) FROM notice n"
      "                 WHERE n.purpose_id = p.id AND n.version = p.version), p.created_at),"
      "       s.state, COUNT(s.state)"
      " FROM purpose p"
      " LEFT JOIN consent_state s ON s.purpose_id = p.id"
      " WHERE p.organiser_id = :1"
      " GROUP BY p.id, p.key, p.channel, p.title, p.version, p.created_at, s.state"
      " ORDER BY p.key, p.id",
      [&](std::int64_t id, std::string key, std::string channel, const std::string& title,
          std::int64_t version, instant since, const std::optional<std::string>& state,
          std::int64_t people) {
        if (all.empty() || all.back().key != key) {
          auto texts = nlohmann::json::parse(title, nullptr, false);
          all.push_back({std::move(key), std::move(channel),
                         texts.is_object() ? std::move(texts) : nlohmann::json::object(), version,
                         since});
          all.back().id = id;
        }
        count(all.back(), state, people);
      },
      organiser_id);
  return all;
}

std::optional<chain_head> find_head(const schema::reader& db, std::int64_t organiser_id) {
  auto row = db.one<std::int64_t, std::string>(
      "SELECT sequence, hash FROM consent_chain WHERE organiser_id = :1 AND sequence > 0",
      organiser_id);
  if (!row) return {};
  return chain_head{std::get<0>(*row), std::move(std::get<1>(*row))};
}

}  // namespace zusage::consent
