// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_recipients.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "mailer/pace.hpp"

namespace zusage::events {
namespace {

// The newest record of each up to the beginning permits it. Mostly that is the newest of all.
constexpr std::string_view as_it_began =
    " FROM consent_state s"
    " JOIN consent_record r ON r.id = CASE WHEN s.record_id <= :1 THEN s.record_id"
    "  ELSE (SELECT MAX(b.id) FROM consent_record b WHERE b.principal_id = s.principal_id"
    "   AND b.purpose_id = s.purpose_id AND b.id <= :2) END"
    " JOIN notice n ON n.id = r.notice_id"
    " WHERE s.purpose_id = :3 AND r.event IN ('given', 'renewed') AND n.channel = 'email'";

struct person {
  std::int64_t principal_id;
  std::string state_id;
};

std::vector<person> next_in_order(const schema::reader& db, const open_issue& of,
                                  std::int64_t most) {
  std::vector<person> found;
  db.each<std::int64_t, std::string>(
      "SELECT s.principal_id, s.public_id" + std::string(as_it_began) +
          " AND s.principal_id > :4 ORDER BY s.principal_id LIMIT :5",
      [&](std::int64_t id, std::string state) {
        found.push_back({id, std::move(state)});
      },
      *of.last_record, *of.last_record, of.purpose_id, of.after_id, most);
  return found;
}

std::vector<person> kept_back(const schema::reader& db, const open_issue& of, std::int64_t domain,
                              std::int64_t most) {
  std::vector<person> found;
  db.each<std::int64_t, std::string>(
      "SELECT w.principal_id, s.public_id FROM newsletter_waiting w"
      " JOIN consent_state s ON s.principal_id = w.principal_id AND s.purpose_id = :1"
      " WHERE w.newsletter_id = :2 AND w.domain = :3 ORDER BY w.principal_id LIMIT :4",
      [&](std::int64_t id, std::string state) {
        found.push_back({id, std::move(state)});
      },
      of.purpose_id, of.id, domain, most);
  return found;
}

// From one domain to the next by the index, however many wait of each.
std::optional<std::int64_t> next_domain(const schema::reader& db, std::int64_t newsletter_id,
                                        std::int64_t after) {
  return db.value<std::int64_t>(
      "SELECT domain FROM newsletter_waiting WHERE newsletter_id = :1 AND domain > :2"
      " ORDER BY domain LIMIT 1",
      newsletter_id, after);
}

class choosing {
 public:
  choosing(const schema::reader& db, const consent::ledger& ledger, const open_issue& of,
           under_way room, const delivery_limits& limits)
      : db_(db), ledger_(ledger), of_(of), room_(std::move(room)), limits_(limits) {}

  next_recipients run() {
    take_kept_back();
    if (of_.listed) {
      found_.all_listed = true;
    } else if (left() > 0) {
      take_next();
    }
    return std::move(found_);
  }

 private:
  std::int64_t left() const {
    return std::min(limits_.at_once - std::int64_t(found_.people.size()),
                    limits_.most_waiting - room_.all_waiting);
  }

  void take_kept_back() {
    auto domain = next_domain(db_, of_.id, 0);
    for (; domain && left() > 0; domain = next_domain(db_, of_.id, *domain)) {
      const auto most = std::min(left(), limits_.most_of_domain - room_.waiting[*domain]);
      if (most <= 0) continue;
      for (const auto& who : kept_back(db_, of_, *domain, most)) take(who, *domain);
    }
  }

  void take_next() {
    const auto most = left();
    const auto people = next_in_order(db_, of_, most);
    found_.all_listed = std::int64_t(people.size()) < most;
    for (const auto& who : people) take(who, {});
  }

  void take(const person& who, std::optional<std::int64_t> kept_in) {
    next_recipient one;
    one.principal_id = who.principal_id;
    one.state_id = who.state_id;
    one.at = ledger_.contact_of(db_, who.principal_id, of_.purpose_id);
    one.kept_back = kept_in.has_value();
    one.domain = one.at ? mailer::domain_number(one.at->email) : kept_in.value_or(0);
    auto& waiting = room_.waiting[one.domain];
    one.keep_back = !one.kept_back && one.at && waiting >= limits_.most_of_domain;
    if (one.at && !one.keep_back) {
      ++waiting;
      ++room_.all_waiting;
    }
    found_.people.push_back(std::move(one));
  }

  const schema::reader& db_;
  const consent::ledger& ledger_;
  const open_issue& of_;
  under_way room_;
  const delivery_limits& limits_;
  next_recipients found_;
};

}  // namespace

std::vector<open_issue> list_open_issues(const schema::reader& db, instant now) {
  std::vector<open_issue> found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string,
          std::optional<instant>, std::optional<std::int64_t>, std::optional<std::int64_t>, bool,
          std::optional<std::int64_t>, std::string, std::string>(
      "SELECT id, organiser_id, COALESCE(purpose_id, 0), after_id, state, due_at, last_record,"
      " recipients, listed, event_id, kind, audience FROM newsletter"
      " WHERE finished_at IS NULL AND state <> 'draft' AND due_at <= :1 ORDER BY id",
      [&](auto id, auto organiser, auto purpose, auto after, std::string state, auto due, auto last,
          auto recipients, bool listed, auto event, std::string kind, const std::string& audience) {
        found.push_back({id, organiser, purpose, after, std::move(state), due, last, recipients,
                         listed, event, std::move(kind), audience_from_stored(audience)});
      },
      now);
  return found;
}

std::int64_t count_recipients(const schema::reader& db, const open_issue& of) {
  return db
      .value<std::int64_t>("SELECT COUNT(*)" + std::string(as_it_began), of.last_record.value(),
                           of.last_record.value(), of.purpose_id)
      .value();
}

under_way find_under_way(const schema::reader& db, std::int64_t newsletter_id) {
  under_way found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
      "SELECT domain, SUM(CASE WHEN state = 'queued' AND attempts = 0 THEN 1 ELSE 0 END),"
      " SUM(CASE WHEN state IN ('queued', 'sending') THEN 0 ELSE 1 END), COUNT(*)"
      " FROM message WHERE newsletter_id = :1 AND counted = 0 GROUP BY domain",
      [&](auto domain, auto waiting, auto finished, auto all) {
        found.waiting[domain] = waiting;
        found.all_waiting += waiting;
        found.others += all - waiting;
        found.finished += finished;
      },
      newsletter_id);
  return found;
}

next_recipients find_next(const schema::reader& db, const consent::ledger& ledger,
                          const open_issue& of, under_way room, const delivery_limits& limits) {
  return choosing(db, ledger, of, std::move(room), limits).run();
}

bool came_back(const schema::reader& db, const open_issue& of, std::int64_t principal_id,
               std::int64_t record_id) {
  if (record_id <= of.last_record.value()) return false;
  return db
      .value<std::int64_t>(
          "SELECT id FROM consent_record WHERE principal_id = :1 AND purpose_id = :2 AND id > :3"
          " AND event NOT IN ('given', 'renewed') LIMIT 1",
          principal_id, of.purpose_id, *of.last_record)
      .has_value();
}

}  // namespace zusage::events
