// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/purpose_use.hpp"

#include <algorithm>
#include <string_view>

#include "events/json_members.hpp"
#include "events/purpose_change.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

nlohmann::json used(bool subscribable, bool newsletters) {
  return {{"subscribable", subscribable}, {"newsletters", newsletters}};
}

bool has_open_newsletter(const schema::reader& db, std::int64_t purpose_id) {
  return db
      .value<std::int64_t>(
          "SELECT id FROM newsletter WHERE purpose_id = :1 AND finished_at IS NULL"
          " AND state <> 'draft' LIMIT 1",
          purpose_id)
      .has_value();
}

}  // namespace

// Who agreed that the other members of a ring see their address has agreed to no mail.
std::set<std::string> purposes_of_contact_lists(const schema::reader& db,
                                                std::int64_t organiser_id) {
  std::set<std::string> keys;
  db.each<std::string>(
      "SELECT details FROM event WHERE organiser_id = :1 AND kind = 'comparison_ring'",
      [&](const std::string& details) {
        keys.insert(text_member(member(from_stored(details), "ring"), "contact_purpose"));
      },
      organiser_id);
  return keys;
}

std::vector<issue_purpose> list_issue_purposes(const schema::reader& db,
                                               const organisers::scope& of) {
  const auto shown = purposes_of_contact_lists(db, of.organiser_id());
  std::vector<issue_purpose> found;
  db.each<std::int64_t, std::string, std::string>(
      "SELECT p.id, p.key, p.title FROM purpose p"
      " WHERE p.organiser_id = :1 AND p.channel = 'email' AND p.ended_at IS NULL"
      "  AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.purpose_id = p.id AND n.version = p.version"
      "   AND n.ends = 'once-used')"
      "  AND (p.mailings = 1"
      "   OR (p.mailings IS NULL AND (p.newsletter = 1 OR p.recipients = '[]')))"
      " ORDER BY p.key",
      [&](std::int64_t id, std::string key, const std::string& title) {
        if (!shown.contains(key)) found.push_back({id, std::move(key), from_stored(title)});
      },
      of.organiser_id());
  return found;
}

bool takes_newsletters(const schema::reader& db, const organisers::scope& of,
                       std::string_view purpose_key) {
  const auto all = list_issue_purposes(db, of);
  return std::any_of(all.begin(), all.end(),
                     [&](const issue_purpose& one) { return one.key == purpose_key; });
}

std::string why_only_events(const schema::reader& db, const organisers::scope& of,
                            const consent::kept_purpose& purpose) {
  if (purpose.channel != "email") return "use_by_mail_only";
  if (!purpose.announces.empty()) return "use_single_message";
  if (purposes_of_contact_lists(db, of.organiser_id()).contains(purpose.key))
    return "use_contact_list";
  return {};
}

bool store_use(schema::transaction& tx, std::int64_t purpose_id, const purpose_use& use) {
  const auto mailings =
      use.mailings ? std::optional<std::int64_t>(*use.mailings ? 1 : 0) : std::nullopt;
  return tx.execute(
             "UPDATE purpose SET newsletter = :1, mailings = :2 WHERE id = :3"
             " AND (newsletter <> :4 OR COALESCE(mailings, -1) <> :5)",
             use.subscribable, mailings, purpose_id, use.subscribable, mailings.value_or(-1)) > 0;
}

faults decide_use(schema::transaction& tx, const organisers::scope& of,
                  const consent::kept_purpose& purpose, const purpose_use& use, instant now) {
  if (const auto why = why_only_events(tx, of, purpose); !why.empty()) return {{"", why}};
  const bool mailings = use.subscribable || use.mailings.value_or(false);
  if (!mailings && has_open_newsletter(tx, purpose.id)) return {{"", "use_newsletter_open"}};
  const auto there =
      tx.execute("UPDATE purpose SET by_page = 1 WHERE id = :1 AND ended_at IS NULL", purpose.id);
  if (there == 0) return {{"", "purpose_over"}};
  const bool before = takes_newsletters(tx, of, purpose.key);
  if (!store_use(tx, purpose.id, {use.subscribable, mailings})) return {};
  announce_purpose(tx, purpose.id, now);
  organisers::record(
      tx,
      {of.organiser_id(),
       of.staff_id(),
       "purpose.use",
       purpose.key,
       {{"before", used(purpose.newsletter, before)}, {"after", used(use.subscribable, mailings)}}},
      now);
  return {};
}

}  // namespace zusage::events
