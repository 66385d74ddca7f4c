// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/people_index.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "base/link.hpp"
#include "base/text.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t longest_name = 300;
constexpr std::size_t several = SIZE_MAX;

// The words of a name in order of the alphabet, so that their own order does not matter.
std::string name_key(std::string_view typed) {
  std::string plain;
  int depth = 0;
  for (const char c : typed.substr(0, longest_name)) {
    if (c == '(' || c == '[') ++depth;
    if (depth == 0) plain += c == ',' || c == '.' ? ' ' : c;
    if ((c == ')' || c == ']') && depth > 0) --depth;
  }
  if (!is_utf8(plain)) return {};
  std::vector<std::string> words;
  const auto text = folded(plain);
  std::size_t from = 0;
  while ((from = text.find_first_not_of(" \t\n\r", from)) != std::string::npos) {
    const auto to = std::min(text.find_first_of(" \t\n\r", from), text.size());
    words.push_back(text.substr(from, to - from));
    from = to;
  }
  std::sort(words.begin(), words.end());
  std::string key;
  for (const auto& word : words) key += word + " ";
  return key;
}

}  // namespace

people_index::people_index(const schema::reader& db, const organisers::scope& whose,
                           std::int64_t event_id, std::int64_t session_id) {
  using std::string;
  db.each<std::int64_t, string, string, string, string, std::optional<std::int64_t>>(
      "SELECT r.id, r.reference, r.email_key, r.given_name, r.family_name, b.session_id"
      " FROM registration r"
      " LEFT JOIN registration_session b"
      "  ON b.registration_id = r.id AND b.session_id = :1 AND b.status = 'confirmed'"
      " WHERE r.event_id = :2 AND r.organiser_id = :3 AND r.status = 'confirmed'"
      " ORDER BY r.id",
      [&](std::int64_t id, string reference, string email, const string& given,
          const string& family, std::optional<std::int64_t> booked) {
        const auto index = people_.size();
        const auto name = given + " " + family;
        references_.emplace(reference, index);
        emails_.emplace(std::move(email), index);
        const auto [place, first] = names_.emplace(name_key(name), index);
        if (!first) place->second = several;
        people_.push_back({id, std::move(reference), name, session_id == 0 || booked});
      },
      session_id, event_id, whose.organiser_id());
}

people_index::found people_index::by_reference(const std::string& typed) const {
  const auto read = read_reference(typed);
  const auto at = read ? references_.find(*read) : references_.end();
  if (at == references_.end()) return {};
  return {&people_[at->second], recognised::by_reference};
}

people_index::found people_index::by_email(const std::string& typed) const {
  const auto read = normalised_email(typed);
  const auto at = read ? emails_.find(email_key(*read)) : emails_.end();
  if (at == emails_.end()) return {};
  return {&people_[at->second], recognised::by_email};
}

people_index::found people_index::by_name(const std::string& typed) const {
  const auto key = name_key(typed);
  const auto at = key.empty() ? names_.end() : names_.find(key);
  if (at == names_.end()) return {};
  if (at->second == several) return {nullptr, recognised::several};
  return {&people_[at->second], recognised::by_name};
}

}  // namespace zusage::events
