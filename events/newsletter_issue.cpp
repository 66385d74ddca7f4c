// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_issue.hpp"

#include <tuple>
#include <utility>

namespace zusage::events {
namespace {

using nlohmann::json;
using optional_time = std::optional<instant>;

// A list does without what is written: that may be long.
std::string select_issues(std::string_view body) {
  return "SELECT i.id, i.organiser_id, COALESCE(i.purpose_id, 0), i.version, i.public_id,"
         " COALESCE(p.key, ''), i.state, COALESCE(p.title, '{}'), i.subject, " +
         std::string(body) +
         ", i.created_at, i.due_at, i.begun_at, i.finished_at, i.recipients, i.sent, i.failed,"
         " i.uncertain, i.revoked, i.cancelled, i.kind, i.event_id, i.audience"
         " FROM newsletter i LEFT JOIN purpose p ON p.id = i.purpose_id"
         " WHERE i.organiser_id = :1";
}

json texts(const std::string& stored) {
  auto parsed = json::parse(stored, nullptr, false);
  return parsed.is_object() ? parsed : json::object();
}

// Consents were given to the main organiser alone: for who runs an event with it, there is nothing
// that goes by them.
bool is_within(const newsletter_issue& issue, const organisers::scope& of) {
  return of.reaches_everything() ||
         (issue.event_id && issue.is_service() && of.reaches(*issue.event_id));
}

template <class... Parameters>
std::vector<newsletter_issue> read_issues(const schema::reader& db, const std::string& sql,
                                          const Parameters&... parameters) {
  std::vector<newsletter_issue> found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
          std::string, std::string, std::string, std::string, instant, optional_time, optional_time,
          optional_time, std::optional<std::int64_t>, std::int64_t, std::int64_t, std::int64_t,
          std::int64_t, std::int64_t, std::string, std::optional<std::int64_t>, std::string>(
      sql,
      [&](auto id, auto organiser, auto purpose, auto version, std::string public_id,
          std::string key, std::string state, const std::string& title, const std::string& subject,
          const std::string& body, instant created, optional_time due, optional_time begun,
          optional_time finished, std::optional<std::int64_t> recipients, auto sent, auto failed,
          auto uncertain, auto revoked, auto cancelled, std::string kind,
          std::optional<std::int64_t> event, const std::string& audience) {
        newsletter_issue one;
        one.id = id;
        one.organiser_id = organiser;
        one.purpose_id = purpose;
        one.version = version;
        one.public_id = std::move(public_id);
        one.purpose_key = std::move(key);
        one.state = std::move(state);
        one.purpose_title = texts(title);
        one.subject = texts(subject);
        one.body = texts(body);
        one.created_at = created;
        one.due_at = due;
        one.begun_at = begun;
        one.finished_at = finished;
        one.figures = {recipients, sent, failed, uncertain, revoked, cancelled};
        one.kind = std::move(kind);
        one.event_id = event;
        one.audience = audience_from_stored(audience);
        found.push_back(std::move(one));
      },
      parameters...);
  return found;
}

}  // namespace

std::vector<newsletter_issue> list_issues(const schema::reader& db, const organisers::scope& of) {
  return read_issues(db, select_issues("'{}'") + " AND i.event_id IS NULL ORDER BY i.id DESC",
                     of.organiser_id());
}

std::vector<newsletter_issue> list_event_issues(const schema::reader& db,
                                                const organisers::scope& of,
                                                std::int64_t event_id) {
  if (!of.reaches(event_id)) return {};
  auto found = read_issues(db, select_issues("'{}'") + " AND i.event_id = :2 ORDER BY i.id DESC",
                           of.organiser_id(), event_id);
  std::erase_if(found, [&](const newsletter_issue& one) { return !is_within(one, of); });
  return found;
}

std::optional<newsletter_issue> find_issue(const schema::reader& db, const organisers::scope& of,
                                           std::string_view public_id) {
  auto found = read_issues(db, select_issues("i.body") + " AND i.public_id = :2", of.organiser_id(),
                           public_id);
  if (found.empty()) return {};
  if (!is_within(found.front(), of)) return {};
  return std::move(found.front());
}

std::int64_t count_issue_recipients(const schema::reader& db, const organisers::scope& of,
                                    std::int64_t purpose_id) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM consent_state s"
          " JOIN consent_record r ON r.id = s.record_id AND r.event = s.state"
          " JOIN notice n ON n.id = r.notice_id AND n.channel = 'email'"
          " WHERE s.purpose_id = :1 AND s.organiser_id = :2 AND s.state IN ('given', 'renewed')",
          purpose_id, of.organiser_id())
      .value();
}

std::vector<std::string> languages_of_organiser(const schema::reader& db, std::int64_t id) {
  const auto stored = db.value<std::string>("SELECT languages FROM organiser WHERE id = :1", id);
  const auto parsed = json::parse(stored.value_or("[]"), nullptr, false);
  std::vector<std::string> all;
  for (const auto& one : parsed.is_array() ? parsed : json::array()) {
    if (one.is_string()) all.push_back(one.get<std::string>());
  }
  if (all.empty()) all.emplace_back("de");
  return all;
}

std::vector<std::string> languages_of_issue(const schema::reader& db, std::int64_t organiser_id,
                                            const std::optional<std::int64_t>& event_id) {
  auto all = languages_of_organiser(db, organiser_id);
  if (!event_id) return all;
  const auto stored = db.value<std::string>("SELECT title FROM event WHERE id = :1", *event_id);
  const auto title = texts(stored.value_or("{}"));
  std::vector<std::string> found;
  for (auto& one : all) {
    if (title.contains(one)) found.push_back(std::move(one));
  }
  if (found.empty()) return languages_of_organiser(db, organiser_id);
  return found;
}

}  // namespace zusage::events
