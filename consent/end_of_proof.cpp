// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/end_of_proof.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

#include "base/time_zone.hpp"
#include "consent/append.hpp"
#include "consent/people.hpp"

namespace zusage::consent {
namespace {

// No proof ends sooner after the last event of a person's consents (end_of_proof below).
constexpr std::chrono::days shortest_proof{3 * 365};
static_assert(proof_kept >= std::chrono::years(3) && phone_proof_kept >= std::chrono::years(3));
constexpr std::int64_t looked_at_a_time = 1000;

// By channel as it was shown, when anything happened last. What stands or waits ends with a record
// of its own, so the last one of somebody without either is the end.
std::string ended_ones(std::string_view narrowed_by) {
  return "SELECT w.id, w.organiser_id, n.channel, MAX(r.at)"
         " FROM principal w"
         " JOIN consent_record r ON r.principal_id = w.id"
         " JOIN notice n ON n.id = r.notice_id"
         " WHERE w.secret IS NOT NULL AND NOT EXISTS"
         "  (SELECT 1 FROM consent_state s WHERE s.principal_id = w.id"
         "   AND s.state IN ('requested', 'given', 'renewed'))" +
         std::string(narrowed_by) +
         " GROUP BY w.id, w.organiser_id, n.channel"
         " ORDER BY w.id";
}

// Puts the rows of each person together.
class gatherer {
 public:
  explicit gatherer(const std::function<void(const ended_proof&)>& action) : action_(action) {}

  void add(std::int64_t principal_id, std::int64_t organiser_id, const std::string& channel,
           instant last_at) {
    if (current_ && current_->principal_id != principal_id) finish();
    const auto at = end_of_proof(channel, last_at);
    if (!current_) current_ = ended_proof{principal_id, organiser_id, at};
    current_->at = std::max(current_->at, at);
  }
  void finish() {
    if (current_) action_(*current_);
    current_.reset();
  }

 private:
  const std::function<void(const ended_proof&)>& action_;
  std::optional<ended_proof> current_;
};

template <class... Parameters>
void gather(const schema::reader& db, const std::string& sql,
            const std::function<void(const ended_proof&)>& action,
            const Parameters&... parameters) {
  gatherer all(action);
  db.each<std::int64_t, std::int64_t, std::string, instant>(
      sql,
      [&](std::int64_t id, std::int64_t organiser, const std::string& channel, instant last_at) {
        all.add(id, organiser, channel, last_at);
      },
      parameters...);
  all.finish();
}

std::optional<ended_proof> find_ended(const schema::reader& db, std::int64_t principal_id) {
  static const auto of_person = ended_ones(" AND w.id = :1");
  std::optional<ended_proof> found;
  gather(
      db, of_person, [&](const ended_proof& one) { found = one; }, principal_id);
  return found;
}

struct place {
  instant closed_at{};
  std::int64_t principal_id = 0;
};

// Whose consents have all ended for so long that their proof may have, in that order.
std::vector<std::tuple<instant, std::int64_t>> closed_behind(const schema::reader& db,
                                                             const place& from, instant until) {
  return db.all<instant, std::int64_t>(
      "SELECT closed_at, id FROM principal"
      " WHERE closed_at >= :1 AND closed_at <= :2 AND (closed_at > :3 OR id > :4)"
      " ORDER BY closed_at, id"
      " LIMIT :5",
      from.closed_at, until, from.closed_at, from.principal_id, looked_at_a_time);
}

}  // namespace

instant end_of_proof(std::string_view channel, instant ended_at) {
  if (channel == "phone") {
    using namespace std::chrono;
    const auto day = floor<days>(ended_at);
    auto end = year_month_day(day) + phone_proof_kept;
    if (!end.ok()) end = end.year() / end.month() / last;
    return sys_days(end) + (ended_at - day);
  }
  const auto year = to_local(ended_at, home_zone).year + 1 + int(proof_kept.count());
  return local_to_instant(std::to_string(year) + "-01-01T00:00", home_zone).value();
}

void each_ended(const schema::reader& db, std::int64_t organiser_id,
                const std::function<void(const ended_proof&)>& action) {
  static const auto of_all = ended_ones(" AND w.closed_at IS NOT NULL"),
                    of_one = ended_ones(" AND w.closed_at IS NOT NULL AND w.organiser_id = :1");
  if (organiser_id == 0) return gather(db, of_all, action);
  gather(db, of_one, action, organiser_id);
}

std::vector<ended_proof> find_ended_proofs(const schema::reader& db, instant now,
                                           std::size_t most) {
  std::vector<ended_proof> found;
  place from;
  while (found.size() < most) {
    const auto page = closed_behind(db, from, now - shortest_proof);
    for (const auto& [closed_at, id] : page) {
      if (const auto one = find_ended(db, id); one && one->at <= now) found.push_back(*one);
      from = {closed_at, id};
      if (found.size() == most) break;
    }
    if (std::int64_t(page.size()) < looked_at_a_time) break;
  }
  return found;
}

bool end_proof(schema::transaction& tx, std::int64_t principal_id, instant now) {
  const auto organiser_id =
      tx.value<std::int64_t>("SELECT organiser_id FROM principal WHERE id = :1", principal_id);
  if (!organiser_id) return false;
  hold_chain(tx, *organiser_id);
  const auto ended = find_ended(tx, principal_id);
  if (!ended || ended->at > now) return false;
  tx.execute(
      "UPDATE consent_record SET personal = NULL WHERE principal_id = :1 AND personal IS NOT NULL",
      principal_id);
  return erase_secret(tx, principal_id, now);
}

}  // namespace zusage::consent
