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
  return "SELECT i.id, i.organiser_id, i.purpose_id, i.version, i.public_id, p.key, i.state,"
         " p.title, i.subject, " +
         std::string(body) +
         ", i.created_at, i.due_at, i.begun_at, i.finished_at, i.recipients, i.sent, i.failed,"
         " i.uncertain, i.revoked, i.cancelled"
         " FROM newsletter i JOIN purpose p ON p.id = i.purpose_id"
         " WHERE i.organiser_id = :1";
}

json texts(const std::string& stored) {
  auto parsed = json::parse(stored, nullptr, false);
  return parsed.is_object() ? parsed : json::object();
}

template <class... Parameters>
std::vector<newsletter_issue> read_issues(const schema::reader& db, const std::string& sql,
                                          const Parameters&... parameters) {
  std::vector<newsletter_issue> found;
  db.each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
          std::string, std::string, std::string, std::string, instant, optional_time, optional_time,
          optional_time, std::optional<std::int64_t>, std::int64_t, std::int64_t, std::int64_t,
          std::int64_t, std::int64_t>(
      sql,
      [&](auto id, auto organiser, auto purpose, auto version, std::string public_id,
          std::string key, std::string state, const std::string& title, const std::string& subject,
          const std::string& body, instant created, optional_time due, optional_time begun,
          optional_time finished, std::optional<std::int64_t> recipients, auto sent, auto failed,
          auto uncertain, auto revoked, auto cancelled) {
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
        found.push_back(std::move(one));
      },
      parameters...);
  return found;
}

}  // namespace

std::vector<newsletter_issue> list_issues(const schema::reader& db, const organisers::scope& of) {
  return read_issues(db, select_issues("'{}'") + " ORDER BY i.id DESC", of.organiser_id());
}

std::optional<newsletter_issue> find_issue(const schema::reader& db, const organisers::scope& of,
                                           std::string_view public_id) {
  auto found = read_issues(db, select_issues("i.body") + " AND i.public_id = :2", of.organiser_id(),
                           public_id);
  if (found.empty()) return {};
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

}  // namespace zusage::events
