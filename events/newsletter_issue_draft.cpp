// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/link.hpp"
#include "events/form_input.hpp"
#include "events/newsletter_issue.hpp"
#include "events/purpose_use.hpp"
#include "organisers/audit.hpp"
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
  if (!purpose_of(db, of, draft.purpose_key)) wrong.push_back({"purpose", "required_choice"});
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
  const auto purpose = purpose_of(tx, of, draft.purpose_key);
  if (!purpose) return faults{{"purpose", "required_choice"}};
  const auto there = tx.value<std::int64_t>(
      "SELECT COUNT(*) FROM newsletter WHERE organiser_id = :1", of.organiser_id());
  if (there.value_or(0) >= issue_limits::newsletters) {
    return faults{{"", "too_many_newsletters", {{"most", issue_limits::newsletters}}}};
  }
  auto public_id = new_public_id();
  tx.execute(
      "INSERT INTO newsletter (organiser_id, public_id, purpose_id, subject, body, state,"
      " created_at)"
      " VALUES (:1, :2, :3, :4, :5, 'draft', :6)",
      of.organiser_id(), public_id, *purpose, draft.subject.dump(), draft.body.dump(), now);
  organisers::record(tx,
                     {of.organiser_id(),
                      of.staff_id(),
                      "newsletter.created",
                      public_id,
                      {{"purpose", draft.purpose_key}}},
                     now);
  return public_id;
}

faults save_issue(schema::transaction& tx, const organisers::scope& of, std::string_view public_id,
                  std::int64_t version, const issue_draft& draft) {
  const auto purpose = purpose_of(tx, of, draft.purpose_key);
  if (!purpose) return {{"purpose", "required_choice"}};
  const auto changed = tx.execute(
      "UPDATE newsletter SET purpose_id = :1, subject = :2, body = :3, version = version + 1"
      " WHERE organiser_id = :4 AND public_id = :5 AND version = :6 AND state = 'draft'",
      *purpose, draft.subject.dump(), draft.body.dump(), of.organiser_id(), public_id, version);
  if (changed == 1) return {};
  // Sent twice: what was typed is what is stored.
  const auto now = find_issue(tx, of, public_id);
  const bool same = now && now->is_draft() && now->version == version + 1 &&
                    now->purpose_id == *purpose && now->subject == draft.subject &&
                    now->body == draft.body;
  if (same) return {};
  return {{"", "newsletter_edited"}};
}

faults delete_issue(schema::transaction& tx, const organisers::scope& of,
                    std::string_view public_id, instant now) {
  const auto gone = tx.execute(
      "DELETE FROM newsletter WHERE organiser_id = :1 AND public_id = :2 AND state = 'draft'"
      " AND begun_at IS NULL",
      of.organiser_id(), public_id);
  if (gone == 0) return {{"", "newsletter_edited"}};
  organisers::record(
      tx, {of.organiser_id(), of.staff_id(), "newsletter.deleted", std::string(public_id)}, now);
  return {};
}

}  // namespace zusage::events
