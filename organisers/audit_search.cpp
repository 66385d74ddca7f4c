// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/audit_search.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.hpp"
#include "organisers/staff.hpp"

namespace zusage::organisers {
namespace {

// Only names from the table above come into the question.
std::string condition_of(std::string_view group) {
  const auto all = audit_groups();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == group; });
  if (found == all.end()) return {};
  std::string made;
  for (const auto& beginning : found->beginnings) {
    made += (made.empty() ? " AND (" : " OR ") + std::string("a.action LIKE '") +
            std::string(beginning) + ".%'";
  }
  return made + ")";
}

std::string pattern_of(const std::string& about) {
  std::string made = "%";
  for (const char c : lower_ascii(about)) {
    if (c == '%' || c == '_' || c == '!') made += '!';
    made += c;
  }
  return made + "%";
}

// Whom an invitation that was not to an account yet went to: as it says itself, or as the account
// that was made with it. One that was withdrawn or that ran out is gone, and its address with it.
std::string invited_email(const schema::reader& db, const scope& of, const std::string& public_id) {
  if (auto open = db.value<std::string>(
          "SELECT email FROM staff_token WHERE public_id = :1 AND organiser_id = :2", public_id,
          of.organiser_id()))
    return *open;
  const auto joined = db.value<std::string>(
      "SELECT s.email FROM audit_entry a JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1 AND a.action = 'staff.joined' AND a.details LIKE :2"
      " ORDER BY a.id LIMIT 1",
      of.organiser_id(), "%\"invitation\":\"" + public_id + "\"%");
  return joined.value_or("");
}

std::string email_of(const schema::reader& db, const scope& of, const audit_line& line) {
  if (!line.action.starts_with("staff.") || line.subject.empty()) return {};
  const auto& text = line.subject;
  std::int64_t id = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (fault != std::errc() || end != text.data() + text.size())
    return line.action == "staff.invited" ? invited_email(db, of, text) : std::string();
  const auto who = find_staff(db, id);
  return who ? who->email : std::string();
}

}  // namespace

std::span<const audit_group> audit_groups() {
  static const std::vector<audit_group> all = {
      {"staff", {"staff"}},
      {"programs", {"token", "webhook"}},
      {"events",
       {"event", "invitation", "invitations", "meeting", "ring", "attendance", "links",
        "application", "check_in", "registration"}},
      {"consents", {"consent", "consents", "revocations", "purpose", "proof", "chain", "people"}},
      {"requests", {"request", "register"}},
      {"mails", {"mail", "mail_text", "message", "attendee_message", "newsletter"}},
      {"exports", {"export", "certificate"}},
  };
  return all;
}

std::string_view group_of(std::string_view action) {
  const auto beginning = action.substr(0, action.find('.'));
  for (const auto& one : audit_groups()) {
    if (std::find(one.beginnings.begin(), one.beginnings.end(), beginning) != one.beginnings.end())
      return one.name;
  }
  return {};
}

std::vector<found_entry> search_audit(const schema::reader& db, const scope& of,
                                      const audit_filter& by, std::int64_t most) {
  constexpr auto end = std::numeric_limits<std::int64_t>::max();
  const auto staff_id = by.staff_id.value_or(0);
  std::vector<found_entry> found;
  db.each<std::int64_t, instant, std::optional<std::string>, std::string, std::string, std::string>(
      "SELECT a.id, a.at, s.email, a.action, a.subject, a.details"
      " FROM audit_entry a"
      " LEFT JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1 AND a.id < :2"
      "  AND (CAST(:3 AS BIGINT) = 0 OR a.staff_id = :4)"
      "  AND (LOWER(a.subject) LIKE :5 ESCAPE '!' OR (a.subject = :6 AND a.subject <> ''))"
      "  AND a.at >= :7 AND a.at < :8" +
          condition_of(by.group) +
          " ORDER BY a.id DESC"
          " LIMIT :9",
      [&](std::int64_t id, instant at, const std::optional<std::string>& email, std::string action,
          std::string subject, const std::string& details) {
        found.push_back({{id, at, email.value_or(""), std::move(action), std::move(subject),
                          nlohmann::json::parse(details, nullptr, false)},
                         {}});
      },
      of.organiser_id(), by.before.value_or(end), staff_id, staff_id, pattern_of(by.about),
      by.or_about, by.from ? to_micros(*by.from) : std::int64_t(0),
      by.until ? to_micros(*by.until) : end, most);
  for (auto& one : found) one.subject_email = email_of(db, of, one.line);
  return found;
}

std::vector<std::pair<std::int64_t, std::string>> audited_staff(const schema::reader& db,
                                                                const scope& of) {
  std::vector<std::pair<std::int64_t, std::string>> all;
  db.each<std::int64_t, std::string>(
      "SELECT s.id, s.email FROM staff s"
      " WHERE EXISTS (SELECT 1 FROM audit_entry a"
      "  WHERE a.organiser_id = :1 AND a.staff_id = s.id)"
      " ORDER BY s.email",
      [&](std::int64_t id, std::string email) { all.emplace_back(id, std::move(email)); },
      of.organiser_id());
  return all;
}

}  // namespace zusage::organisers
