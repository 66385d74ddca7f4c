// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_text.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "events/form_input.hpp"
#include "events/json_members.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

using std::string;

void check_placeholders(const char* field, const string& text, const mail_kind& kind,
                        faults& wrong) {
  const auto found = find_placeholder_fault(text, known_placeholders(kind));
  if (found) wrong.push_back({field, found->code, {{"found", found->found}}});
}

nlohmann::json to_json(const std::optional<mail_text>& text) {
  if (!text) return nullptr;
  return {{"subject", text->words.subject}, {"body", text->words.body}};
}

void record(schema::transaction& tx, const organisers::scope& of, const mail_text_key& which,
            const std::pair<nlohmann::json, nlohmann::json>& change, instant now) {
  organisers::record(
      tx,
      {of.organiser_id(),
       of.staff_id(),
       change.second.is_null() ? "mail_text.dropped" : "mail_text.changed",
       string(which.kind.name),
       {{"language", which.language}, {"before", change.first}, {"after", change.second}}},
      now);
}

bool is_as_seen(const std::optional<mail_text>& there, std::optional<instant> seen) {
  return there.has_value() == seen.has_value() && (!there || there->changed_at == *seen);
}

}  // namespace

std::optional<mail_text> find_mail_text(const schema::reader& db, const organisers::scope& of,
                                        const mail_text_key& which) {
  const auto row = db.one<string, string, instant, std::optional<string>>(
      "SELECT t.subject, t.body, t.changed_at, s.email"
      " FROM mail_text t"
      " LEFT JOIN staff s ON s.id = t.changed_by"
      " WHERE t.organiser_id = :1 AND t.kind = :2 AND t.language = :3",
      of.organiser_id(), which.kind.name, which.language);
  if (!row) return {};
  const auto& [subject, body, at, by] = *row;
  return mail_text{{subject, body}, at, by.value_or("")};
}

std::vector<changed_mail_text> list_mail_texts(const schema::reader& db,
                                               const organisers::scope& of) {
  std::vector<changed_mail_text> found;
  db.each<string, string, instant>(
      "SELECT kind, language, changed_at FROM mail_text"
      " WHERE organiser_id = :1"
      " ORDER BY kind, language",
      [&](const string& kind, const string& language, instant at) {
        found.push_back({kind, language, at});
      },
      of.organiser_id());
  return found;
}

faults check_mail_text(const mail_kind& kind, mail_text_draft& draft) {
  faults wrong;
  draft.subject = checked_text("subject", draft.subject, {mail_text_limits::subject}, wrong);
  draft.body = checked_text("body", draft.body, {mail_text_limits::body, false, true}, wrong);
  if (!wrong.empty()) return wrong;
  if (draft.subject.empty() && draft.body.empty()) return {{"", "mail_text_empty"}};
  check_placeholders("subject", draft.subject, kind, wrong);
  check_placeholders("body", draft.body, kind, wrong);
  return wrong;
}

faults save_mail_text(schema::transaction& tx, const organisers::scope& of,
                      const mail_text_key& which, const mail_text_draft& draft,
                      std::optional<instant> seen, instant now) {
  const auto there = find_mail_text(tx, of, which);
  if (there && there->words == draft) return {};
  if (!is_as_seen(there, seen)) return {{"", "mail_text_edited"}};
  // Later than what it takes the place of, whatever the clock says.
  const auto at = seen ? std::max(now, *seen + std::chrono::microseconds(1)) : now;
  const auto stored =
      seen ? tx.execute(
                 "UPDATE mail_text SET subject = :1, body = :2, changed_at = :3, changed_by = :4"
                 " WHERE organiser_id = :5 AND kind = :6 AND language = :7 AND changed_at = :8",
                 draft.subject, draft.body, at, of.staff_id(), of.organiser_id(), which.kind.name,
                 which.language, *seen)
           : tx.execute(
                 "INSERT INTO mail_text"
                 " (organiser_id, kind, language, subject, body, changed_at, changed_by)"
                 " VALUES (:1, :2, :3, :4, :5, :6, :7)"
                 " ON CONFLICT (organiser_id, kind, language) DO NOTHING",
                 of.organiser_id(), which.kind.name, which.language, draft.subject, draft.body, at,
                 of.staff_id());
  if (stored != 1) return {{"", "mail_text_edited"}};
  record(tx, of, which, {to_json(there), to_json(mail_text{draft, at, ""})}, now);
  return {};
}

faults drop_mail_text(schema::transaction& tx, const organisers::scope& of,
                      const mail_text_key& which, std::optional<instant> seen, instant now) {
  const auto there = find_mail_text(tx, of, which);
  if (!there) return {};
  if (!is_as_seen(there, seen)) return {{"", "mail_text_edited"}};
  const auto gone = tx.execute(
      "DELETE FROM mail_text"
      " WHERE organiser_id = :1 AND kind = :2 AND language = :3 AND changed_at = :4",
      of.organiser_id(), which.kind.name, which.language, *seen);
  if (gone != 1) return {{"", "mail_text_edited"}};
  record(tx, of, which, {to_json(there), nullptr}, now);
  return {};
}

}  // namespace zusage::events
