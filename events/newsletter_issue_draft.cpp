// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/link.hpp"
#include "events/form_input.hpp"
#include "events/newsletter_issue.hpp"
#include "events/purpose_use.hpp"
#include "events/record_issue.hpp"
#include "web/render.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

std::optional<std::int64_t> purpose_of(const schema::reader& db, const organisers::scope& of,
                                       const std::string& key) {
  for (const auto& one : list_issue_purposes(db, of)) {
    if (one.key == key) return one.id;
  }
  return {};
}

bool is_to_attendees(const issue_draft& draft) {
  return draft.event_id.has_value();
}

// Whether what it is for is known; `purpose` stays empty where none is needed.
bool find_purpose(const schema::reader& db, const organisers::scope& of, const issue_draft& draft,
                  std::optional<std::int64_t>& purpose) {
  if (is_to_attendees(draft) && draft.kind == issue_kind::service) return true;
  if (!of.reaches_everything()) return false;
  purpose = purpose_of(db, of, draft.purpose_key);
  return purpose.has_value();
}

bool is_kind_of_message(const organisers::scope& of, const std::string& kind) {
  return kind == issue_kind::service ||
         (kind == issue_kind::advertising && of.reaches_everything());
}

json checked_texts(const char* field, const json& typed, const text_rule& rule, faults& wrong) {
  auto kept = json::object();
  for (const auto& [language, text] : typed.items()) {
    auto clean =
        checked_text(std::string(field) + "." + language, text.get<std::string>(), rule, wrong);
    if (!clean.empty()) kept[language] = std::move(clean);
  }
  return kept;
}

// A picture from elsewhere would tell its server who opens the mail, and when; markup of one's own
// would be left out without a word.
void check_pictures(const json& body, faults& wrong) {
  for (const auto& [language, text] : body.items()) {
    if (web::find_unwanted(text.get_ref<const std::string&>()) == "html") {
      wrong.push_back({"body." + language, "newsletter_html"});
      continue;
    }
    const auto html = web::markdown_to_html(text.get_ref<const std::string&>());
    if (html.find("<img ") != std::string::npos)
      wrong.push_back({"body." + language, "newsletter_picture"});
  }
}

}  // namespace

faults check_issue(const schema::reader& db, const organisers::scope& of, issue_draft& draft) {
  faults wrong;
  if (is_to_attendees(draft)) {
    if (!is_kind_of_message(of, draft.kind)) wrong.push_back({"kind", "required_choice"});
    if (draft.audience.statuses.empty()) wrong.push_back({"status", "required_choices"});
  }
  std::optional<std::int64_t> purpose;
  if (wrong.empty() && !find_purpose(db, of, draft, purpose))
    wrong.push_back({"purpose", "required_choice"});
  auto subject = checked_texts("subject", draft.subject, {issue_limits::subject}, wrong);
  auto body = checked_texts("body", draft.body, {issue_limits::body, false, true}, wrong);
  check_pictures(body, wrong);
  if (!wrong.empty()) return wrong;
  draft.subject = std::move(subject);
  draft.body = std::move(body);
  return {};
}

faults check_complete(const newsletter_issue& issue) {
  faults wrong;
  const auto missing = [&](const json& there, const json& here) {
    for (const auto& [language, text] : there.items()) {
      if (!here.contains(language))
        wrong.push_back({"", "newsletter_incomplete", {{"language", language}}});
    }
  };
  missing(issue.body, issue.subject);
  missing(issue.subject, issue.body);
  if (issue.subject.empty() && issue.body.empty()) wrong.push_back({"", "newsletter_empty"});
  return wrong;
}

checked<std::string> add_issue(schema::transaction& tx, const organisers::scope& of,
                               const issue_draft& draft, instant now) {
  std::optional<std::int64_t> purpose;
  if (!find_purpose(tx, of, draft, purpose)) return faults{{"purpose", "required_choice"}};
  const auto there = tx.value<std::int64_t>(
      "SELECT COUNT(*) FROM newsletter WHERE organiser_id = :1 AND COALESCE(event_id, 0) = :2",
      of.organiser_id(), draft.event_id.value_or(0));
  if (there.value_or(0) >= issue_limits::newsletters) {
    return faults{{"", "too_many_newsletters", {{"most", issue_limits::newsletters}}}};
  }
  auto public_id = new_public_id();
  const std::string kind(is_to_attendees(draft) ? std::string_view(draft.kind)
                                                : issue_kind::newsletter);
  tx.execute(
      "INSERT INTO newsletter (organiser_id, public_id, purpose_id, subject, body, state,"
      " created_at, event_id, kind, audience)"
      " VALUES (:1, :2, :3, :4, :5, 'draft', :6, :7, :8, :9)",
      of.organiser_id(), public_id, purpose, draft.subject.dump(), draft.body.dump(), now,
      draft.event_id, kind, to_stored(draft.audience));
  record_issue(tx, of, {"newsletter.created", "attendee_message.created"},
               find_issue(tx, of, public_id).value(), json::object(), now);
  return public_id;
}

faults save_issue(schema::transaction& tx, const organisers::scope& of, std::string_view public_id,
                  std::int64_t version, const issue_draft& draft, instant at) {
  std::optional<std::int64_t> purpose;
  if (!find_purpose(tx, of, draft, purpose)) return {{"purpose", "required_choice"}};
  const auto changed = tx.execute(
      "UPDATE newsletter SET purpose_id = :1, subject = :2, body = :3, kind = :4, audience = :5,"
      " version = version + 1"
      " WHERE organiser_id = :6 AND public_id = :7 AND version = :8 AND state = 'draft'",
      purpose, draft.subject.dump(), draft.body.dump(), draft.kind, to_stored(draft.audience),
      of.organiser_id(), public_id, version);
  if (changed == 1) {
    record_issue(tx, of, {"newsletter.changed", "attendee_message.changed"},
                 find_issue(tx, of, public_id).value(), json::object(), at);
    return {};
  }
  // Sent twice: what was typed is what is stored.
  const auto now = find_issue(tx, of, public_id);
  const bool same = now && now->is_draft() && now->version == version + 1 &&
                    now->purpose_id == purpose.value_or(0) && now->kind == draft.kind &&
                    now->audience == draft.audience && now->subject == draft.subject &&
                    now->body == draft.body;
  if (same) return {};
  return {{"", "newsletter_edited"}};
}

faults delete_issue(schema::transaction& tx, const organisers::scope& of,
                    std::string_view public_id, instant now) {
  const auto there = find_issue(tx, of, public_id);
  if (!there) return {{"", "newsletter_edited"}};
  const auto gone = tx.execute(
      "DELETE FROM newsletter WHERE organiser_id = :1 AND public_id = :2 AND state = 'draft'"
      " AND begun_at IS NULL",
      of.organiser_id(), public_id);
  if (gone == 0) return {{"", "newsletter_edited"}};
  record_issue(tx, of, {"newsletter.deleted", "attendee_message.deleted"}, *there, json::object(),
               now);
  return {};
}

}  // namespace zusage::events
